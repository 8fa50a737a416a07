#include "people/audit_subjects.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <string>
#include <vector>

namespace cellwise::ui {
namespace {

struct AuditSubjects {
  Q_DECLARE_TR_FUNCTIONS(AuditSubjects)
};

constexpr int kHashShown = 12;

struct Kind {
  const char* name;  // in the log, before the colon
  QString shown;     // with %1
  const char* english;
};

std::vector<Kind> kinds() {
  return {{"slide", AuditSubjects::tr("slide %1"), "slide %1"},
          {"cell", AuditSubjects::tr("cell %1"), "cell %1"},
          {"user", AuditSubjects::tr("account %1"), "account %1"},
          {"model", AuditSubjects::tr("model %1"), "model %1"},
          {"class", AuditSubjects::tr("class %1"), "class %1"}};
}

QString laboratoryText() {
  return AuditSubjects::tr("the laboratory");
}

// What stands for %1 where the text has the pattern's words around it.
std::optional<QString> placed(const QString& text, const QString& pattern) {
  const QString before = pattern.section(QStringLiteral("%1"), 0, 0).trimmed(),
                after = pattern.section(QStringLiteral("%1"), 1).trimmed();
  if (!text.startsWith(before, Qt::CaseInsensitive)) return {};
  QString rest = text.mid(before.size()).trimmed();
  if (!after.isEmpty()) {
    if (!rest.endsWith(after, Qt::CaseInsensitive)) return {};
    rest = rest.chopped(after.size()).trimmed();
  }
  return rest;
}

std::optional<QString> subjectOf(const QString& text) {
  if (text.compare(laboratoryText(), Qt::CaseInsensitive) == 0 ||
      text.compare(QLatin1String("laboratory"), Qt::CaseInsensitive) == 0)
    return QStringLiteral("laboratory");
  static const QRegularExpression letters(QStringLiteral("^\\w*$"));
  for (const Kind& kind : kinds()) {
    const QString name = QLatin1String(kind.name);
    for (const QString& pattern : {kind.shown, QString::fromLatin1(kind.english),
                                   name + QStringLiteral(":%1"), name + QStringLiteral(" %1")}) {
      auto rest = placed(text, pattern);
      if (rest == QLatin1String("s")) rest = QString();  // "slides"
      if (!rest || !letters.match(*rest).hasMatch()) continue;
      const QString subject = name + QLatin1Char(':') + *rest;
      return kind.name == std::string("model") && !rest->isEmpty() && rest->size() < 64
                 ? subject.toLower() + QLatin1Char('*')
                 : subject;
    }
  }
  return {};
}

}  // namespace

QString subjectText(const QString& subject) {
  if (subject == QLatin1String("laboratory")) return laboratoryText();
  const QString kind = subject.section(QLatin1Char(':'), 0, 0), rest = subject.section(QLatin1Char(':'), 1);
  for (const Kind& known : kinds()) {
    if (kind == QLatin1String(known.name))
      return known.shown.arg(kind == QLatin1String("model") ? rest.left(kHashShown) : rest);
  }
  return subject;
}

std::optional<QStringList> subjectsOf(const QString& typed) {
  static const QRegularExpression between(QStringLiteral("[,;，；、]"));
  QStringList subjects;
  for (const QString& part : typed.split(between, Qt::SkipEmptyParts)) {
    const QString text = part.simplified();
    if (text.isEmpty()) continue;
    const auto subject = subjectOf(text);
    if (!subject) return {};
    subjects << *subject;
  }
  return subjects;
}

}  // namespace cellwise::ui
