#include "gallery/gallery_page.h"

#include <QAction>
#include <QComboBox>
#include <QCompleter>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalBlocker>
#include <QSlider>
#include <QSplitter>
#include <QStackedLayout>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "bridge/cell_image_provider.h"
#include "bridge/reference_cells.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "casebook/atlas.h"
#include "casebook/casebook.h"
#include "casebook/remarks.h"
#include "cell_map/cell_map_panel.h"
#include "cell_map/cell_map_view.h"
#include "gallery/cell_grid.h"
#include "gallery/cell_model.h"
#include "gallery/class_list.h"
#include "keyboard/key_map.h"
#include "model/maturation_ladder.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {

namespace {

constexpr int kSmallest = 48;
constexpr int kLargest = 256;
constexpr int kStep = 16;

// What the state filter offers, besides "any": the states, then the marks.
constexpr int kFlaggedItem = 100;
constexpr int kCommentedItem = 101;

QWidget* emptyState(QLabel*& text, QPushButton*& button, const char* name, QWidget* parent) {
  auto* page = new QWidget(parent);
  page->setObjectName(QLatin1String(name));
  auto* column = new QVBoxLayout(page);
  text = new QLabel(page);
  text->setAlignment(Qt::AlignCenter);
  text->setWordWrap(true);
  button = new QPushButton(page);
  column->addStretch(1);
  column->addWidget(text);
  column->addSpacing(8);
  column->addWidget(button, 0, Qt::AlignHCenter);
  column->addStretch(1);
  return page;
}

// Runs, not single cells.
QItemSelection selectionOf(std::vector<int> indices, const CellModel& model) {
  std::sort(indices.begin(), indices.end());
  QItemSelection selection;
  for (std::size_t i = 0; i < indices.size();) {
    std::size_t end = i + 1;
    while (end < indices.size() && indices[end] == indices[end - 1] + 1) ++end;
    selection.select(model.index(indices[i], 0), model.index(indices[end - 1], 0));
    i = end;
  }
  return selection;
}

}  // namespace

GalleryPage::GalleryPage(Workspace& workspace, QWidget* parent) : QWidget(parent), workspace_(workspace) {
  setObjectName(QStringLiteral("galleryPage"));
  model_ = new CellModel(this);
  grid_ = new CellGrid(*model_, this);
  grid_->setObjectName(QStringLiteral("galleryGrid"));
  grid_->setItemDelegate(new CellDelegate(*grid_, *model_, *workspace_.images()));
  grid_->setContextMenuPolicy(Qt::CustomContextMenu);
  classes_ = new ClassList(this);
  classes_->setObjectName(QStringLiteral("galleryClasses"));
  pictures_ = new QTimer(this);
  pictures_->setSingleShot(true);
  pictures_->setInterval(0);
  thresholds_ = new QTimer(this);
  thresholds_->setSingleShot(true);
  thresholds_->setInterval(80);
  connect(thresholds_, &QTimer::timeout, this,
          [this] { isVisible() ? thresholdMoved() : void(stale_ = true); });

  stack_ = new QStackedLayout(this);
  auto* none = emptyState(noSlide_, toWorklist_, "galleryNoSlide", this);
  toWorklist_->setObjectName(QStringLiteral("galleryOpenWorklist"));
  stack_->addWidget(none);

  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(buildFilterBar());
  auto* splitter = new QSplitter(content);
  splitter->setObjectName(QStringLiteral("gallerySplitter"));
  splitter->setChildrenCollapsible(false);
  splitter->addWidget(classes_);
  beside_ = new QSplitter(splitter);
  beside_->setObjectName(QStringLiteral("galleryMapSplitter"));
  beside_->setChildrenCollapsible(false);
  auto* right = new QWidget(beside_);
  gridStack_ = new QStackedLayout(right);
  gridStack_->addWidget(grid_);
  auto* nothing = emptyState(nothingMatches_, clearFromEmpty_, "galleryNothingMatches", right);
  clearFromEmpty_->setObjectName(QStringLiteral("galleryClearFromEmpty"));
  gridStack_->addWidget(nothing);
  map_ = new CellMapPanel(workspace_, beside_);
  map_->hide();
  beside_->addWidget(map_);
  beside_->addWidget(right);
  beside_->setSizes({620, 400});
  splitter->addWidget(beside_);
  splitter->setStretchFactor(0, 0);
  splitter->setStretchFactor(1, 1);
  column->addWidget(splitter, 1);
  column->addWidget(buildFooter());
  stack_->addWidget(content);

  buildActions();
  buildMap();

  connect(toWorklist_, &QPushButton::clicked, this, &GalleryPage::worklistRequested);
  connect(clearFromEmpty_, &QPushButton::clicked, this, &GalleryPage::clearFilters);
  connect(classes_, &ClassList::chosenChanged, this, &GalleryPage::applyFilter);
  connect(classes_, &ClassList::cellsDropped, this, [this](int classIndex, const QList<int>& cells) {
    changeClass({cells.begin(), cells.end()}, classIndex);
  });
  connect(grid_, &QAbstractItemView::doubleClicked, this, &GalleryPage::openInReview);
  connect(grid_, &CellGrid::viewChanged, pictures_, qOverload<>(&QTimer::start));
  connect(pictures_, &QTimer::timeout, this, &GalleryPage::askForPictures);
  connect(workspace_.images(), &CellImageProvider::thumbnailReady, this, [this](int cell) {
    if (const int i = model_->indexOf(cell); i >= 0) grid_->update(model_->index(i, 0));
  });
  const auto menuOn = [this](QWidget* widget, const QPoint& point) {
    if (selectedRows().empty()) return;
    QMenu menu;
    menu.addAction(review_);
    menu.addAction(compare_);
    menu.addAction(moreLikeThis_);
    menu.addAction(confirm_);
    QMenu* change = menu.addMenu(tr("Change class to"));
    change->addActions(classActions_);
    menu.addAction(flag_);
    menu.addAction(tagAction_);
    menu.addAction(atlas_);
    menu.exec(widget->mapToGlobal(point));
  };
  connect(grid_, &QWidget::customContextMenuRequested, this,
          [this, menuOn](const QPoint& point) { menuOn(grid_->viewport(), point); });
  connect(map_->view(), &QWidget::customContextMenuRequested, this,
          [this, menuOn](const QPoint& point) { menuOn(map_->view(), point); });
  const auto selectionChanged = [this] {
    emitCurrent();
    showCounts();
  };
  connect(grid_->selectionModel(), &QItemSelectionModel::currentChanged, this, selectionChanged);
  connect(grid_->selectionModel(), &QItemSelectionModel::selectionChanged, this, selectionChanged);
  connect(grid_, &CellGrid::pointedChanged, this, [this] {
    // The list of classes needs no letters; a text field keeps its own.
    if (grid_->pointedCell() >= 0 && classes_->hasFocus()) grid_->setFocus();
    showCounts();
  });
  connect(&workspace_, &Workspace::sessionChanged, this, &GalleryPage::follow);
  connect(&KeyMap::instance(), &KeyMap::changed, this, [this] {
    retranslate();
    buildClassActions();
    classes_->setSession(workspace_.session());
  });

  const QSettings settings;
  size_->setValue(settings.value(QStringLiteral("gallery/pictureSide"), 96).toInt());
  grid_->setPictureSide(size_->value());  // a value that is the slider's first tells nobody
  order_->setCurrentIndex(settings.value(QStringLiteral("gallery/order"), 0).toInt() == 1 ? 1 : 0);
  retranslate();
  follow();
}

