#include "inspector/inspector_panel.h"

#include <QCoreApplication>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

#include "bridge/cell_image_provider.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "inspector/cell_image_view.h"
#include "inspector/value_bars.h"
#include "keyboard/key_map.h"
#include "style/attribute_text.h"
#include "style/drawn_icon.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {

namespace {

QLabel* makeLabel(const char* name, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setObjectName(QLatin1String(name));
  label->setWordWrap(true);
  label->setTextFormat(Qt::PlainText);  // comments and file names are data, not markup
  return label;
}

}  // namespace

QString formulaText(const SlideSession& session, int row) {
  const auto& cell = session.cells().at(static_cast<std::size_t>(row));
  if (!cell.prediction) return {};
  const auto& prediction = *cell.prediction;
  const double sum = std::accumulate(prediction.memberships.begin(), prediction.memberships.end(), 0.0);
  const auto thresholds = session.thresholds();
  const auto number = [](double value) { return QString::number(value, 'f', 3); };
  return QCoreApplication::translate("cellwise::ui::InspectorPanel",
                                     "Confidence c = 1 − ΣD + max D = 1 − %1 + %2 = %3\n"
                                     "Accepted when c ≥ %4 and max D ≥ %5.\n"
                                     "D is 1 at a class's centre and falls to 0 away from it.")
      .arg(number(sum), number(prediction.maxMembership), number(prediction.confidence),
           number(thresholds.confidence), number(thresholds.membership));
}

InspectorPanel::InspectorPanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), workspace_(workspace) {
  setObjectName(QStringLiteral("inspectorPanel"));
  setMinimumWidth(220);

  stack_ = new QStackedLayout(this);
  nothing_ = makeLabel("inspectorNothing", this);
  nothing_->setAlignment(Qt::AlignCenter);
  nothing_->setMargin(16);
  stack_->addWidget(nothing_);

  auto* scroll = new QScrollArea(this);
  scroll->setObjectName(QStringLiteral("inspectorScroll"));
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFocusPolicy(Qt::NoFocus);
  stack_->addWidget(scroll);

  auto* content = new QWidget(scroll);
  scroll->setWidget(content);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(10, 10, 10, 10);
  column->setSpacing(6);

  image_ = new CellImageView(content);
  image_->setObjectName(QStringLiteral("inspectorImage"));
  image_->setInteractive(false);
  image_->setFixedHeight(190);
  column->addWidget(image_);

  auto* heading = new QHBoxLayout;
  heading->setSpacing(6);
  classIcon_ = makeLabel("inspectorClassIcon", content);
  className_ = makeLabel("inspectorClass", content);
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.15);
  large.setBold(true);
  className_->setFont(large);
  heading->addWidget(classIcon_);
  heading->addWidget(className_, 1);
  column->addLayout(heading);

  auto* standing = new QHBoxLayout;
  standing->setSpacing(6);
  stateIcon_ = new IconLabel({}, 16, content);
  stateIcon_->setObjectName(QStringLiteral("inspectorStateIcon"));
  state_ = makeLabel("inspectorState", content);
  standing->addWidget(stateIcon_, 0, Qt::AlignTop);
  standing->addWidget(state_, 1);
  column->addLayout(standing);

  reason_ = makeLabel("inspectorReason", content);
  column->addWidget(reason_);
  column->addSpacing(4);

  gates_ = new ValueBars(content);
  gates_->setObjectName(QStringLiteral("inspectorGates"));
  column->addWidget(gates_);
  membershipsTitle_ = makeLabel("inspectorMembershipsTitle", content);
  QFont title = font();
  title.setBold(true);
  membershipsTitle_->setFont(title);
  membershipsTitle_->setContentsMargins(0, 6, 0, 0);
  column->addWidget(membershipsTitle_);
  memberships_ = new ValueBars(content);
  memberships_->setObjectName(QStringLiteral("inspectorMemberships"));
  column->addWidget(memberships_);
  attributesTitle_ = makeLabel("inspectorAttributesTitle", content);
  attributesTitle_->setFont(title);
  attributesTitle_->setContentsMargins(0, 6, 0, 0);
  column->addWidget(attributesTitle_);
  disagreement_ = makeLabel("inspectorDisagreement", content);
  column->addWidget(disagreement_);
  attributes_ = new ValueBars(content);
  attributes_->setObjectName(QStringLiteral("inspectorAttributes"));
  column->addWidget(attributes_);
  column->addSpacing(6);

  details_ = new QFormLayout;
  details_->setRowWrapPolicy(QFormLayout::WrapLongRows);
  details_->setHorizontalSpacing(10);
  details_->setVerticalSpacing(3);
  details_->setLabelAlignment(Qt::AlignLeft);
  const auto addDetail = [&](const char* name) {
    auto* value = makeLabel(name, content);
    value->setFont(tabularFont(font()));
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    value->setFocusPolicy(Qt::NoFocus);  // class keys go on working after a click here
    auto* label = new QLabel(content);
    label->setForegroundRole(QPalette::PlaceholderText);
    details_->addRow(label, value);
    return value;
  };
  modelSays_ = addDetail("inspectorModelSays");
  decidedBy_ = addDetail("inspectorDecidedBy");
  comment_ = addDetail("inspectorComment");
  tags_ = addDetail("inspectorTags");
  history_ = addDetail("inspectorHistory");
  model_ = addDetail("inspectorModel");
  file_ = addDetail("inspectorFile");
  place_ = addDetail("inspectorPlace");
  column->addLayout(details_);
  column->addStretch(1);

  connect(&workspace_, &Workspace::sessionChanged, this, &InspectorPanel::follow);
  connect(workspace_.images(), &CellImageProvider::cropReady, this, [this](int row) {
    if (row == row_) image_->setImage(workspace_.images()->crop(row));
  });
  retranslate();
  follow();
}

