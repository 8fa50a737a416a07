#include "threshold/certificate_meter.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QSettings>
#include <QSignalBlocker>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <iterator>

#include "bridge/audit_desk.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "style/theme.h"
#include "threshold/budgets_dialog.h"
#include "threshold/presets.h"

namespace cellwise::ui {
namespace {

constexpr std::array kTargets = {0.95, 0.98, 0.99, 0.995};
constexpr int kDelayMs = 60;
const QString kTargetKey = QStringLiteral("certificate/target");

QString percent(double share, int decimals) {
  return QLocale().toString(100 * share, 'f', decimals);
}

QString count(std::int64_t n) {
  return QLocale().toString(static_cast<qlonglong>(n));
}

// The bound against the risk that is allowed: full at three times that, a mark where it must end.
class RiskBar : public QWidget {
 public:
  explicit RiskBar(QWidget* parent) : QWidget(parent) {
    setFixedSize(84, 12);
    setObjectName(QStringLiteral("certificateBar"));
  }
  void show(double bound, double allowed, bool known) {
    bound_ = bound;
    allowed_ = allowed;
    known_ = known;
    update();
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    const QRect box = rect().adjusted(0, 2, -1, -3);
    painter.fillRect(box, palette().color(QPalette::Mid));
    if (known_) {
      const double part = std::clamp(bound_ / (3 * allowed_), 0.0, 1.0);
      painter.fillRect(QRect(box.topLeft(), QSize(int(part * box.width()), box.height())),
                       palette().color(bound_ <= allowed_ ? QPalette::Highlight : QPalette::WindowText));
    }
    painter.setPen(QPen(palette().color(QPalette::WindowText), 2));
    painter.drawLine(box.width() / 3, 0, box.width() / 3, height());
  }