// Fields tell of their last value when they lose the focus, which destroying them does too.
GalleryPage::~GalleryPage() {
  lowest_->disconnect(this);
  highest_->disconnect(this);
  grid_->selectionModel()->disconnect(this);
}

QWidget* GalleryPage::buildFilterBar() {
  auto* bar = new QWidget(this);
  bar->setObjectName(QStringLiteral("galleryFilters"));
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(8, 6, 8, 6);
  row->setSpacing(6);
  state_ = new QComboBox(bar);
  state_->setObjectName(QStringLiteral("galleryStateFilter"));
  state_->addItem({}, -1);
  for (CellState state : {CellState::Rejected, CellState::AutoAccepted, CellState::Confirmed,
                          CellState::Changed, CellState::Unclassified})
    state_->addItem(stateIcon(state), {}, static_cast<int>(state));
  state_->addItem({}, kFlaggedItem);
  state_->addItem({}, kCommentedItem);
  state_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  reason_ = new QComboBox(bar);
  reason_->setObjectName(QStringLiteral("galleryReasonFilter"));
  reason_->addItem({}, -1);
  reason_->addItem({}, static_cast<int>(decision::Decision::Ambiguous));
  reason_->addItem({}, static_cast<int>(decision::Decision::Unfamiliar));
  reason_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  confidenceLabel_ = new QLabel(bar);
  const auto makeSpin = [&](const char* name, double value) {
    auto* spin = new QDoubleSpinBox(bar);
    spin->setObjectName(QLatin1String(name));
    spin->setRange(0, 1);
    spin->setSingleStep(0.05);
    spin->setDecimals(2);
    spin->setValue(value);
    spin->setFont(tabularFont(font()));
    spin->setKeyboardTracking(false);
    connect(spin, &QDoubleSpinBox::valueChanged, this, &GalleryPage::applyFilter);
    return spin;
  };
  lowest_ = makeSpin("galleryLowestConfidence", 0);
  toLabel_ = new QLabel(QStringLiteral("–"), bar);
  highest_ = makeSpin("galleryHighestConfidence", 1);
  comment_ = new QLineEdit(bar);
  comment_->setObjectName(QStringLiteral("galleryCommentFilter"));
  comment_->setClearButtonEnabled(true);
  comment_->setMaximumWidth(200);
  reviewer_ = new QComboBox(bar);
  reviewer_->setObjectName(QStringLiteral("galleryReviewerFilter"));
  reviewer_->addItem({}, QString());
  reviewer_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  clear_ = new QPushButton(bar);
  clear_->setObjectName(QStringLiteral("galleryClearFilters"));
  showMap_ = new QAction(this);
  showMap_->setObjectName(QStringLiteral("galleryMap"));
  showMap_->setCheckable(true);
  auto* map = new QToolButton(bar);
  map->setObjectName(QStringLiteral("galleryMapButton"));
  map->setDefaultAction(showMap_);
  map->setFocusPolicy(Qt::TabFocus);
  row->addWidget(state_);
  row->addWidget(reason_);
  row->addSpacing(6);
  row->addWidget(confidenceLabel_);
  row->addWidget(lowest_);
  row->addWidget(toLabel_);
  row->addWidget(highest_);
  row->addSpacing(6);
  row->addWidget(reviewer_);
  row->addWidget(comment_, 1);
  row->addStretch(0);
  row->addWidget(clear_);
  row->addWidget(map);
  connect(state_, &QComboBox::currentIndexChanged, this, &GalleryPage::applyFilter);
  connect(reason_, &QComboBox::currentIndexChanged, this, &GalleryPage::applyFilter);
  connect(comment_, &QLineEdit::textChanged, this, &GalleryPage::applyFilter);
  connect(reviewer_, &QComboBox::currentIndexChanged, this, &GalleryPage::applyFilter);
  connect(clear_, &QPushButton::clicked, this, &GalleryPage::clearFilters);
  return bar;
}