void InspectorPanel::follow() {
  row_ = -1;
  if (SlideSession* session = workspace_.session()) {
    disconnect(session, nullptr, this, nullptr);
    connect(session, &SlideSession::cellsChanged, this, [this](const QList<int>& rows) {
      if (!rows.contains(row_)) return;
      refresh();
      workspace_.session()->requestHistory(row_);
    });
    connect(session, &SlideSession::cellsReset, this, &InspectorPanel::refresh);
    connect(session, &SlideSession::thresholdsChanged, this, &InspectorPanel::refresh);
    connect(session, &SlideSession::slideChanged, this, &InspectorPanel::refresh);
    connect(session, &SlideSession::historyRead, this, &InspectorPanel::showHistory);
  }
  refresh();
}

void InspectorPanel::setRow(int row) {
  row_ = row;
  details_->setRowVisible(history_, false);
  refresh();
  if (SlideSession* session = workspace_.session()) session->requestHistory(row);
}

void InspectorPanel::refresh() {
  const SlideSession* session = workspace_.session();
  if (!session || row_ < 0 || row_ >= static_cast<int>(session->cells().size())) {
    image_->setImage({});
    stack_->setCurrentIndex(0);
    return;
  }
  stack_->setCurrentIndex(1);
  const auto& cell = session->cells()[static_cast<std::size_t>(row_)];
  const auto& scheme = session->manifest().scheme;
  image_->setImage(workspace_.images()->crop(row_));
  image_->setMicrometresPerPixel(session->slide().micrometresPerPixel);

  const int classIndex = session->classOf(row_);
  classIcon_->setVisible(classIndex >= 0);
  if (classIndex >= 0) {
    const auto& cellClass = scheme.classes[static_cast<std::size_t>(classIndex)];
    classIcon_->setPixmap(
        ui::classIcon(KeyMap::instance().withKey(cellClass)).pixmap(QSize(20, 20), devicePixelRatioF()));
    className_->setText(ui::className(cellClass));
  } else {
    className_->setText(tr("No class yet"));
  }

  const CellState state = session->stateOf(row_);
  stateIcon_->setIcon(ui::stateIcon(state));
  state_->setText(cell.flagged ? tr("%1, flagged").arg(stateText(state)) : stateText(state));
  const QString formula = formulaText(*session, row_);
  const QString why = cell.failure.isEmpty() ? reasonText(*session, row_) : cell.failure;
  reason_->setText(why);
  reason_->setToolTip(formula);
  reason_->setVisible(!why.isEmpty());

  gates_->setVisible(cell.prediction.has_value());
  membershipsTitle_->setVisible(cell.prediction.has_value());
  memberships_->setVisible(cell.prediction.has_value());
  if (cell.prediction) {
    const auto& prediction = *cell.prediction;
    const auto thresholds = session->thresholds();
    gates_->setRows({{{},
                      tr("Confidence"),
                      prediction.confidence,
                      thresholds.confidence,
                      tr("from %1").arg(valueText(thresholds.confidence)),
                      formula,
                      prediction.confidence < thresholds.confidence},
                     {{},
                      tr("Nearest class"),
                      prediction.maxMembership,
                      thresholds.membership,
                      tr("from %1").arg(valueText(thresholds.membership)),
                      formula,
                      prediction.maxMembership < thresholds.membership}});
    std::vector<int> order(std::min(prediction.memberships.size(), scheme.classes.size()));
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
      return prediction.memberships[static_cast<std::size_t>(a)] >
             prediction.memberships[static_cast<std::size_t>(b)];
    });
    std::vector<ValueBars::Row> rows;
    for (int i : order) {
      const auto& cellClass = scheme.classes[static_cast<std::size_t>(i)];
      const double value = prediction.memberships[static_cast<std::size_t>(i)];
      rows.push_back({cellClass,
                      ui::className(cellClass),
                      value,
                      {},
                      {},
                      QStringLiteral("%1: D = %2").arg(ui::className(cellClass)).arg(value, 0, 'f', 4),
                      i == classIndex});
    }
    memberships_->setRows(std::move(rows));
  }

  std::vector<ValueBars::Row> readings;
  for (const AttributeText& text : attributeTexts(*session, row_))
    readings.push_back({{}, text.text, text.probability, {}, {}, text.worth});
  attributesTitle_->setVisible(!readings.empty());
  attributes_->setVisible(!readings.empty());
  attributes_->setRows(std::move(readings));
  const QString disagreement = disagreementText(*session, row_);
  disagreement_->setText(disagreement);
  disagreement_->setVisible(!disagreement.isEmpty());

  const int predicted = session->predictedClassOf(row_);
  const auto showDetail = [this](QLabel* value, const QString& text) {
    value->setText(text);
    details_->setRowVisible(value, !text.isEmpty());
  };
  showDetail(modelSays_,
             predicted < 0 ? QString() : ui::className(scheme.classes[static_cast<std::size_t>(predicted)]));
  showDetail(
      decidedBy_,
      cell.review
          ? tr("%1, %2").arg(cell.review->reviewer.isEmpty() ? tr("unnamed operator") : cell.review->reviewer,
                             cell.review->at.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")))
          : tr("no expert yet"));
  showDetail(comment_, cell.comment);
  showDetail(tags_, cell.tags.join(QStringLiteral(", ")));
  const QString sha = cell.prediction ? cell.prediction->modelSha : QString();
  const auto& manifest = session->manifest();
  showDetail(model_, cell.prediction ? QStringLiteral("%1 %2").arg(QString::fromStdString(manifest.name),
                                                                   QString::fromStdString(manifest.version))
                                     : QString());
  model_->setToolTip(sha.isEmpty() ? QString() : tr("SHA-256 of the weights: %1").arg(sha));
  const auto& images = session->images();
  const auto image = std::find_if(images.begin(), images.end(),
                                  [&](const auto& record) { return record.id == cell.imageId; });
  showDetail(file_, image == images.end() ? QString() : image->fileName);
  file_->setToolTip(session->slide().sourcePath);
  showDetail(place_, tr("%1 × %2 px at %3, %4")
                         .arg(cell.box.width())
                         .arg(cell.box.height())
                         .arg(cell.box.x())
                         .arg(cell.box.y()));
}

