#include "threshold/threshold_strip.h"

#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QSlider>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <functional>

#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "plots/risk_plot.h"
#include "style/marks.h"
#include "style/theme.h"
#include "threshold/certificate_meter.h"
#include "threshold/presets.h"
#include "threshold/threshold_scale.h"

namespace cellwise::ui {
namespace {

constexpr int kPresets = 5;         // as presets() gives them
constexpr int kPlotDelayMs = 60;    // the curve and the presets follow d_th, a moment later
constexpr int kCountDelayMs = 150;  // cells that could not be classified are counted in one pass
constexpr int kPanelHeight = 240;
const QString kUnfoldedKey = QStringLiteral("threshold/unfolded");

// Steps go along the slider's scale: near 1, where the cells are, a step is small.
class ScaledSpinBox : public QDoubleSpinBox {
 public:
  std::function<void(int)> onStep;
  void stepBy(int steps) override {
    if (onStep) onStep(steps);
  }
};

QLabel* makeLabel(const char* name, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setObjectName(QString::fromLatin1(name));
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

QString count(qint64 n) {
  return QLocale().toString(n);
}

}  // namespace

struct ThresholdStrip::Impl : QObject {
  Impl(ThresholdStrip* strip, Workspace& w) : self(strip), workspace(w) {}

  ThresholdStrip* self;
  Workspace& workspace;
  QPointer<SlideSession> session;
  std::string knownModel;  // whose calibration rows the scale and the curve are made of

  ThresholdScale confidenceScale, membershipScale;
  std::optional<decision::RiskCoverage> risk;
  double riskMembership = 0;
  std::vector<Preset> offered;
  int unreadable = 0, waiting = 0;  // cells without a prediction: failed, and not classified yet

  QToolButton* unfold = nullptr;
  QLabel* title = nullptr;
  QSlider* slider = nullptr;
  ScaledSpinBox* spin = nullptr;
  std::array<QToolButton*, 3> presetButtons{};
  QBoxLayout* figures = nullptr;
  QLabel* workloadLabel = nullptr;
  QLabel* riskLabel = nullptr;

  QWidget* panel = nullptr;
  RiskPlot* plot = nullptr;
  QLabel* honesty = nullptr;
  QGridLayout* presetGrid = nullptr;
  std::array<std::array<QLabel*, 4>, kPresets> presetCells{};
  std::array<QLabel*, 5> presetHeads{};
  std::array<QPushButton*, kPresets> presetUse{};
  QToolButton* advanced = nullptr;
  QWidget* advancedRow = nullptr;
  QLabel* membershipTitle = nullptr;
  QSlider* membershipSlider = nullptr;
  ScaledSpinBox* membershipSpin = nullptr;

  std::array<QAction*, kPresets> presetActions{};
  QAction* unfoldAction = nullptr;
  QTimer plotTimer, countTimer;