QWidget* GalleryPage::buildFooter() {
  auto* bar = new QWidget(this);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(8, 4, 8, 4);
  row->setSpacing(6);
  counts_ = new QLabel(bar);
  counts_->setObjectName(QStringLiteral("galleryCounts"));
  counts_->setFont(tabularFont(font()));
  orderLabel_ = new QLabel(bar);
  order_ = new QComboBox(bar);
  order_->setObjectName(QStringLiteral("galleryOrder"));
  order_->addItem({}, static_cast<int>(CellOrder::LeastCertainFirst));
  order_->addItem({}, static_cast<int>(CellOrder::AsImported));
  orderLabel_->setBuddy(order_);
  sizeLabel_ = new QLabel(bar);
  size_ = new QSlider(Qt::Horizontal, bar);
  size_->setObjectName(QStringLiteral("gallerySize"));
  size_->setRange(kSmallest, kLargest);
  size_->setSingleStep(kStep);
  size_->setPageStep(2 * kStep);
  size_->setFixedWidth(120);
  sizeLabel_->setBuddy(size_);
  confirmButton_ = new QPushButton(bar);
  confirmButton_->setObjectName(QStringLiteral("galleryConfirmShown"));
  confirmButton_->setFocusPolicy(Qt::TabFocus);
  tag_ = new QLineEdit(bar);
  tag_->setObjectName(QStringLiteral("galleryTag"));
  tag_->setMaxLength(60);
  tag_->setMinimumWidth(200);
  tag_->hide();
  tag_->installEventFilter(this);
  row->addWidget(counts_, 1);
  row->addWidget(tag_);
  row->addWidget(confirmButton_);
  row->addSpacing(10);
  row->addWidget(orderLabel_);
  row->addWidget(order_);
  row->addSpacing(10);
  row->addWidget(sizeLabel_);
  row->addWidget(size_);
  connect(confirmButton_, &QPushButton::clicked, this, &GalleryPage::confirmShown);
  connect(tag_, &QLineEdit::returnPressed, this, &GalleryPage::tagSelected);
  connect(size_, &QSlider::valueChanged, this, [this](int side) {
    grid_->setPictureSide(side);
    QSettings().setValue(QStringLiteral("gallery/pictureSide"), side);
  });
  connect(order_, &QComboBox::currentIndexChanged, this, [this](int i) {
    const int cell = currentRow();
    model_->setOrder(static_cast<CellOrder>(order_->itemData(i).toInt()));
    if (cell >= 0) selectRow(cell);
    QSettings().setValue(QStringLiteral("gallery/order"), i);
  });
  return bar;
}

void GalleryPage::buildActions() {
  const auto make = [this](const char* name, const QList<QKeySequence>& keys, auto handler) {
    auto* action = new QAction(this);
    action->setObjectName(QLatin1String(name));
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, handler);
    addAction(action);
    return action;
  };
  review_ = make("galleryReview", {Qt::Key_Return, Qt::Key_Enter}, [this] { openInReview(); });
  compare_ = make("galleryCompare", {Qt::Key_V, Qt::CTRL | Qt::ALT | Qt::Key_V}, [this] {
    const std::vector<int> rows = selectedRows();
    if (rows.size() >= 2) Q_EMIT compareRequested(QList<int>(rows.begin(), rows.end()));
  });
  confirm_ = make("galleryConfirm", {Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter},
                  [this] { confirmSelected(); });
  flag_ = make("galleryFlag", {Qt::CTRL | Qt::Key_B}, [this] { flagSelected(); });
  confirmShown_ = make("galleryConfirmShownAction",
                       {Qt::CTRL | Qt::SHIFT | Qt::Key_Return, Qt::CTRL | Qt::SHIFT | Qt::Key_Enter},
                       [this] { confirmShown(); });
  moreLikeThis_ = make("galleryMoreLikeThis", {Qt::CTRL | Qt::Key_J}, [this] { selectMoreLikeThis(); });
  atlas_ = make("galleryAtlas", {Qt::CTRL | Qt::SHIFT | Qt::Key_B}, [this] { putIntoAtlas(); });
  tagAction_ = make("galleryTagAction", {Qt::CTRL | Qt::Key_T}, [this] { startTag(); });
  selectAll_ =
      make("gallerySelectAll", {QKeySequence(QKeySequence::SelectAll)}, [this] { grid_->selectAll(); });
  undo_ = make("galleryUndo", {QKeySequence(QKeySequence::Undo)}, [this] {
    if (SlideSession* session = workspace_.session()) {
      followUndo_ = true;
      session->undo();
    }
  });
  redo_ = make("galleryRedo",
               {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)}, [this] {
                 if (SlideSession* session = workspace_.session()) {
                   followUndo_ = true;
                   session->redo();
                 }
               });
  larger_ =
      make("galleryLarger", {QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::CTRL | Qt::Key_Equal)},
           [this] { size_->setValue(size_->value() + kStep); });
  smaller_ = make("gallerySmaller", {QKeySequence(Qt::CTRL | Qt::Key_Minus)},
                  [this] { size_->setValue(size_->value() - kStep); });
  clearAction_ =
      make("galleryClear", {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_X)}, [this] { clearFilters(); });
  // These belong to the cells: in a filter's field the same keys mean something else.
  for (QAction* action :
       {review_, compare_, confirm_, flag_, selectAll_, moreLikeThis_, tagAction_, atlas_}) {
    action->setShortcutContext(Qt::WidgetShortcut);
    removeAction(action);
    grid_->addAction(action);
    if (action != selectAll_) map_->view()->addAction(action);  // on the map: all that are on it
  }
  KeyMap::instance().manage(undo_, undo_->shortcuts(), KeyScope::Cells, QStringLiteral("undo"));
  KeyMap::instance().manage(redo_, redo_->shortcuts(), KeyScope::Cells, QStringLiteral("redo"));
  showMap_->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_M));
  showMap_->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  addAction(showMap_);
  connect(showMap_, &QAction::toggled, this, &GalleryPage::showMap);
}

