#include "shell/slide_header.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "bridge/slide_notes.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "style/theme.h"
#include "worklist/slide_state.h"

namespace cellwise::ui {
namespace {

// Shows what fits; all of it in its tip.
class ElidedLabel : public QLabel {
 public:
  using QLabel::QLabel;
  QSize minimumSizeHint() const override {
    return {fontMetrics().averageCharWidth() * 6, QLabel::minimumSizeHint().height()};
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, foregroundRole()));
    painter.drawText(contentsRect(), int(alignment()),
                     fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width()));
  }
};

// Words in a frame.
class Badge : public QLabel {
 public:
  Badge() { setContentsMargins(5, 1, 5, 1); }

 protected:
  void paintEvent(QPaintEvent* event) override {
    QLabel::paintEvent(event);
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
};

}  // namespace

SlideHeader::SlideHeader(Workspace& workspace, QWidget* parent) : QWidget(parent), workspace_(workspace) {
  setObjectName(QStringLiteral("slideHeader"));
  sample_ = new ElidedLabel;
  sample_->setObjectName(QStringLiteral("headerSample"));
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.25);
  large.setBold(true);
  sample_->setFont(large);
  synthetic_ = new Badge;
  synthetic_->setObjectName(QStringLiteral("headerSynthetic"));
  QFont bold = font();
  bold.setBold(true);
  synthetic_->setFont(bold);
  title_ = new ElidedLabel;
  notes_ = new ElidedLabel;
  notes_->setObjectName(QStringLiteral("headerNotes"));
  notes_->setForegroundRole(QPalette::PlaceholderText);
  state_ = new ElidedLabel;
  state_->setObjectName(QStringLiteral("headerState"));
  state_->setFont(bold);
  counts_ = new ElidedLabel;
  counts_->setObjectName(QStringLiteral("headerCounts"));
  counts_->setFont(tabularFont(counts_->font()));
  model_ = new ElidedLabel;
  model_->setObjectName(QStringLiteral("headerModel"));
  model_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  readAgain_ = new QToolButton;
  readAgain_->setObjectName(QStringLiteral("readAgain"));
  readAgain_->setFocusPolicy(Qt::StrongFocus);
  connect(readAgain_, &QToolButton::clicked, this, [this] {
    if (const auto* session = workspace_.session()) workspace_.classify(session->slide().id);
  });
  research_ = new ElidedLabel;
  research_->setObjectName(QStringLiteral("headerResearchUse"));
  research_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  research_->setForegroundRole(QPalette::PlaceholderText);

  auto* first = new QHBoxLayout;
  first->setSpacing(10);
  first->addWidget(sample_, 0);
  first->addWidget(synthetic_, 0, Qt::AlignVCenter);
  first->addWidget(title_, 1);
  first->addWidget(notes_, 1);
  auto* second = new QHBoxLayout;
  second->setSpacing(10);
  second->addWidget(state_, 0);
  second->addWidget(counts_, 1);
  auto* left = new QVBoxLayout;
  left->setSpacing(2);
  left->addLayout(first);
  left->addLayout(second);
  auto* right = new QVBoxLayout;
  right->setSpacing(2);
  auto* reader = new QHBoxLayout;
  reader->setSpacing(6);
  reader->addWidget(model_, 1);
  reader->addWidget(readAgain_);
  right->addLayout(reader);
  right->addWidget(research_);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 6, 12, 7);
  layout->addLayout(left, 3);
  layout->addLayout(right, 2);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);

  connect(&workspace, &Workspace::sessionChanged, this, &SlideHeader::follow);
  connect(&workspace, &Workspace::modelStatusChanged, this, &SlideHeader::refresh);
  connect(&workspace, &Workspace::activitiesChanged, this, &SlideHeader::refresh);
  connect(workspace.notes(), &SlideNotes::changed, this, &SlideHeader::refresh);
  follow();
}

void SlideHeader::follow() {
  if (auto* session = workspace_.session()) {
    connect(session, &SlideSession::slideChanged, this, &SlideHeader::refresh);
    connect(session, &SlideSession::thresholdsChanged, this, &SlideHeader::refresh);
    connect(session, &SlideSession::cellsReset, this, &SlideHeader::refresh);
  }
  refresh();
}

void SlideHeader::refresh() {
  const QLocale locale;
  const auto set = [](QLabel* label, const QString& text) {
    if (label->text() == text) return;
    label->setText(text);
    label->setToolTip(text);
  };
  const auto& status = workspace_.modelStatus();
  QString model;
  switch (status.state) {
    case ModelStatus::State::Loading:
      model = status.name.isEmpty() ? tr("Loading the model…")
                                    : tr("%1 %2: loading…").arg(status.name, status.version);
      break;
    case ModelStatus::State::Ready:
      model = tr("%1 %2 on %3", "model, version, device").arg(status.name, status.version, status.device);
      break;
    case ModelStatus::State::Failed: model = tr("No model: cells cannot be classified"); break;
  }
  const auto* session = workspace_.session();
  // The slide keeps the model that read it; say so when it is another one.
  const bool another =
      session && !session->slide().modelSha.isEmpty() && session->slide().modelSha != status.sha256;
  if (another) {
    model = tr("read by %1 %2")
                .arg(QString::fromStdString(session->manifest().name),
                     QString::fromStdString(session->manifest().version));
  }
  readAgain_->setVisible(another && status.state == ModelStatus::State::Ready &&
                         !workspace_.classificationProgress(session->slide().id));
  readAgain_->setText(tr("Read again with %1 %2", "model, version").arg(status.name, status.version));
  readAgain_->setToolTip(
      tr("The model in use reads every cell of this slide again, with its own thresholds. What experts "
         "decided stays. A signed report stays as it was signed; the slide then counts as changed since."));
  set(model_, model);
  model_->setToolTip(status.warning.isEmpty() ? model : model + QLatin1Char('\n') + status.warning);
  set(research_, tr("Research use only, not for diagnosis"));
  synthetic_->setText(tr("SYNTHETIC"));
  synthetic_->setToolTip(tr("Drawn by Cellwise: no patient's cells"));
  synthetic_->setVisible(session && session->slide().synthetic);

  QStringList notes;
  if (session) {
    const auto remarks = workspace_.notes()->of(session->slide().id);
    notes = remarks.tags;
    if (!remarks.comment.isEmpty()) notes << remarks.comment;
  }
  set(notes_, notes.join(QStringLiteral(" · ")));
  notes_->setVisible(!notes.isEmpty());

  if (!session) {
    set(sample_, tr("No slide open"));
    set(title_, {});
    set(state_, {});
    set(counts_, {});
    return;
  }
  const auto& slide = session->slide();
  set(sample_, slide.sampleId.isEmpty() ? slide.title : slide.sampleId);
  set(title_, slide.sampleId.isEmpty() ? QString() : slide.title);
  set(state_, slideStateText(slide, workspace_.classificationProgress(slide.id)));
  const int accepted = int(session->workload().at(slide.thresholds.confidence).accepted);
  set(counts_, tr("%1 cells: %2 auto-accepted, %3 to review, %4 decided by an expert")
                   .arg(locale.toString(slide.cells), locale.toString(accepted),
                        locale.toString(slide.toReview), locale.toString(slide.confirmed)));
}

void SlideHeader::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) refresh();
  QWidget::changeEvent(event);
}

void SlideHeader::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(palette().color(QPalette::Mid));
  painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

}  // namespace cellwise::ui
