#include "shell/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace cellwise::ui {
namespace {

QString applied = QStringLiteral("en");

// lupdate leaves out a namespace that is written a::b; moc does not.
class Translator : public QTranslator {
 public:
  using QTranslator::QTranslator;

  QString translate(const char* context, const char* source, const char* disambiguation,
                    int n) const override {
    const QString found = QTranslator::translate(context, source, disambiguation, n);
    if (!found.isNull()) return found;
    const QByteArray name(context);
    const auto last = name.lastIndexOf("::");
    return last < 0 ? found : QTranslator::translate(name.mid(last + 2), source, disambiguation, n);
  }
};

}  // namespace

void applyLanguage(const QString& code) {
  const QLocale system = QLocale::system();
  const bool chinese = code.startsWith(QLatin1String("zh")) ||
                       (!code.startsWith(QLatin1String("en")) && system.language() == QLocale::Chinese);
  applied = chinese ? QStringLiteral("zh_CN") : QStringLiteral("en");
  // English numbers and dates as the desktop writes them, if it is an English one.
  QLocale::setDefault(chinese                                 ? QLocale(QLocale::Chinese, QLocale::China)
                      : system.language() == QLocale::English ? system
                                                              : QLocale(QLocale::English));

  static QTranslator* own = nullptr;
  static QTranslator* toolkit = nullptr;  // buttons and context menus of Qt's own
  for (QTranslator** translator : {&toolkit, &own}) {
    if (*translator) QCoreApplication::removeTranslator(*translator);
    delete *translator;
    *translator = new Translator(QCoreApplication::instance());
  }
  if (toolkit->load(QStringLiteral("qtbase_") + applied,
                    QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
    QCoreApplication::installTranslator(toolkit);
  }
  if (own->load(QStringLiteral(":/i18n/cellwise_%1.qm").arg(applied)))
    QCoreApplication::installTranslator(own);
}

QString appliedLanguage() {
  return applied;
}

}  // namespace cellwise::ui