void GalleryPage::buildClassActions() {
  qDeleteAll(classActions_);
  classActions_.clear();
  KeyMap& keys = KeyMap::instance();
  const auto add = [this](QAction* action) {
    action->setShortcutContext(Qt::WidgetShortcut);
    action->setAutoRepeat(false);
    grid_->addAction(action);
    map_->view()->addAction(action);
    classActions_ << action;
  };
  if (const SlideSession* session = workspace_.session()) {
    const auto& classes = session->manifest().scheme.classes;
    std::vector<int> order(classes.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
      return classes[static_cast<std::size_t>(a)].order < classes[static_cast<std::size_t>(b)].order;
    });
    for (int c : order) {
      const model::CellClass cellClass = keys.withKey(classes[static_cast<std::size_t>(c)]);
      auto* action = new QAction(classIcon(cellClass), className(cellClass), this);
      action->setObjectName(QStringLiteral("galleryClass_") + QString::fromStdString(cellClass.id));
      action->setToolTip(tr("Change the class of the selected cells, or of the one under the pointer, to %1")
                             .arg(className(cellClass)));
      connect(action, &QAction::triggered, this, [this, c] { changeClass(keyTargets(), c); });
      add(action);
      keys.manageClass(action, c);
    }
    const auto step = [&](const char* id, const QString& text, const QList<QKeySequence>& plain,
                          int (*to)(const model::ClassScheme&, int)) {
      auto* action = new QAction(text, this);
      action->setObjectName(QStringLiteral("gallery_") + QLatin1String(id));
      connect(action, &QAction::triggered, this, [this, to] { stepClass(to); });
      add(action);
      keys.manage(action, plain, KeyScope::Cells, QLatin1String(id));
    };
    step("classYounger", tr("One stage younger"), {Qt::Key_Comma}, &model::youngerClass);
    step("classOlder", tr("One stage older"), {Qt::Key_Period}, &model::olderClass);
  }
  showCounts();
  Q_EMIT pageActionsChanged();
}

QList<QAction*> GalleryPage::pageActions() const {
  QList<QAction*> actions = {review_,    compare_, confirm_,      confirmShown_, flag_,
                             tagAction_, atlas_,   moreLikeThis_, undo_,         redo_,
                             selectAll_, larger_,  smaller_,      clearAction_,  showMap_};
  if (showMap_->isChecked()) actions += mapActions();
  return actions + classActions_;
}

QList<QAction*> GalleryPage::mapActions() const {
  return map_->panelActions();
}

void GalleryPage::retranslate() {
  noSlide_->setText(tr("No slide is open. Open one in the worklist, or import a folder of images."));
  toWorklist_->setText(tr("Go to the worklist"));
  nothingMatches_->setText(tr("No cell matches these filters."));
  clearFromEmpty_->setText(tr("Clear filters"));
  clear_->setText(tr("Clear filters"));
  state_->setItemText(0, tr("Any state"));
  for (int i = 1; i < state_->count(); ++i) {
    const int item = state_->itemData(i).toInt();
    state_->setItemText(i, item == kFlaggedItem     ? tr("Flagged")
                           : item == kCommentedItem ? tr("With a comment")
                                                    : stateText(static_cast<CellState>(item)));
  }
  state_->setToolTip(tr("Show cells in this state"));
  state_->setAccessibleName(tr("State"));
  reason_->setItemText(0, tr("Any reason"));
  reason_->setItemText(1, tr("Between two classes"));
  reason_->setItemText(2, tr("Unlike any class"));
  reason_->setToolTip(tr("Show cells that the model was unsure of for this reason"));
  reason_->setAccessibleName(tr("Reason"));
  confidenceLabel_->setText(tr("Confidence"));
  lowest_->setAccessibleName(tr("Lowest confidence"));
  lowest_->setToolTip(tr("Lowest confidence shown; 0.00 leaves nothing out"));
  highest_->setAccessibleName(tr("Highest confidence"));
  highest_->setToolTip(tr("Highest confidence shown"));
  comment_->setPlaceholderText(tr("Comment or tag"));
  comment_->setAccessibleName(tr("Search comments and tags"));
  reviewer_->setItemText(0, tr("Anyone"));
  reviewer_->setAccessibleName(tr("Reviewer"));
  reviewer_->setToolTip(tr("Show cells that this person decided on"));
  confirmShown_->setText(tr("Confirm all shown of the class"));
  confirmButton_->setToolTip(tr("Confirms every cell that the filters show of this class and that no expert "
                                "has decided on yet, in one step (%1)")
                                 .arg(confirmShown_->shortcut().toString(QKeySequence::NativeText)));
  moreLikeThis_->setText(tr("Select more like this"));
  moreLikeThis_->setToolTip(tr("Select the cells that the model sees as most like this one; again for more"));
  tagAction_->setText(tr("Tag…"));
  atlas_->setText(tr("Put into the atlas"));
  atlas_->setToolTip(tr("Keep the selected cells as references of the class that they have"));
  tag_->setPlaceholderText(tr("Tag for the selected cells"));
  tag_->setAccessibleName(tr("Tag for the selected cells"));
  tag_->setToolTip(
      tr("Return puts the tag on the selected cells, or takes it off where all have it; Escape "
         "leaves them as they are"));
  orderLabel_->setText(tr("Order"));
  order_->setItemText(0, tr("Least certain first"));
  order_->setItemText(1, tr("As imported"));
  sizeLabel_->setText(tr("Size"));
  size_->setToolTip(tr("Size of the pictures"));
  classes_->setAccessibleName(tr("Classes"));
  grid_->setAccessibleName(tr("Cells"));
  review_->setText(tr("Open in Review"));
  compare_->setText(tr("Compare two to six selected cells"));
  confirm_->setText(tr("Confirm the class"));
  confirm_->setToolTip(tr("Confirm the class that each selected cell has"));
  flag_->setText(tr("Flag or unflag"));
  selectAll_->setText(tr("Select all cells"));
  undo_->setText(tr("Undo"));
  redo_->setText(tr("Redo"));
  larger_->setText(tr("Larger pictures"));
  smaller_->setText(tr("Smaller pictures"));
  clearAction_->setText(tr("Clear filters"));
  showMap_->setText(tr("Map of the cells"));
  showMap_->setIconText(tr("Map", "on the button of the map of the cells"));
  showMap_->setToolTip(
      withKeys(tr("Lay the cells out by how alike they look to the model"), showMap_->shortcuts()));
}

void GalleryPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    buildClassActions();
    classes_->setSession(workspace_.session());
    showCounts();
    grid_->viewport()->update();
  }
  QWidget::changeEvent(event);
}

void GalleryPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (stale_) cellsMoved();
  pictures_->start();
  grid_->setFocus();
}

void GalleryPage::follow() {
  SlideSession* session = workspace_.session();
  if (session) {
    disconnect(session, nullptr, this, nullptr);
    connect(session, &SlideSession::cellsChanged, this, [this](const QList<int>& rows) {
      if (isVisible())
        cellsMoved(stale_ ? nullptr : &rows);
      else
        stale_ = true;
      if (followUndo_ && !rows.isEmpty()) {
        followUndo_ = false;
        selectRow(rows.first());
        QItemSelection selection;
        for (int row : rows)
          if (const int i = model_->indexOf(row); i >= 0)
            selection.select(model_->index(i, 0), model_->index(i, 0));
        grid_->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
      }
    });
    const auto changed = [this] { isVisible() ? cellsMoved() : void(stale_ = true); };
    connect(session, &SlideSession::cellsReset, this, changed);
    connect(session, &SlideSession::classesChanged, this, &GalleryPage::buildClassActions);
    connect(session, &SlideSession::thresholdsChanged, this, [this] {
      if (!thresholds_->isActive()) thresholds_->start();
    });
    connect(session, &SlideSession::undoChanged, this, [this] {
      undo_->setEnabled(workspace_.session() && workspace_.session()->canUndo());
      redo_->setEnabled(workspace_.session() && workspace_.session()->canRedo());
    });
  }
  undo_->setEnabled(session && session->canUndo());
  redo_->setEnabled(session && session->canRedo());
  stack_->setCurrentIndex(session ? 1 : 0);
  stale_ = false;
  followUndo_ = false;
  clearFilters();
  model_->setSession(session);
  classes_->setSession(session);
  fillReviewers();
  buildClassActions();
  if (model_->shown() > 0)
    grid_->selectionModel()->setCurrentIndex(model_->index(0, 0), QItemSelectionModel::NoUpdate);
  grid_->scrollToTop();
  showCounts();
  emitCurrent();
}

void GalleryPage::cellsMoved(const QList<int>* changed) {
  stale_ = false;
  // Cells that left their section (their class was changed) or the filter are let go of, and the
  // keyboard stays at their place: the next arrow goes on from there.
  struct Place {
    int cell, classIndex;
  };
  std::vector<Place> before;
  const QModelIndexList selected = grid_->selectionModel()->selectedIndexes();
  int firstIndex = grid_->currentIndex().row();
  for (const QModelIndex& index : selected) {
    const CellSection* section = model_->sectionOf(index.row());
    before.push_back({model_->cellAt(index.row()), section ? section->classIndex : -1});
    firstIndex = std::min(firstIndex < 0 ? index.row() : firstIndex, index.row());
  }
  const CellSection* currentSection =
      firstIndex >= 0 ? model_->sectionOf(grid_->currentIndex().row()) : nullptr;
  const Place current{currentRow(), currentSection ? currentSection->classIndex : -1};
  const int scroll = grid_->verticalScrollBar()->value();

  changed ? model_->refresh(*changed) : model_->refresh();

  const auto stayed = [this](const Place& place) {
    const int i = model_->indexOf(place.cell);
    return i >= 0 && model_->sectionOf(i)->classIndex == place.classIndex ? i : -1;
  };
  std::vector<int> kept;
  for (const Place& place : before)
    if (const int i = stayed(place); i >= 0) kept.push_back(i);
  const QItemSelection selection = selectionOf(std::move(kept), *model_);
  int at = stayed(current);
  if (at < 0 && firstIndex >= 0 && model_->shown() > 0) at = std::min(firstIndex, model_->shown() - 1);
  {
    // The view must not scroll by itself: nothing jumps.
    grid_->setAutoScroll(false);
    grid_->selectionModel()->setCurrentIndex(at < 0 ? QModelIndex() : model_->index(at, 0),
                                             QItemSelectionModel::NoUpdate);
    grid_->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    grid_->setAutoScroll(true);
  }
  grid_->verticalScrollBar()->setValue(scroll);
  classes_->setSession(workspace_.session());
  fillReviewers();
  map_->cellsChanged();
  showCounts();
  emitCurrent();
}