// One line for each thing said, so that nothing an expert once decided is out of sight.
void InspectorPanel::showHistory(int row, const std::vector<casebook::ReviewEvent>& events) {
  const SlideSession* session = workspace_.session();
  if (!session || row != row_) return;
  const auto& classes = session->manifest().scheme.classes;
  const auto nameOf = [&](const QString& id) {
    const auto found = std::find_if(classes.begin(), classes.end(),
                                    [&](const auto& c) { return QString::fromStdString(c.id) == id; });
    return found == classes.end() ? id : ui::className(*found);
  };
  const auto said = [&](const casebook::ReviewEvent& event) {
    switch (event.action) {
      case casebook::ReviewAction::Decide: return nameOf(event.classId);
      case casebook::ReviewAction::Retract:
        return event.classId.isEmpty() ? tr("taken back") : tr("back to %1").arg(nameOf(event.classId));
      case casebook::ReviewAction::Flag: return tr("flagged");
      case casebook::ReviewAction::Unflag: return tr("flag removed");
      case casebook::ReviewAction::Comment:
        return event.comment.isEmpty() ? tr("comment removed") : tr("comment: %1").arg(event.comment);
    }
    return QString();
  };
  QStringList lines;
  for (const auto& event : events) {
    //: One line of a cell's history. %1: time, %2: who, %3: what was decided.
    lines << tr("%1 %2: %3")
                 .arg(event.at.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")),
                      event.reviewer.isEmpty() ? tr("unnamed operator") : event.reviewer, said(event));
  }
  history_->setText(lines.join(QLatin1Char('\n')));
  details_->setRowVisible(history_, events.size() > 1);  // a single one stands above already
}

void InspectorPanel::retranslate() {
  nothing_->setText(tr("Select a cell to see what the model made of it."));
  membershipsTitle_->setText(tr("Resemblance to each class"));
  membershipsTitle_->setToolTip(tr("D of each class: 1 at the class's centre, 0 far from it."));
  attributesTitle_->setText(tr("Attributes"));
  attributesTitle_->setToolTip(
      tr("Read off the picture by the model, not by an expert; the bar is its probability."));
  const auto setLabel = [this](QWidget* field, const QString& text) {
    if (auto* label = qobject_cast<QLabel*>(details_->labelForField(field))) label->setText(text);
  };
  setLabel(modelSays_, tr("Model says"));
  setLabel(decidedBy_, tr("Decided by"));
  setLabel(comment_, tr("Comment"));
  setLabel(tags_, tr("Tags"));
  setLabel(history_, tr("History"));
  setLabel(model_, tr("Model"));
  setLabel(file_, tr("File"));
  setLabel(place_, tr("Place"));
  image_->setAccessibleName(tr("Picture of the selected cell"));
}

void InspectorPanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    refresh();
  }
  QWidget::changeEvent(event);
}

}  // namespace cellwise::ui