 private:
  double bound_ = 1, allowed_ = 0.01;
  bool known_ = false;
};

}  // namespace

QString inWords(const decision::Certificate& c) {
  const QString n = count(c.n);
  const int missing = static_cast<int>(c.labelsMissing);
  if (c.n == 0)
    return CertificateMeter::tr("Not certifiable, n = 0: %Ln labelled cells without an error are needed.",
                                nullptr, missing);
  if (!c.errorsAllowed)
    return CertificateMeter::tr(
               "Not certifiable, n = %1: %Ln more labelled cells, all of them right, are needed.", nullptr,
               missing)
        .arg(n);
  const QString wrong = CertificateMeter::tr("n = %1, %2 wrong").arg(n, count(c.errors));
  if (c.certified)
    return CertificateMeter::tr(
               "Certified: at most %1 % wrong at δ = %2 (%3); %Ln more errors would still be allowed.",
               nullptr, static_cast<int>(*c.errorsAllowed - c.errors))
        .arg(percent(c.bound, 2), QLocale().toString(c.delta), wrong);
  return CertificateMeter::tr(
             "Not certified: up to %1 % may be wrong at δ = %2 (%3, %4 allowed); %Ln more labels "
             "without an error would do.",
             nullptr, missing)
      .arg(percent(c.bound, 2), QLocale().toString(c.delta), wrong, count(*c.errorsAllowed));
}

QString inWords(const decision::DriftCheck& check) {
  const QString share = percent(check.n > 0 ? double(check.refused) / double(check.n) : 0, 1);
  const QString interval =
      QStringLiteral("%1–%2").arg(percent(check.share.low, 1), percent(check.share.high, 1));
  switch (check.state) {
    case decision::DriftCheck::State::TooFew:
      return CertificateMeter::tr(
                 "Too little to compare this slide with the calibration: %1 cells, %2 calibration slides.")
          .arg(count(check.n), count(check.calibrationSlides));
    case decision::DriftCheck::State::Alike:
      return CertificateMeter::tr(
                 "This slide is like the calibration slides: %1 % of its cells (%2, n = %3) are below the "
                 "thresholds; %4 % were to be expected, up to %5 %.")
          .arg(share, interval, count(check.n), percent(check.expected, 1), percent(check.largest, 1));
    case decision::DriftCheck::State::MoreRefused: break;
  }
  return CertificateMeter::tr(
             "Suspended: this slide is unlike the calibration slides. %1 % of its cells (%2, n = %3) are "
             "below the thresholds; up to %4 % were to be expected.")
      .arg(share, interval, count(check.n), percent(check.largest, 1));
}

CertificateMeter::CertificateMeter(Workspace& workspace, QWidget* parent)
    : QWidget(parent), workspace_(workspace) {
  setObjectName(QStringLiteral("certificateMeter"));
  title_ = new QLabel(this);
  target_ = new QComboBox(this);
  target_->setObjectName(QStringLiteral("certificateTarget"));
  title_->setBuddy(target_);
  const double kept = QSettings().value(kTargetKey, 0.99).toDouble();
  for (const double target : kTargets) {
    target_->addItem(QString(), target);
    if (target == kept) target_->setCurrentIndex(target_->count() - 1);
  }
  connect(target_, &QComboBox::activated, this, [this] {
    QSettings().setValue(kTargetKey, target_->currentData());
    compute();
  });
  bar_ = new RiskBar(this);
  words_ = new QLabel(this);
  words_->setObjectName(QStringLiteral("certificateWords"));
  words_->setTextFormat(Qt::PlainText);
  words_->setMinimumWidth(1);
  budgets_ = new QToolButton(this);
  budgets_->setObjectName(QStringLiteral("certificateBudgets"));
  budgets_->setAutoRaise(true);
  connect(budgets_, &QToolButton::clicked, this, &CertificateMeter::openBudgets);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(6);
  layout->addWidget(title_);
  layout->addWidget(target_);
  layout->addWidget(bar_);
  layout->addWidget(words_, 1);
  layout->addWidget(budgets_);

  later_ = new QTimer(this);
  later_->setSingleShot(true);
  later_->setInterval(kDelayMs);
  connect(later_, &QTimer::timeout, this, &CertificateMeter::compute);
  connect(&workspace_, &Workspace::sessionChanged, this, &CertificateMeter::follow);
  connect(workspace_.audit(), &AuditDesk::changed, later_, qOverload<>(&QTimer::start));
  retranslate();
  follow();
}

void CertificateMeter::follow() {
  if (SlideSession* session = workspace_.session()) {
    connect(session, &SlideSession::thresholdsChanged, later_, qOverload<>(&QTimer::start));
    connect(session, &SlideSession::cellsReset, later_, qOverload<>(&QTimer::start));
    connect(session, &SlideSession::cellsChanged, later_, qOverload<>(&QTimer::start));
  }
  compute();
}

void CertificateMeter::compute() {
  const SlideSession* session = workspace_.session();
  known_ = session != nullptr;
  if (known_) {
    const auto figures = workspace_.audit()->figures();
    certificate_ = decision::certificate(figures.calibrationErrors + figures.error.errors,
                                         figures.calibrationCells + figures.error.n,
                                         target_->currentData().toDouble(), kPresetDelta);
    std::vector<decision::DriftCell> cells;
    for (int row = 0; row < int(session->cells().size()); ++row)
      if (const auto& said = session->cells()[std::size_t(row)].prediction)
        cells.push_back({session->predictedClassOf(row), said->confidence, said->maxMembership});
    drift_ = decision::driftCheck(session->manifest().calibrationRows, cells, session->thresholds());
  }
  showCertificate();
}

void CertificateMeter::showCertificate() {
  const bool suspended = known_ && drift_.state == decision::DriftCheck::State::MoreRefused;
  static_cast<RiskBar*>(bar_)->show(certificate_.bound, 1 - target_->currentData().toDouble(),
                                    known_ && !suspended);
  QString text = suspended ? inWords(drift_) : known_ ? inWords(certificate_) : QString();
  QString more = text;
  if (known_) {
    const auto figures = workspace_.audit()->figures();
    if (figures.alarm()) text = tr("The audit contradicts the calibration. %1").arg(text);
    const auto language = QLocale().language() == QLocale::Chinese ? reporting::Language::Chinese
                                                                   : reporting::Language::English;
    if (suspended)
      more +=
          QLatin1Char('\n') +
          tr("Another scanner or stain looks like this, and so does a disease that the calibration slides "
             "did not have. What was promised on them need not hold here: review more, or calibrate on "
             "slides like this one. Without that, it would read: %1")
              .arg(inWords(certificate_));
    else
      more += QLatin1Char('\n') + inWords(drift_);
    more += QLatin1Char('\n') +
            tr("Exact (Clopper–Pearson), for this threshold by itself and for cells that come like the "
               "calibration "
               "cells; a threshold that was looked for on them promises less. n: %1 calibration cells and %2 "
               "answers "
               "of the blind audit.")
                .arg(count(figures.calibrationCells), count(figures.error.n));
    if (const QString audit = reporting::auditInWords(figures, language); !audit.isEmpty())
      more += QLatin1Char('\n') + audit;
  }
  words_->setToolTip(more);
  words_->setAccessibleName(text);
  words_->setText(words_->fontMetrics().elidedText(text, Qt::ElideRight, std::max(1, words_->width())));
  target_->setEnabled(known_);
  budgets_->setEnabled(known_);
}

void CertificateMeter::retranslate() {
  title_->setText(tr("&Promise"));
  target_->setAccessibleName(tr("Share of accepted cells that must be right"));
  for (int i = 0; i < target_->count(); ++i)
    target_->setItemText(i,
                         tr("≥ %1 % right").arg(QLocale().toString(100 * kTargets[std::size_t(i)], 'g', 4)));
  bar_->setToolTip(tr("Bar: how many accepted cells may be wrong. Mark: how many may be."));
  budgets_->setText(tr("By class…"));
  budgets_->setToolTip(tr("How many cells of each class may slip through unseen"));
  showCertificate();
}

void CertificateMeter::openBudgets() {
  auto* dialog = window()->findChild<BudgetsDialog*>();
  if (!dialog) {
    dialog = new BudgetsDialog(workspace_, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
  }
  dialog->show();
  dialog->raise();
  dialog->activateWindow();
}

void CertificateMeter::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

void CertificateMeter::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  showCertificate();
}

}  // namespace cellwise::ui