// Cells keep their places, unless the filter asks for their state: what changes is their marks and the
// counts.
void GalleryPage::thresholdMoved() {
  const CellFilter& filter = model_->filter();
  if (stale_ || filter.state || filter.reason) {
    const QList<int> none;
    return cellsMoved(&none);
  }
  grid_->viewport()->update();
  classes_->setSession(workspace_.session());
  map_->cellsChanged();
}

void GalleryPage::applyFilter() {
  CellFilter filter;
  filter.classIndex = classes_->chosen();
  const int state = state_->currentData().toInt();
  if (state == kFlaggedItem)
    filter.mark = CellFilter::Mark::Flagged;
  else if (state == kCommentedItem)
    filter.mark = CellFilter::Mark::Commented;
  else if (state >= 0)
    filter.state = static_cast<CellState>(state);
  if (const int reason = reason_->currentData().toInt(); reason >= 0)
    filter.reason = static_cast<decision::Decision>(reason);
  if (lowest_->value() > 0) filter.lowest = lowest_->value();
  if (highest_->value() < 1) filter.highest = highest_->value();
  filter.comment = comment_->text().trimmed();
  filter.reviewer = reviewer_->currentData().toString();
  if (!only_.empty()) filter.only = only_;
  const int cell = currentRow();
  model_->setFilter(filter);
  const int at = model_->indexOf(cell);
  if (model_->shown() > 0)
    grid_->selectionModel()->setCurrentIndex(model_->index(std::max(0, at), 0),
                                             QItemSelectionModel::NoUpdate);
  if (at < 0) grid_->scrollToTop();
  clear_->setEnabled(!filter.everything());
  showCounts();
  emitCurrent();
}

void GalleryPage::clearFilters() {
  {
    const QSignalBlocker a(classes_), b(state_), c(reason_), d(lowest_), e(highest_), f(comment_),
        g(reviewer_);
    reviewer_->setCurrentIndex(0);
    classes_->choose({});
    state_->setCurrentIndex(0);
    reason_->setCurrentIndex(0);
    lowest_->setValue(0);
    highest_->setValue(1);
    comment_->clear();
    only_.clear();
  }
  applyFilter();
}

void GalleryPage::showCounts() {
  const SlideSession* session = workspace_.session();
  const int total = session ? static_cast<int>(session->cells().size()) : 0;
  const bool nothing = session && model_->shown() == 0;
  gridStack_->setCurrentIndex(nothing ? 1 : 0);
  clearFromEmpty_->setVisible(total > 0);
  nothingMatches_->setText(total > 0 ? tr("No cell matches these filters.")
                                     : tr("This slide has no cells yet."));
  QString text =
      model_->shown() == total
          ? tr("Cells: %1").arg(locale().toString(total))
          : tr("Cells: %1 of %2").arg(locale().toString(model_->shown()), locale().toString(total));
  qsizetype selected = 0;
  for (const QItemSelectionRange& range : grid_->selectionModel()->selection()) selected += range.height();
  if (selected > 0) text += QStringLiteral("   ·   ") + tr("selected: %1").arg(locale().toString(selected));
  const bool pointed = keyPointsAtOne();
  if (pointed) text += QStringLiteral("   ·   ") + tr("a class key decides on the cell under the pointer");
  counts_->setText(text);
  // How many, and of which class, is said before anything is done.
  const std::vector<int> open = toConfirm();
  if (!open.empty()) {
    const auto& cellClass =
        session->manifest().scheme.classes[static_cast<std::size_t>(session->classOf(open.front()))];
    confirmButton_->setText(
        tr("Confirm %1 shown: %2").arg(locale().toString(qlonglong(open.size())), className(cellClass)));
  }
  confirmButton_->setVisible(!open.empty());
  confirmShown_->setEnabled(!open.empty());
  moreLikeThis_->setEnabled(grid_->currentIndex().isValid());
  tagAction_->setEnabled(selected > 0);
  atlas_->setEnabled(selected > 0);
  for (QAction* action : classActions_) action->setEnabled(selected > 0 || pointed);
  for (QAction* action : {confirm_, flag_}) action->setEnabled(selected > 0);
  compare_->setEnabled(selected >= 2 && selected <= 6);
  review_->setEnabled(grid_->currentIndex().isValid());
  map_->onlyTheseAction()->setEnabled(selected > 0);
  tellMap();
}

// --- the map --------------------------------------------------------------------------------------

void GalleryPage::buildMap() {
  using Choice = CellMapView::Choice;
  CellMapView* view = map_->view();
  connect(view, &CellMapView::chosen, this, [this](const QList<int>& rows, Choice choice) {
    select({rows.begin(), rows.end()}, choice == Choice::Replace ? QItemSelectionModel::ClearAndSelect
                                       : choice == Choice::Add   ? QItemSelectionModel::Select
                                                                 : QItemSelectionModel::Toggle);
    if (!rows.isEmpty()) grid_->scrollTo(grid_->currentIndex());
  });
  connect(view, &CellMapView::currentChosen, this, [this](int row) {
    if (const int i = model_->indexOf(row); i >= 0)
      grid_->selectionModel()->setCurrentIndex(model_->index(i, 0), QItemSelectionModel::NoUpdate);
  });
  connect(view, &CellMapView::activated, this, &GalleryPage::openInReview);
  connect(map_->onlyTheseAction(), &QAction::triggered, this, &GalleryPage::showOnlySelected);
  connect(&workspace_, &Workspace::cellMapChanged, this, &GalleryPage::tellMap);
}