  void build();
  QWidget* buildPanel();
  void retranslate();
  void followSession();
  void takeModel();
  void rebuildRisk();
  void rebuildPresets();
  void rebuildPlot();
  void countRows();
  void sync();
  void showPresets();
  void showFigures();
  void apply(const decision::Thresholds& thresholds);
  void setConfidence(double value);
  void setMembership(double value);
  void usePreset(int index);
  void setUnfolded(bool on);
  void placeFigures();
  bool eventFilter(QObject* watched, QEvent* event) override;
};

void ThresholdStrip::Impl::build() {
  self->setObjectName("thresholdStrip");

  unfoldAction = new QAction(self);
  unfoldAction->setObjectName("thresholdUnfoldAction");
  unfoldAction->setCheckable(true);
  QObject::connect(unfoldAction, &QAction::toggled, self, [this](bool on) { setUnfolded(on); });
  for (int i = 0; i < kPresets; ++i) {
    presetActions[i] = new QAction(self);
    presetActions[i]->setObjectName(QStringLiteral("thresholdPreset%1").arg(i));
    presetActions[i]->setCheckable(true);
    QObject::connect(presetActions[i], &QAction::triggered, self, [this, i] { usePreset(i); });
  }

  unfold = new QToolButton(self);
  unfold->setObjectName("thresholdUnfold");
  unfold->setAutoRaise(true);
  unfold->setCheckable(true);
  unfold->setArrowType(Qt::UpArrow);  // the panel opens above the slider
  QObject::connect(unfold, &QToolButton::toggled, unfoldAction, &QAction::setChecked);

  title = new QLabel(self);
  slider = new QSlider(Qt::Horizontal, self);
  slider->setObjectName("confidenceSlider");
  slider->setMinimumWidth(120);
  spin = new ScaledSpinBox;
  spin->setParent(self);
  spin->setObjectName("confidenceSpin");
  title->setBuddy(slider);

  auto* top = new QHBoxLayout;
  top->setSpacing(8);
  top->addWidget(unfold);
  top->addWidget(title);
  top->addWidget(slider, 1);
  top->addWidget(spin);
  // The empirical choices at a click; the guaranteed ones in the button's menu.
  constexpr std::array<int, 3> shown = {0, 1, 3};
  for (std::size_t i = 0; i < shown.size(); ++i) {
    auto* button = new QToolButton(self);
    button->setObjectName(QStringLiteral("presetButton%1").arg(i));
    button->setDefaultAction(presetActions[shown[i]]);
    button->setFocusPolicy(Qt::TabFocus);
    if (shown[i] > 0) {
      auto* menu = new QMenu(button);
      menu->setToolTipsVisible(true);
      menu->addAction(presetActions[shown[i]]);
      menu->addAction(presetActions[shown[i] + 1]);
      button->setMenu(menu);
      button->setPopupMode(QToolButton::MenuButtonPopup);
    }
    presetButtons[i] = button;
    top->addWidget(button);
  }

  workloadLabel = makeLabel("workloadLabel", self);
  riskLabel = makeLabel("riskLabel", self);
  figures = new QBoxLayout(QBoxLayout::LeftToRight);
  figures->setSpacing(4);
  // Long lines must not keep the window from being made narrower: see placeFigures.
  for (QLabel* label : {workloadLabel, riskLabel}) label->setMinimumWidth(1);
  figures->addWidget(workloadLabel);
  figures->addStretch(1);
  figures->addWidget(riskLabel);

  panel = buildPanel();
  panel->setVisible(false);

  auto* layout = new QVBoxLayout(self);
  layout->setContentsMargins(10, 5, 10, 6);
  layout->setSpacing(3);
  layout->addWidget(panel);
  layout->addLayout(top);
  layout->addLayout(figures);
  layout->addWidget(new CertificateMeter(workspace, self));

  for (auto* s : {slider, membershipSlider}) {
    s->setFocusPolicy(Qt::StrongFocus);
    s->installEventFilter(this);
  }
  for (auto* s : {spin, membershipSpin}) {
    s->setRange(0, 1);
    s->setDecimals(ThresholdScale::kDecimals);
    s->setKeyboardTracking(false);
    s->setFocusPolicy(Qt::StrongFocus);
    s->setAlignment(Qt::AlignRight);
    s->setFont(tabularFont(self->font()));
    s->installEventFilter(this);
  }
  QObject::connect(slider, &QSlider::valueChanged, self,
                   [this](int position) { setConfidence(confidenceScale.valueAt(position)); });
  QObject::connect(spin, &QDoubleSpinBox::valueChanged, self, [this](double value) { setConfidence(value); });
  spin->onStep = [this](int steps) { slider->setValue(slider->value() + steps); };
  QObject::connect(membershipSlider, &QSlider::valueChanged, self,
                   [this](int position) { setMembership(membershipScale.valueAt(position)); });
  QObject::connect(membershipSpin, &QDoubleSpinBox::valueChanged, self,
                   [this](double value) { setMembership(value); });
  membershipSpin->onStep = [this](int steps) {
    membershipSlider->setValue(membershipSlider->value() + steps);
  };

  plotTimer.setSingleShot(true);
  plotTimer.setInterval(kPlotDelayMs);
  QObject::connect(&plotTimer, &QTimer::timeout, self, [this] {
    rebuildPresets();
    rebuildPlot();
    sync();
  });
  countTimer.setSingleShot(true);
  countTimer.setInterval(kCountDelayMs);
  QObject::connect(&countTimer, &QTimer::timeout, self, [this] {
    countRows();
    showFigures();
  });
}

QWidget* ThresholdStrip::Impl::buildPanel() {
  auto* box = new QWidget(self);
  box->setObjectName("thresholdPanel");
  box->setFixedHeight(kPanelHeight);

  plot = new RiskPlot(box);
  QObject::connect(plot, &RiskPlot::thresholdPicked, self, [this](double value) { setConfidence(value); });

  honesty = makeLabel("thresholdHonesty", box);
  honesty->setWordWrap(true);

  auto* grid = new QWidget(box);
  presetGrid = new QGridLayout(grid);
  presetGrid->setContentsMargins(0, 0, 0, 0);
  presetGrid->setHorizontalSpacing(14);
  presetGrid->setVerticalSpacing(1);
  const QFont tabular = tabularFont(self->font());
  for (int column = 0; column < int(presetHeads.size()); ++column) {
    presetHeads[column] = new QLabel(grid);
    presetHeads[column]->setForegroundRole(QPalette::PlaceholderText);
    presetGrid->addWidget(presetHeads[column], 0, column,
                          column == 0 ? Qt::AlignLeft : Qt::AlignRight | Qt::AlignVCenter);
  }
  for (int row = 0; row < kPresets; ++row) {
    for (int column = 0; column < 4; ++column) {
      auto* label = new QLabel(grid);
      label->setObjectName(QStringLiteral("preset%1_%2").arg(row).arg(column));
      label->setFont(tabular);
      presetCells[row][column] = label;
      presetGrid->addWidget(label, row + 1, column,
                            column == 0 ? Qt::AlignLeft : Qt::AlignRight | Qt::AlignVCenter);
    }
    presetUse[row] = new QPushButton(grid);
    presetUse[row]->setObjectName(QStringLiteral("presetUse%1").arg(row));
    presetGrid->addWidget(presetUse[row], row + 1, 4);
    QObject::connect(presetUse[row], &QPushButton::clicked, self, [this, row] { usePreset(row); });
  }
  presetGrid->setColumnStretch(0, 1);

  advanced = new QToolButton(box);
  advanced->setObjectName("thresholdAdvanced");
  advanced->setAutoRaise(true);
  advanced->setCheckable(true);
  advanced->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  advanced->setArrowType(Qt::RightArrow);
  advancedRow = new QWidget(box);
  advancedRow->setVisible(false);
  membershipTitle = new QLabel(advancedRow);
  membershipSlider = new QSlider(Qt::Horizontal, advancedRow);
  membershipSlider->setObjectName("membershipSlider");
  membershipSpin = new ScaledSpinBox;
  membershipSpin->setParent(advancedRow);
  membershipSpin->setObjectName("membershipSpin");
  membershipTitle->setBuddy(membershipSlider);
  auto* row = new QHBoxLayout(advancedRow);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(membershipTitle);
  row->addWidget(membershipSlider, 1);
  row->addWidget(membershipSpin);
  QObject::connect(advanced, &QToolButton::toggled, self, [this](bool on) {
    advancedRow->setVisible(on);
    advanced->setArrowType(on ? Qt::DownArrow : Qt::RightArrow);
  });

  auto* right = new QVBoxLayout;
  right->setSpacing(6);
  right->addWidget(honesty);
  right->addWidget(grid);
  right->addStretch(1);
  right->addWidget(advanced, 0, Qt::AlignLeft);
  right->addWidget(advancedRow);

  auto* layout = new QHBoxLayout(box);
  layout->setContentsMargins(0, 2, 0, 4);
  layout->setSpacing(14);
  layout->addWidget(plot, 5);
  layout->addLayout(right, 5);
  return box;
}

void ThresholdStrip::Impl::retranslate() {
  title->setText(ThresholdStrip::tr("&Threshold"));
  const QString formula = ThresholdStrip::tr(
      "A cell is accepted if c ≥ c_th and max D ≥ d_th, else an expert looks at it.\n"
      "c = 1 − Σ D + max D: how little the cell resembles any other class.\n"
      "D: how near the cell is to each class, from 0 to 1.");
  title->setToolTip(formula);
  slider->setToolTip(formula);
  slider->setAccessibleName(ThresholdStrip::tr("Confidence from which cells are accepted, c_th"));
  slider->setAccessibleDescription(formula);
  spin->setToolTip(ThresholdStrip::tr("c_th: confidence from which a cell is accepted"));
  spin->setAccessibleName(slider->accessibleName());
  unfold->setToolTip(ThresholdStrip::tr("Show the plot and the presets"));
  unfold->setAccessibleName(unfold->toolTip());
  unfoldAction->setText(ThresholdStrip::tr("Threshold &plot"));
  unfoldAction->setStatusTip(unfold->toolTip());

  presetHeads[0]->setText(ThresholdStrip::tr("Choose the threshold by"));
  presetHeads[1]->setText(ThresholdStrip::tr("c ≥"));
  presetHeads[2]->setText(ThresholdStrip::tr("wrong / accepted"));
  presetHeads[3]->setText(ThresholdStrip::tr("error"));
  presetHeads[3]->setToolTip(
      ThresholdStrip::tr("Among accepted calibration cells; with ≤, an upper bound that holds for cells like "
                         "them with probability 1 − δ = %1.")
          .arg(QLocale().toString(1 - kPresetDelta)));
  for (auto* button : presetUse) button->setText(ThresholdStrip::tr("Use"));
  advanced->setText(ThresholdStrip::tr("Advanced: cells unlike any class"));
  membershipTitle->setText(ThresholdStrip::tr("max D ≥"));
  const QString gate = ThresholdStrip::tr(
      "d_th: a cell whose nearest class is farther than this is unlike any class and goes "
      "to the expert, however sure the model seems.");
  membershipTitle->setToolTip(gate);
  membershipSlider->setToolTip(gate);
  membershipSpin->setToolTip(gate);
  membershipSlider->setAccessibleName(ThresholdStrip::tr("Nearness to a class that is asked for, d_th"));
  membershipSpin->setAccessibleName(membershipSlider->accessibleName());
  showPresets();
  sync();
}

void ThresholdStrip::Impl::followSession() {
  if (session) QObject::disconnect(session, nullptr, self, nullptr);
  session = workspace.session();
  knownModel.clear();
  if (session) {
    QObject::connect(session, &SlideSession::thresholdsChanged, self, [this] { sync(); });
    QObject::connect(session, &SlideSession::cellsChanged, self, [this] {
      countTimer.start();
      showFigures();
    });
    QObject::connect(session, &SlideSession::cellsReset, self, [this] {
      takeModel();
      countRows();
      sync();
    });
  }
  takeModel();
  countRows();
  sync();
}

void ThresholdStrip::Impl::takeModel() {
  if (!session) {
    knownModel.clear();
    risk.reset();
    offered.clear();
    confidenceScale = membershipScale = ThresholdScale();
    plot->setCurve({});
    plot->setMarkers({});
    showPresets();
    return;
  }
  const model::Manifest& manifest = session->manifest();
  const std::string key = manifest.weightsSha256 + '/' + std::to_string(manifest.calibrationRows.size());
  if (key == knownModel) return;
  knownModel = key;

  std::vector<double> confidences, memberships;
  for (const auto& row : manifest.calibrationRows) {
    confidences.push_back(row.confidence);
    memberships.push_back(row.maxMembership);
  }
  confidenceScale = ThresholdScale(confidences);
  membershipScale = ThresholdScale(memberships);
  rebuildRisk();
  rebuildPresets();
  rebuildPlot();
}

void ThresholdStrip::Impl::rebuildRisk() {
  riskMembership = session->thresholds().membership;
  risk.emplace(session->manifest().calibrationRows, riskMembership);
}

void ThresholdStrip::Impl::rebuildPresets() {
  if (!session) return;
  offered = presets(session->manifest(), session->thresholds().membership);
  showPresets();
}

void ThresholdStrip::Impl::rebuildPlot() {
  if (!panel->isVisibleTo(self) || !risk) return;
  plot->setCurve(risk->curve());
  QList<RiskPlot::Marker> markers;
  for (const Preset& preset : offered) {
    // The default stands for its own d_th; on the curve of another one it would be a lie.
    const bool default_elsewhere = preset.kind == Preset::Kind::ModelDefault &&
                                   session->manifest().thresholds.membership != riskMembership;
    if (!preset.found || risk->size() == 0 || default_elsewhere) continue;
    const QString target = QLocale().toString(100 * preset.target, 'g', 4);
    QString label;
    switch (preset.kind) {
      case Preset::Kind::ModelDefault: label = ThresholdStrip::tr("default"); break;
      case Preset::Kind::Empirical: label = ThresholdStrip::tr("%1 %").arg(target); break;
      case Preset::Kind::Guaranteed: label = ThresholdStrip::tr("%1 % guar.").arg(target); break;
    }
    markers.append({label, risk->at(preset.found->threshold)});
  }
  plot->setMarkers(markers);
  plot->setCurrent(risk->at(session->thresholds().confidence));
}

void ThresholdStrip::Impl::countRows() {
  unreadable = waiting = 0;
  if (!session) return;
  for (const auto& cell : session->cells()) {
    if (cell.prediction || cell.review) continue;
    ++(cell.failure.isEmpty() ? waiting : unreadable);
  }
}

void ThresholdStrip::Impl::showPresets() {
  const QLocale locale;
  const bool any = !offered.empty();
  for (int i = 0; i < kPresets; ++i) {
    QAction* action = presetActions[i];
    const bool known = any && (offered[i].found.has_value());
    action->setEnabled(known && session);
    presetUse[i]->setEnabled(known && session);
    auto& cells = presetCells[i];
    for (auto* cell : cells) cell->clear();
    if (!any) {
      action->setText(i == 0 ? ThresholdStrip::tr("Model default") : QString());
      action->setVisible(i == 0);
      continue;
    }
    const Preset& preset = offered[i];
    const QString name = presetName(preset);
    const QString statement = presetStatement(preset);
    const QString n = count(preset.cells);
    action->setVisible(true);
    action->setToolTip(statement);
    action->setIconText(preset.kind == Preset::Kind::Empirical
                            ? ThresholdStrip::tr("≥ %1 %").arg(locale.toString(100 * preset.target, 'g', 4))
                            : name);
    cells[0]->setText(name);
    for (auto* cell : cells) cell->setToolTip(statement);
    presetUse[i]->setToolTip(statement);
    presetUse[i]->setAccessibleName(ThresholdStrip::tr("Use: %1").arg(name));
    if (!preset.found) {
      const QString why = preset.kind == Preset::Kind::Guaranteed
                              ? ThresholdStrip::tr("not certifiable with n = %1").arg(n)
                              : ThresholdStrip::tr("not reached, n = %1").arg(n);
      action->setText(ThresholdStrip::tr("%1: %2").arg(name, why));
      if (preset.kind == Preset::Kind::Empirical) {
        action->setIconText(ThresholdStrip::tr("≥ %1 %").arg(locale.toString(100 * preset.target, 'g', 4)));
      }
      cells[2]->setText(why);
      continue;
    }
    action->setText(name);
    const auto& found = *preset.found;
    cells[1]->setText(locale.toString(found.threshold, 'f', ThresholdScale::kDecimals));
    if (found.n > 0) {
      cells[2]->setText(ThresholdStrip::tr("%1 / %2").arg(count(found.errors), count(found.accepted)));
      const QString bound = locale.toString(100 * found.bound, 'f', 2);
      cells[3]->setText(decision::promises(found.rule) ? ThresholdStrip::tr("≤ %1 %").arg(bound)
                                                       : ThresholdStrip::tr("%1 %").arg(bound));
    }
  }
  for (auto* head : presetHeads) head->setVisible(any);
  for (auto* button : presetUse) button->setVisible(any);
}

void ThresholdStrip::Impl::sync() {
  const bool open = session != nullptr;
  for (QWidget* widget : std::initializer_list<QWidget*>{slider, spin, membershipSlider, membershipSpin}) {
    widget->setEnabled(open);
  }
  const auto thresholds = open ? session->thresholds() : decision::Thresholds{};
  if (open && thresholds.membership != riskMembership) {
    rebuildRisk();
    plotTimer.start();
  }
  const auto show = [](QSlider* s, QDoubleSpinBox* box, const ThresholdScale& scale, double value) {
    const QSignalBlocker quietSlider(s), quietBox(box);
    s->setRange(0, scale.last());
    s->setPageStep(std::max(1, scale.last() / 20));
    s->setValue(scale.positionOf(value));
    box->setValue(value);
  };
  show(slider, spin, confidenceScale, thresholds.confidence);
  show(membershipSlider, membershipSpin, membershipScale, thresholds.membership);

  for (int i = 0; i < kPresets; ++i) {
    bool current =
        open && !offered.empty() && offered[i].found && offered[i].found->threshold == thresholds.confidence;
    if (current && offered[i].kind == Preset::Kind::ModelDefault) {
      current = session->manifest().thresholds == thresholds;
    }
    presetActions[i]->setChecked(current);
  }
  for (auto* button : presetButtons) {  // a shade alone would not say which is in force
    QFont font = self->font();
    font.setBold(button->defaultAction()->isChecked());
    button->setFont(font);
  }
  showFigures();
}

void ThresholdStrip::Impl::showFigures() {
  const QLocale locale;
  if (!session) {
    workloadLabel->setText(ThresholdStrip::tr("Open a slide to see what the threshold does to it."));
    riskLabel->clear();
    honesty->setText(workloadLabel->text());
    placeFigures();
    return;
  }
  const auto thresholds = session->thresholds();
  const auto work = session->workload().at(thresholds.confidence);
  const qint64 to_review = work.ambiguous + work.unfamiliar;

  QStringList parts;
  //: On this slide. %1: cells to review, %2: all cells.
  parts << ThresholdStrip::tr("<b>%1 of %2</b> cells to review")
               .arg(count(to_review), count(qint64(session->cells().size())));
  if (to_review > 0) {
    parts << ThresholdStrip::tr("%1 between two classes, %2 unlike any")
                 .arg(count(work.ambiguous), count(work.unfamiliar));
  }
  if (unreadable > 0) parts << ThresholdStrip::tr("%1 could not be classified").arg(count(unreadable));
  parts << ThresholdStrip::tr("%1 auto-accepted").arg(count(work.accepted));
  if (session->slide().confirmed > 0) {
    parts << ThresholdStrip::tr("%1 decided by an expert").arg(count(session->slide().confirmed));
  }
  if (waiting > 0) parts << ThresholdStrip::tr("%1 not classified yet").arg(count(waiting));
  workloadLabel->setText(ThresholdStrip::tr("This slide: %1").arg(parts.join(QStringLiteral(" · "))));

  if (!risk || risk->size() == 0) {
    riskLabel->setText(
        ThresholdStrip::tr("The model brings no calibration cells: how often it is right is unknown here."));
    honesty->setText(riskLabel->text());
  } else {
    const auto point = risk->at(thresholds.confidence);
    const auto percent = [&](double share) { return locale.toString(100 * share, 'f', 1); };
    if (point.accepted == 0) {
      riskLabel->setText(ThresholdStrip::tr("Calibration cells: none of %1 accepted").arg(count(point.n)));
    } else {
      //: On the model's calibration cells. %1: accuracy with interval, %2: n accepted, %3: Rr, %4: R.
      riskLabel->setText(
          ThresholdStrip::tr("Calibration cells: right %1, n = %2 · to review %3 % · reliability %4 %")
              .arg(shareText(point.acceptedAccuracy, point.acceptedAccuracyInterval), count(point.accepted),
                   percent(point.rejectionRate), percent(point.reliability)));
    }
    honesty->setText(
        ThresholdStrip::tr("The plot is of the model's %1 calibration cells. Cells of one slide are "
                           "alike, and this slide, its stain and its scanner may differ from "
                           "them. What experts decided stays as it is.")
            .arg(count(point.n)));
    if (panel->isVisibleTo(self)) plot->setCurrent(point);
  }
  riskLabel->setToolTip(ThresholdStrip::tr(
      "Of the cells with known class that the model was calibrated on; this slide may differ.\n"
      "Right: Ra, the share of accepted cells whose class is right, with its exact 95 % interval.\n"
      "To review: Rr, the share not accepted. Reliability: R = (1 − Rr) · Ra."));
  placeFigures();
}

void ThresholdStrip::Impl::apply(const decision::Thresholds& thresholds) {
  if (!session) return;
  session->setThresholds(thresholds);
  sync();
}

void ThresholdStrip::Impl::setConfidence(double value) {
  if (!session) return;
  auto thresholds = session->thresholds();
  thresholds.confidence = value;
  apply(thresholds);
}

void ThresholdStrip::Impl::setMembership(double value) {
  if (!session) return;
  auto thresholds = session->thresholds();
  thresholds.membership = value;
  apply(thresholds);
}

void ThresholdStrip::Impl::usePreset(int index) {
  if (!session || offered.empty()) return;
  if (plotTimer.isActive()) {
    // d_th has just moved: what the preset promises is of the d_th in use.
    plotTimer.stop();
    rebuildPresets();
    rebuildPlot();
  }
  const Preset& preset = offered[std::size_t(index)];
  if (!preset.found) return;
  if (preset.kind == Preset::Kind::ModelDefault) {
    apply(session->manifest().thresholds);
  } else {
    setConfidence(preset.found->threshold);
  }
  sync();  // also where nothing moved: the click has toggled the button
}

void ThresholdStrip::Impl::setUnfolded(bool on) {
  panel->setVisible(on);
  unfold->setArrowType(on ? Qt::DownArrow : Qt::UpArrow);
  const QSignalBlocker quiet(unfold);
  unfold->setChecked(on);
  QSettings().setValue(kUnfoldedKey, on);
  rebuildPlot();
}

// Side by side where there is room, else one above the other.
void ThresholdStrip::Impl::placeFigures() {
  const int wanted = workloadLabel->sizeHint().width() + riskLabel->sizeHint().width() + 48;
  const bool wide = wanted <= self->width();
  figures->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

// A wheel over the gallery must not change the threshold when the pointer passes over the strip.
bool ThresholdStrip::Impl::eventFilter(QObject* watched, QEvent* event) {
  if (watched == self) {
    if (event->type() == QEvent::Resize) placeFigures();
    return false;
  }
  auto* widget = qobject_cast<QWidget*>(watched);
  if (event->type() == QEvent::Wheel && widget && !widget->hasFocus()) {
    event->ignore();
    return true;
  }
  return false;
}

ThresholdStrip::ThresholdStrip(Workspace& workspace, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  impl_->build();
  installEventFilter(impl_.get());
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
  connect(&workspace, &Workspace::sessionChanged, this, [this] { impl_->followSession(); });
  impl_->retranslate();
  impl_->followSession();
  impl_->unfoldAction->setChecked(QSettings().value(kUnfoldedKey, false).toBool());
}

ThresholdStrip::~ThresholdStrip() = default;

QList<QAction*> ThresholdStrip::pageActions() const {
  QList<QAction*> actions = {impl_->unfoldAction};
  for (QAction* action : impl_->presetActions) actions.append(action);
  return actions;
}

void ThresholdStrip::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) impl_->retranslate();
}

}  // namespace cellwise::ui