void GalleryPage::showMap(bool shown) {
  showMap_->setChecked(shown);
  if (map_->isHidden() != shown) return;
  const bool focused = map_->isAncestorOf(focusWidget());
  map_->setVisible(shown);
  if (shown) {
    map_->makeIfNone();
    map_->view()->setFocus();
    tellMap();
  } else if (focused) {
    grid_->setFocus();
  }
  Q_EMIT pageActionsChanged();
}

// What the map has to know of every cell.
void GalleryPage::tellMap() {
  const SlideSession* session = workspace_.session();
  if (!session || session != model_->session() || map_->isHidden()) return;
  std::vector<bool> shown(session->cells().size()), selected(shown.size());
  for (int i = 0; i < model_->shown(); ++i) shown[static_cast<std::size_t>(model_->cellAt(i))] = true;
  for (const int row : selectedRows()) selected[static_cast<std::size_t>(row)] = true;
  map_->view()->setCells(std::move(shown), std::move(selected), currentRow());
}

void GalleryPage::select(const std::vector<int>& rows, int flags) {
  std::vector<int> indices;
  for (const int row : rows)
    if (const int i = model_->indexOf(row); i >= 0) indices.push_back(i);
  grid_->selectionModel()->select(selectionOf(std::move(indices), *model_),
                                  QItemSelectionModel::SelectionFlags(flags));
}

void GalleryPage::showOnlySelected() {
  only_ = selectedRows();
  std::sort(only_.begin(), only_.end());
  if (only_.empty()) return;
  const std::vector<int> rows = only_;
  applyFilter();
  select(rows, QItemSelectionModel::ClearAndSelect);
}

void GalleryPage::askForPictures() {
  if (!isVisible() || !workspace_.session()) return;
  workspace_.images()->setWanted(grid_->cellsInView(),
                                 qRound(grid_->pictureSide() * grid_->devicePixelRatioF()));
}

std::vector<int> GalleryPage::selectedRows() const {
  std::vector<int> rows;
  for (const QItemSelectionRange& range : grid_->selectionModel()->selection())
    for (int i = range.top(); i <= range.bottom(); ++i) rows.push_back(model_->cellAt(i));
  return rows;
}

int GalleryPage::currentRow() const {
  const QModelIndex index = grid_->currentIndex();
  return index.isValid() && index.row() < model_->shown() ? model_->cellAt(index.row()) : -1;
}

void GalleryPage::emitCurrent() {
  const int row = currentRow();
  if (row == announced_) return;
  announced_ = row;
  Q_EMIT currentRowChanged(row);
}

void GalleryPage::selectRow(int row) {
  if (stale_) cellsMoved();
  if (row < 0) return grid_->clearSelection();
  if (model_->indexOf(row) < 0) clearFilters();
  const int i = model_->indexOf(row);
  if (i < 0) return;
  grid_->selectionModel()->setCurrentIndex(model_->index(i, 0), QItemSelectionModel::ClearAndSelect);
  grid_->scrollTo(model_->index(i, 0));
}

void GalleryPage::changeClass(const std::vector<int>& rows, int classIndex) {
  if (SlideSession* session = workspace_.session(); session && !rows.empty())
    session->decide(rows, classIndex, QStringLiteral("gallery"));
}

// A class key means the cell under the pointer where the mouse was moved last; over a selected cell, and
// after the keyboard has moved or selected, it means the selection.
bool GalleryPage::keyPointsAtOne() const {
  const int i = model_->indexOf(grid_->pointedCell());
  return i >= 0 && !grid_->selectionModel()->isSelected(model_->index(i, 0));
}

std::vector<int> GalleryPage::keyTargets() const {
  return keyPointsAtOne() ? std::vector<int>{grid_->pointedCell()} : selectedRows();
}

void GalleryPage::stepClass(int (*to)(const model::ClassScheme&, int)) {
  const SlideSession* session = workspace_.session();
  if (!session) return;
  std::map<int, std::vector<int>> byTarget;
  for (int row : keyTargets())
    if (const int c = to(session->manifest().scheme, session->classOf(row)); c >= 0)
      byTarget[c].push_back(row);
  for (const auto& [classIndex, rows] : byTarget) changeClass(rows, classIndex);
}

void GalleryPage::confirmSelected() {
  if (SlideSession* session = workspace_.session())
    session->confirm(selectedRows(), QStringLiteral("gallery"));
}

// The class that the list on the left chose, else that of the cell in hand.
std::vector<int> GalleryPage::toConfirm() const {
  const SlideSession* session = workspace_.session();
  if (!session || session != model_->session()) return {};
  std::optional<int> wanted = model_->filter().classIndex;
  if (!wanted && currentRow() >= 0) wanted = session->classOf(currentRow());
  if (!wanted || *wanted < 0) return {};
  std::vector<int> rows;
  for (int i = 0; i < model_->shown(); ++i) {
    const int row = model_->cellAt(i);
    const CellState state = session->stateOf(row);
    if (session->classOf(row) == *wanted && state != CellState::Confirmed && state != CellState::Changed)
      rows.push_back(row);
  }
  return rows;
}

void GalleryPage::confirmShown() {
  if (SlideSession* session = workspace_.session()) session->confirm(toConfirm(), QStringLiteral("gallery"));
}

// By the distance of what the model says of each: two cells are alike where all their D_i are.
void GalleryPage::selectMoreLikeThis() {
  constexpr int kMore = 12;
  const SlideSession* session = workspace_.session();
  const int here = currentRow();
  if (!session || here < 0) return;
  const auto said = [&](int row) {
    const auto& prediction = session->cells()[static_cast<std::size_t>(row)].prediction;
    return prediction ? &prediction->memberships : nullptr;
  };
  const auto* wanted = said(here);
  if (!wanted) return;
  std::vector<std::pair<double, int>> others;
  for (int i = 0; i < model_->shown(); ++i) {
    const int row = model_->cellAt(i);
    const auto* its = said(row);
    if (!its || its->size() != wanted->size()) continue;
    double sum = row == here ? -1 : 0;  // itself comes first
    for (std::size_t k = 0; k < its->size(); ++k)
      sum += std::pow(double((*its)[k]) - double((*wanted)[k]), 2);
    others.emplace_back(sum, row);
  }
  const bool again = alike_ == here && alikeCount_ == static_cast<int>(selectedRows().size());
  const auto count =
      std::min<std::size_t>(others.size(), static_cast<std::size_t>((again ? alikeCount_ : 1) + kMore));
  std::partial_sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(count), others.end());
  std::vector<int> rows;
  for (std::size_t i = 0; i < count; ++i) rows.push_back(others[i].second);
  select(rows, QItemSelectionModel::ClearAndSelect);
  alike_ = here;
  alikeCount_ = static_cast<int>(count);
}

void GalleryPage::fillReviewers() {
  const SlideSession* session = workspace_.session();
  QStringList names;
  if (session)
    for (int row = 0; row < static_cast<int>(session->cells().size()); ++row) {
      const CellState state = session->stateOf(row);
      if (state != CellState::Confirmed && state != CellState::Changed) continue;
      const QString& reviewer = session->cells()[static_cast<std::size_t>(row)].review->reviewer;
      if (!names.contains(reviewer)) names << reviewer;
    }
  names.sort();
  const QString chosen = reviewer_->currentData().toString();
  {
    const QSignalBlocker quiet(reviewer_);
    while (reviewer_->count() > 1) reviewer_->removeItem(1);
    for (const QString& name : names) reviewer_->addItem(name, name);
    reviewer_->setCurrentIndex(std::max(0, reviewer_->findData(chosen)));
    reviewer_->setVisible(!names.isEmpty());
  }
  if (reviewer_->currentData().toString() != chosen) applyFilter();
}

void GalleryPage::putIntoAtlas() {
  const SlideSession* session = workspace_.session();
  if (!session) return;
  std::vector<std::pair<casebook::Id, QString>> chosen;
  for (const int row : selectedRows()) {
    if (const int c = session->classOf(row); c >= 0)
      chosen.emplace_back(
          session->cells()[static_cast<std::size_t>(row)].id,
          QString::fromStdString(session->manifest().scheme.classes[static_cast<std::size_t>(c)].id));
  }
  if (chosen.empty()) return;
  workspace_.casebookDoor()(
      this,
      [this, chosen, person = workspace_.operatorName()](casebook::Casebook& book) -> std::function<void()> {
        casebook::Atlas atlas(book);
        const auto there = casebook::Atlas::entries(book).value_or(std::vector<casebook::AtlasEntry>());
        for (const auto& [cell, classId] : chosen) {
          // One that is in it already keeps its note and its date.
          if (std::any_of(there.begin(), there.end(), [&, id = cell, name = classId](const auto& entry) {
                return entry.cellId == id && entry.classId == name;
              }))
            continue;
          if (const auto put = atlas.put(cell, classId, {}, person); !put)
            return [this, error = put.error()] { Q_EMIT workspace_.failed(error); };
        }
        return [this, count = int(chosen.size())] {
          workspace_.references()->forget();
          workspace_.references()->requestAtlas();
          Q_EMIT workspace_.notice(tr("%n cells were put into the atlas.", nullptr, count));
        };
      });
}

void GalleryPage::startTag() {
  workspace_.casebookDoor()(this, [this](casebook::Casebook& book) -> std::function<void()> {
    const auto words = casebook::Remarks::tags(book);
    return [this, known = words.value_or(QStringList())] {
      auto* completer = new QCompleter(known, tag_);
      completer->setCaseSensitivity(Qt::CaseInsensitive);
      completer->setFilterMode(Qt::MatchContains);
      delete tag_->completer();
      tag_->setCompleter(completer);
    };
  });
  tag_->clear();
  tag_->show();
  tag_->setFocus(Qt::ShortcutFocusReason);
}

void GalleryPage::tagSelected() {
  SlideSession* session = workspace_.session();
  const QString tag = tag_->text().simplified();
  const std::vector<int> rows = selectedRows();
  if (session && !tag.isEmpty() && !rows.empty()) {
    const bool all = std::all_of(rows.begin(), rows.end(), [&](int row) {
      return session->cells()[static_cast<std::size_t>(row)].tags.contains(tag);
    });
    session->setTag(rows, tag, !all);
  }
  tag_->hide();
  grid_->setFocus();
}

bool GalleryPage::eventFilter(QObject* watched, QEvent* event) {
  if (watched == tag_ && event->type() == QEvent::KeyPress &&
      static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
    tag_->hide();
    grid_->setFocus();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

void GalleryPage::flagSelected() {
  SlideSession* session = workspace_.session();
  const std::vector<int> rows = selectedRows();
  if (!session || rows.empty()) return;
  const bool all = std::all_of(rows.begin(), rows.end(), [&](int row) {
    return session->cells()[static_cast<std::size_t>(row)].flagged;
  });
  session->setFlagged(rows, !all);
}

void GalleryPage::openInReview() {
  if (const int row = currentRow(); row >= 0) Q_EMIT reviewRequested(row);
}

}  // namespace cellwise::ui
