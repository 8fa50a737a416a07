#include "review/review_page.h"

#include <QAction>
#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <initializer_list>
#include <numeric>

#include "bridge/cell_image_provider.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "inspector/cell_image_view.h"
#include "inspector/image_tools.h"
#include "inspector/inspector_panel.h"
#include "keyboard/key_map.h"
#include "model/maturation_ladder.h"
#include "review/class_button.h"
#include "review/class_ladder.h"
#include "review/context_view.h"
#include "review/example_strip.h"
#include "review/queue_bar.h"
#include "review/review_queue.h"
#include "style/attribute_text.h"
#include "style/drawn_icon.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {

namespace {

constexpr int kPrefetch = 6;
constexpr int kWatchMs = 50;
// What the page does without where the threshold's panel or a question leaves it little height: first
// the surroundings of the cell, then the examples and whatever the ladder of classes says as well; never the
// cell, the reason and the classes.
constexpr int kHeightForContext = 500;
constexpr int kHeightForExamples = 400;
constexpr int kLeastHeight = 340;

const casebook::CellRecord& cellAt(const SlideSession& session, int row) {
  return session.cells()[static_cast<std::size_t>(row)];
}

const casebook::ImageRecord* imageOf(const SlideSession& session, int row) {
  const auto& images = session.images();
  const auto found = std::find_if(images.begin(), images.end(), [&](const auto& image) {
    return image.id == cellAt(session, row).imageId;
  });
  return found == images.end() ? nullptr : &*found;
}

// All cells of the field that a row lies on, as the field shows them.
std::vector<FieldCell> cellsOnField(const SlideSession& session, int row) {
  std::vector<FieldCell> found;
  for (const int other : session.rowsOfImage(cellAt(session, row).imageId)) {
    const auto& cell = cellAt(session, other);
    const int c = session.classOf(other);
    found.push_back({other, cell.box,
                     c < 0 ? QString()
                           : QString::fromStdString(
                                 session.manifest().scheme.classes[static_cast<std::size_t>(c)].shortName),
                     session.stateOf(other)});
  }
  return found;
}

QFont boldFont(QFont font, double scale = 1) {
  font.setBold(true);
  font.setPointSizeF(font.pointSizeF() * scale);
  return font;
}

}  // namespace

ReviewPage::ReviewPage(Workspace& workspace, QWidget* parent) : QWidget(parent), workspace_(workspace) {
  setObjectName(QStringLiteral("reviewPage"));
  setFocusPolicy(Qt::StrongFocus);
  watchdog_ = new QTimer(this);
  watchdog_->setInterval(kWatchMs);
  connect(watchdog_, &QTimer::timeout, this, [this] {
    // The write has ended and the cell has not changed: it failed, and Workspace::failed said why.
    // What was typed for the cell after it is let go of.
    const SlideSession* session = workspace_.session();
    if (session && session->hasPendingWrites()) return;
    stopWaiting();
    refresh();
  });

  thresholds_ = new QTimer(this);
  thresholds_->setSingleShot(true);
  thresholds_->setInterval(80);
  connect(thresholds_, &QTimer::timeout, this, &ReviewPage::resort);

  stack_ = new QStackedLayout(this);
  const auto emptyPage = [this](const char* name) {
    auto* page = new QWidget(this);
    page->setObjectName(QLatin1String(name));
    auto* column = new QVBoxLayout(page);
    column->addStretch(1);
    return std::pair(page, column);
  };
  auto [none, noneColumn] = emptyPage("reviewNoSlide");
  no_slide_ = new QLabel(none);
  no_slide_->setAlignment(Qt::AlignCenter);
  no_slide_->setWordWrap(true);
  to_worklist_ = new QPushButton(none);
  to_worklist_->setObjectName(QStringLiteral("reviewOpenWorklist"));
  noneColumn->addWidget(no_slide_);
  noneColumn->addSpacing(8);
  noneColumn->addWidget(to_worklist_, 0, Qt::AlignHCenter);
  noneColumn->addStretch(1);
  stack_->addWidget(none);

  auto [finished, finishedColumn] = emptyPage("reviewDone");
  done_ = new QLabel(finished);
  done_->setObjectName(QStringLiteral("reviewDoneText"));
  done_->setAlignment(Qt::AlignCenter);
  done_->setFont(boldFont(font(), 1.25));
  done_hint_ = new QLabel(finished);
  done_hint_->setAlignment(Qt::AlignCenter);
  done_hint_->setWordWrap(true);
  to_report_ = new QPushButton(finished);
  to_report_->setObjectName(QStringLiteral("reviewToReport"));
  to_report_->setFocusPolicy(Qt::TabFocus);
  finishedColumn->addWidget(done_);
  finishedColumn->addWidget(done_hint_);
  finishedColumn->addSpacing(8);
  finishedColumn->addWidget(to_report_, 0, Qt::AlignHCenter);
  finishedColumn->addStretch(1);
  stack_->addWidget(finished);

  buildActions();
  queue_ = new ReviewQueue(workspace_, this);
  connect(queue_, &ReviewQueue::changed, this, [this] {
    resort();
    Q_EMIT currentRowChanged(row_);  // what may be shown of it
  });
  connect(queue_, &ReviewQueue::reordered, this, [this] {
    if (waiting_ == Waiting::No && isVisible()) setCurrent(nextToReview(-1));
  });
  stack_->addWidget(buildCell());

  connect(to_worklist_, &QPushButton::clicked, this, &ReviewPage::worklistRequested);
  connect(to_report_, &QPushButton::clicked, this, &ReviewPage::reportRequested);
  connect(&workspace_, &Workspace::sessionChanged, this, &ReviewPage::follow);
  connect(&KeyMap::instance(), &KeyMap::changed, this, [this] {
    buildClassActions();
    showProgress();
    showClasses();
  });
  const auto arrived = [this](int row) {
    if (row == row_) showImages();
  };
  connect(workspace_.images(), &CellImageProvider::cropReady, this, arrived);
  connect(workspace_.images(), &CellImageProvider::fieldReady, this, [this](int row) {
    // A field is asked for by one of its cells and serves them all.
    const SlideSession* session = workspace_.session();
    if (session && row_ >= 0 && row < static_cast<int>(session->cells().size()) &&
        cellAt(*session, row).imageId == cellAt(*session, row_).imageId)
      showImages();
  });
  retranslate();
  follow();
}

// The comment's field loses the focus while it is destroyed; by then there is no page to tell.
ReviewPage::~ReviewPage() {
  comment_->disconnect(this);
}

QWidget* ReviewPage::buildCell() {
  auto* page = new QWidget(this);
  page->setObjectName(QStringLiteral("reviewCell"));
  auto* outer = new QVBoxLayout(page);
  outer->setContentsMargins(10, 8, 10, 8);
  outer->setSpacing(6);

  auto* top = new QHBoxLayout;
  top->setSpacing(8);
  counter_ = new QLabel(page);
  counter_->setObjectName(QStringLiteral("reviewCounter"));
  counter_->setFont(boldFont(tabularFont(font())));
  progress_ = new QProgressBar(page);
  progress_->setObjectName(QStringLiteral("reviewProgress"));
  progress_->setTextVisible(false);
  progress_->setFixedSize(96, 6);
  top->addWidget(counter_);
  top->addWidget(progress_);
  top->addStretch(1);
  for (QAction* action : {previous_, next_action_, skip_, flag_, comment_action_, compare_, undo_}) {
    auto* tool = new QToolButton(page);
    tool->setDefaultAction(action);
    tool->setObjectName(action->objectName() + QStringLiteral("Button"));
    tool->setToolButtonStyle(Qt::ToolButtonTextOnly);
    tool->setAutoRaise(true);
    tool->setFocusPolicy(Qt::NoFocus);
    tools_ << tool;
    top->addWidget(tool);
  }
  outer->addLayout(top);
  bar_ = new QueueBar(workspace_, *queue_, page);
  for (QAction* action : bar_->pageActions()) {
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
  }
  outer->addWidget(bar_);

  auto* why = new QHBoxLayout;
  why->setSpacing(6);
  state_icon_ = new IconLabel({}, 18, page);
  reason_ = new QLabel(page);
  reason_->setObjectName(QStringLiteral("reviewReason"));
  reason_->setTextFormat(Qt::PlainText);
  reason_->setWordWrap(true);
  reason_->setFont(boldFont(font(), 1.1));
  flagged_ = new QLabel(page);
  flagged_->setObjectName(QStringLiteral("reviewFlagged"));
  why->addWidget(state_icon_);
  why->addWidget(reason_, 1);
  why->addWidget(flagged_);
  outer->addLayout(why);
  auto* besides = new QHBoxLayout;
  besides->setSpacing(12);
  const auto quiet = [page](const char* name) {
    auto* label = new QLabel(page);
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
  };
  attributes_ = quiet("reviewAttributes");
  attributes_->setForegroundRole(QPalette::PlaceholderText);
  disagreement_ = quiet("reviewDisagreement");
  disagreement_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  besides->addWidget(attributes_, 1);
  besides->addWidget(disagreement_, 1);
  outer->addLayout(besides);
  blind_answer_ = quiet("reviewBlindAnswer");
  blind_answer_->hide();
  outer->addWidget(blind_answer_);

  auto* body = new QHBoxLayout;
  body->setSpacing(10);
  auto* left = new QVBoxLayout;
  left->setSpacing(6);
  image_ = new CellImageView(page);
  image_->setObjectName(QStringLiteral("reviewImage"));
  image_->setMinimumHeight(110);
  auto* images = new QWidget(page);
  image_stack_ = new QStackedLayout(images);
  image_stack_->addWidget(image_);
  large_ = new ContextView(page);
  large_->setObjectName(QStringLiteral("reviewLargeField"));
  large_->setWholeField(true);
  image_stack_->addWidget(large_);
  left->addWidget(images, 1);
  tools_row_ = new QWidget(page);
  auto* tools = new QHBoxLayout(tools_row_);
  tools->setContentsMargins(0, 0, 0, 0);
  image_tools_->setParent(tools_row_);
  image_tools_->setViews({image_});
  scale_ = new QLabel(page);
  scale_->setObjectName(QStringLiteral("reviewScale"));
  scale_->setFont(tabularFont(font()));
  tools->addWidget(image_tools_, 1);
  tools->addWidget(scale_);
  left->addWidget(tools_row_);
  comment_ = new QLineEdit(page);
  comment_->setObjectName(QStringLiteral("reviewComment"));
  comment_->setFocusPolicy(Qt::ClickFocus);
  comment_->setMaxLength(2000);
  comment_->installEventFilter(this);
  left->addWidget(comment_);
  auto* examples = new QHBoxLayout;
  examples->setSpacing(16);
  for (int i = 0; i < 2; ++i) {
    examples_[i] = new ExampleStrip(workspace_, page);
    examples_[i]->setObjectName(QStringLiteral("reviewExamples%1").arg(i + 1));
    examples->addWidget(examples_[i], 1);
  }
  left->addLayout(examples);
  body->addLayout(left, 1);

  auto* side = side_ = new QWidget(page);
  auto* right = new QVBoxLayout(side);
  right->setContentsMargins(0, 0, 0, 0);
  right->setSpacing(4);
  const auto title = [&](const char* name) {
    auto* label = new QLabel(side);
    label->setObjectName(QLatin1String(name));
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
  };
  likely_title_ = title("reviewLikelyTitle");
  right->addWidget(likely_title_);
  for (int i = 0; i < 3; ++i) {
    likely_[i] = new ClassButton(ClassButton::Form::Large, side);
    likely_[i]->setObjectName(QStringLiteral("reviewLikely%1").arg(i + 1));
    connect(likely_[i], &QAbstractButton::clicked, this, [this, i] { decide(likely_[i]->classIndex()); });
    right->addWidget(likely_[i]);
  }
  right->addSpacing(4);
  palette_title_ = title("reviewPaletteTitle");
  right->addWidget(palette_title_);
  ladder_ = new ClassLadder(QStringLiteral("reviewPalette_"), side);
  ladder_->setObjectName(QStringLiteral("reviewLadder"));
  connect(ladder_, &ClassLadder::classChosen, this, &ReviewPage::decide);
  right->addWidget(ladder_);
  right->addSpacing(4);
  context_title_ = title("reviewContextTitle");
  right->addWidget(context_title_);
  auto* context = context_box_ = new QWidget(side);
  context->setMinimumHeight(90);
  context_stack_ = new QStackedLayout(context);
  context_ = new ContextView(context);
  context_->setObjectName(QStringLiteral("reviewContext"));
  native_ = new CellImageView(context);
  native_->setObjectName(QStringLiteral("reviewNative"));
  native_->setInteractive(false);
  native_->native();
  context_stack_->addWidget(context_);
  context_stack_->addWidget(native_);
  right->addWidget(context, 1);
  right->addStretch(0);  // takes the room where the context is hidden
  body->addWidget(side);
  outer->addLayout(body, 1);

  for (ContextView* field : {context_, large_})
    connect(field, &ContextView::cellChosen, this, &ReviewPage::showRow);
  connect(image_tools_, &ImageTools::overlaysChanged, this, [this](bool shown) {
    for (ContextView* field : {context_, large_}) field->setOverlays(shown);
  });
  connect(image_, &CellImageView::scaleChanged, this, [this] {
    const QString times = QString::number(image_->scale(), 'g', 2) + QStringLiteral("×");
    scale_->setText(image_->fitted() ? tr("Fitted, %1").arg(times) : times);
  });
  connect(comment_, &QLineEdit::editingFinished, this, &ReviewPage::saveComment);
  connect(comment_, &QLineEdit::returnPressed, this, [this] { setFocus(); });
  return page;
}

void ReviewPage::buildActions() {
  const auto make = [this](const char* name, auto handler) {
    auto* action = new QAction(this);
    action->setObjectName(QLatin1String(name));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, handler);
    addAction(action);
    return action;
  };
  next_action_ = make("reviewNext", [this] { step(1); });
  previous_ = make("reviewPrevious", [this] { step(-1); });
  skip_ = make("reviewSkip", [this] { skip(); });
  flag_ = make("reviewFlag", [this] { toggleFlag(); });
  comment_action_ = make("reviewCommentAction", [this] { startComment(); });
  undo_ = make("reviewUndo", [this] { undoOrRedo(true); });
  take_back_ = make("reviewTakeBack", [this] { undoOrRedo(true); });
  redo_ = make("reviewRedo", [this] { undoOrRedo(false); });
  field_ = make("reviewWholeField", [this] { context_->setWholeField(!context_->wholeField()); });
  compare_ = make("reviewCompare", [this] { compareWithExamples(); });
  large_field_ =
      make("reviewLargeField", [this] { image_stack_->setCurrentIndex(large_field_->isChecked() ? 1 : 0); });
  large_field_->setCheckable(true);
  const std::pair<const char*, Qt::ArrowType> ways[] = {{"reviewNeighbourLeft", Qt::LeftArrow},
                                                        {"reviewNeighbourRight", Qt::RightArrow},
                                                        {"reviewNeighbourUp", Qt::UpArrow},
                                                        {"reviewNeighbourDown", Qt::DownArrow}};
  for (int i = 0; i < 4; ++i)
    neighbours_[i] = make(ways[i].first, [this, way = ways[i].second] { goToNeighbour(way); });
  image_tools_ = new ImageTools(KeyScope::Review, this);
  flag_->setAutoRepeat(false);
  undo_->setAutoRepeat(false);
  take_back_->setAutoRepeat(false);
  redo_->setAutoRepeat(false);
}

void ReviewPage::buildClassActions() {
  qDeleteAll(class_actions_);
  class_actions_.clear();
  KeyMap& keys = KeyMap::instance();
  const auto add = [this](QAction* action) {
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setAutoRepeat(false);  // a key held down decides on one cell
    addAction(action);
    class_actions_ << action;
  };
  if (const SlideSession* session = workspace_.session()) {
    const auto& classes = session->manifest().scheme.classes;
    std::vector<int> order(classes.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
      return classes[static_cast<std::size_t>(a)].order < classes[static_cast<std::size_t>(b)].order;
    });
    for (int c : order) {
      const model::CellClass cellClass = keys.withKey(classes[static_cast<std::size_t>(c)]);
      auto* action = new QAction(classIcon(cellClass), tr("Decide: %1").arg(className(cellClass)), this);
      action->setObjectName(QStringLiteral("reviewClass_") + QString::fromStdString(cellClass.id));
      connect(action, &QAction::triggered, this, [this, c] { decide(c); });
      add(action);
      keys.manageClass(action, c);
    }
    const auto step = [&](const char* id, const QString& text, const QList<QKeySequence>& plain,
                          int (*to)(const model::ClassScheme&, int)) {
      auto* action = new QAction(text, this);
      action->setObjectName(QStringLiteral("review_") + QLatin1String(id));
      connect(action, &QAction::triggered, this, [this, to] {
        if (const SlideSession* now = workspace_.session()) decide(to(now->manifest().scheme, calledNow()));
      });
      add(action);
      keys.manage(action, plain, KeyScope::Review, QLatin1String(id));
    };
    step("classYounger", tr("Decide: one stage younger"), {Qt::Key_Comma}, &model::youngerClass);
    step("classOlder", tr("Decide: one stage older"), {Qt::Key_Period}, &model::olderClass);
  }
  ladder_->rebuild();
  arrange();

  // A plain key is a class's first of all (see KeyMap); what loses it keeps its other one.
  const auto manage = [&](QAction* action, const QList<QKeySequence>& defaults) {
    keys.manage(action, defaults, KeyScope::Review);
  };
  manage(next_action_, {Qt::Key_Right, Qt::Key_Space});
  manage(previous_, {Qt::Key_Left, Qt::SHIFT | Qt::Key_Space});
  manage(skip_, {Qt::Key_S, Qt::Key_Tab});
  manage(flag_, {Qt::Key_F, Qt::CTRL | Qt::Key_B});
  manage(comment_action_, {Qt::Key_C, Qt::Key_F2});
  keys.manage(undo_, {QKeySequence(Qt::CTRL | Qt::Key_Z)}, KeyScope::Review, QStringLiteral("undo"));
  manage(take_back_, {Qt::Key_Backspace});
  keys.manage(redo_, {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)},
              KeyScope::Review, QStringLiteral("redo"));
  manage(field_, {Qt::Key_W, Qt::CTRL | Qt::Key_Period});
  manage(compare_, {Qt::Key_V, Qt::CTRL | Qt::ALT | Qt::Key_V});
  manage(large_field_, {Qt::Key_G, Qt::CTRL | Qt::Key_G});
  const Qt::Key arrows[] = {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down};
  for (int i = 0; i < 4; ++i) manage(neighbours_[i], {QKeyCombination(Qt::AltModifier, arrows[i])});
  const QList<QAction*> bar = bar_->pageActions();
  manage(bar[0], {Qt::Key_O, Qt::CTRL | Qt::SHIFT | Qt::Key_O});
  manage(bar[1], {Qt::Key_A, Qt::CTRL | Qt::SHIFT | Qt::Key_G});
  manage(bar[2], {Qt::CTRL | Qt::SHIFT | Qt::Key_B});
  manage(bar[3], {Qt::CTRL | Qt::SHIFT | Qt::Key_D});
  for (QToolButton* tool : tools_)
    tool->setToolTip(withKeys(tool->defaultAction()->toolTip(), tool->defaultAction()->shortcuts()));
  Q_EMIT pageActionsChanged();
}

bool ReviewPage::low() const {
  return height() < kHeightForExamples;
}

QSize ReviewPage::minimumSizeHint() const {
  return {QWidget::minimumSizeHint().width(), kLeastHeight};
}

void ReviewPage::arrange() {
  for (QWidget* part : std::initializer_list<QWidget*>{context_title_, context_box_})
    part->setVisible(height() >= kHeightForContext);
  for (ExampleStrip* strip : examples_) strip->setVisible(height() >= kHeightForExamples);
  tools_row_->setVisible(!low());
  palette_title_->setVisible(!low());
  ladder_->setCompact(low());
  side_->setFixedWidth(std::clamp(width() * 9 / 25, 400, 560));
  for (ExampleStrip* strip : examples_)
    strip->setFixedHeight(std::clamp(height() / 7, 78, 150) + 2 * (fontMetrics().height() + 4));
}

void ReviewPage::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
  showClasses();
  askForExamples();
}

QList<QAction*> ReviewPage::pageActions() const {
  return QList<QAction*>{next_action_, previous_,      skip_,          flag_,          comment_action_,
                         undo_,        take_back_,     redo_,          field_,         large_field_,
                         compare_,     neighbours_[0], neighbours_[1], neighbours_[2], neighbours_[3]} +
         bar_->pageActions() + image_tools_->toolActions() + class_actions_;
}

void ReviewPage::retranslate() {
  no_slide_->setText(tr("No slide is open. Open one in the worklist, or import a folder of images."));
  to_worklist_->setText(tr("Go to the worklist"));
  to_report_->setText(tr("Go to the report"));
  next_action_->setText(tr("Next cell"));
  next_action_->setIconText(tr("Next"));
  next_action_->setToolTip(tr("Next cell, without deciding"));
  previous_->setText(tr("Previous cell"));
  previous_->setIconText(tr("Previous"));
  previous_->setToolTip(tr("Previous cell, without deciding"));
  skip_->setText(tr("Skip to the next cell to review"));
  skip_->setIconText(tr("Skip"));
  skip_->setToolTip(tr("Leave this cell for later; it comes round again"));
  flag_->setText(tr("Flag or unflag"));
  flag_->setIconText(tr("Flag"));
  comment_action_->setText(tr("Comment"));
  undo_->setText(tr("Undo the last decision"));
  undo_->setIconText(tr("Undo"));
  take_back_->setText(tr("Take the last decision back"));
  redo_->setText(tr("Redo the decision"));
  redo_->setIconText(tr("Redo"));
  image_tools_->retranslate();
  compare_->setText(tr("Compare with the examples"));
  compare_->setIconText(tr("Compare"));
  large_field_->setText(tr("Field in place of the cell"));
  neighbours_[0]->setText(tr("Cell to the left on the field"));
  neighbours_[1]->setText(tr("Cell to the right on the field"));
  neighbours_[2]->setText(tr("Cell above on the field"));
  neighbours_[3]->setText(tr("Cell below on the field"));
  field_->setText(tr("Whole field or surroundings"));
  comment_->setPlaceholderText(tr("Comment"));
  comment_->setAccessibleName(tr("Comment on this cell"));
  comment_->setToolTip(tr("Return keeps the comment, Escape drops the change"));
  likely_title_->setText(tr("Likeliest classes"));
  palette_title_->setText(tr("All classes by lineage, the youngest on top: one key decides"));
  image_->setAccessibleName(tr("Picture of the cell"));
  for (ContextView* field : {context_, large_}) {
    field->setToolTip(tr("Click a cell to go to it, elsewhere for the whole field or the surroundings"));
    field->setAccessibleName(tr("Field of the cell"));
  }
  native_->setAccessibleName(tr("Picture of the cell at native size"));
}

void ReviewPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    buildClassActions();
    refresh();
  }
  QWidget::changeEvent(event);
}

void ReviewPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (stale_) rebuildOrder();
  if (row_ < 0) setCurrent(nextToReview(-1));
  refresh();
  setFocus();
}

void ReviewPage::hideEvent(QHideEvent* event) {
  saveComment();  // also when the window closes
  QWidget::hideEvent(event);
}

void ReviewPage::follow() {
  stopWaiting();
  comment_row_ = -1;
  row_ = -1;
  if (SlideSession* session = workspace_.session()) {
    disconnect(session, nullptr, this, nullptr);
    connect(session, &SlideSession::cellsChanged, this, &ReviewPage::onCellsChanged);
    connect(session, &SlideSession::cellsReset, this, &ReviewPage::resort);
    connect(session, &SlideSession::classesChanged, this, &ReviewPage::buildClassActions);
    connect(session, &SlideSession::thresholdsChanged, this, [this] {
      if (!thresholds_->isActive()) thresholds_->start();
    });
    connect(session, &SlideSession::slideChanged, this, &ReviewPage::showProgress);
    connect(session, &SlideSession::undoChanged, this, &ReviewPage::showProgress);
  }
  buildClassActions();
  rebuildOrder();
  const int first = nextToReview(-1);
  row_ = -2;  // so that the first is announced, even when it is none
  setCurrent(first);
}

void ReviewPage::resort() {
  if (!isVisible()) {
    stale_ = true;
    return;
  }
  rebuildOrder();
  if (row_ < 0 && waiting_ == Waiting::No) setCurrent(nextToReview(-1));
  refresh();
}

// --- the queue ------------------------------------------------------------------------------------

void ReviewPage::rebuildOrder() {
  stale_ = false;
  order_.clear();
  decided_ = 0;
  const SlideSession* session = workspace_.session();
  if (!session) return;
  for (int row = 0; row < static_cast<int>(session->cells().size()); ++row) {
    if (queue_->wasAsked(row)) order_.push_back(row);
  }
  std::sort(order_.begin(), order_.end(), [&](int a, int b) {
    return cellAt(*session, a).review->event < cellAt(*session, b).review->event;
  });
  decided_ = order_.size();
  const std::vector<int> queue = queue_->waiting(static_cast<int>(decided_));
  order_.insert(order_.end(), queue.begin(), queue.end());
}

int ReviewPage::left() const {
  return static_cast<int>(order_.size() - decided_);
}

int ReviewPage::nextToReview(int after) const {
  const auto first = order_.begin() + static_cast<std::ptrdiff_t>(decided_);
  if (first == order_.end()) return -1;
  const auto at = std::find(first, order_.end(), after);
  if (at == order_.end() || at + 1 == order_.end()) return *first;
  return *(at + 1);
}

void ReviewPage::onCellsChanged(const QList<int>& rows) {
  SlideSession* session = workspace_.session();
  if (!isVisible() && waiting_ == Waiting::No) {
    stale_ = true;
    if (rows.contains(row_)) refresh();
    return;
  }
  rebuildOrder();
  if (waiting_ == Waiting::ForDecision && rows.contains(row_) && cellAt(*session, row_).review &&
      session->classOf(row_) == expected_class_) {
    const bool open = std::find(order_.begin() + static_cast<std::ptrdiff_t>(decided_), order_.end(),
                                next_) != order_.end();
    waiting_ = Waiting::No;
    watchdog_->stop();
    showBlindAnswer(answered_blind_ ? row_ : -1);
    setCurrent(open ? next_ : nextToReview(-1));
    replayTyped();
    return;
  }
  if (waiting_ == Waiting::ForUndo) {
    const std::vector<Said> now = said();
    const auto changed = std::find_if(rows.begin(), rows.end(), [&](int row) {
      const auto i = static_cast<std::size_t>(row);
      return i >= before_undo_.size() || !(now[i] == before_undo_[i]);
    });
    if (changed != rows.end()) {
      waiting_ = Waiting::No;
      watchdog_->stop();
      setCurrent(*changed);
      replayTyped();
      return;
    }
  }
  if (row_ < 0 && waiting_ == Waiting::No) setCurrent(nextToReview(-1));
  refresh();
}

void ReviewPage::decide(int classIndex) {
  SlideSession* session = workspace_.session();
  // While one decision is being written, a click or a menu is meant for the cell that is still seen.
  if (!session || row_ < 0 || classIndex < 0 || waiting_ != Waiting::No) return;
  saveComment();
  waiting_ = Waiting::ForDecision;
  expected_class_ = classIndex;
  next_ = nextToReview(row_);
  if (next_ == row_) next_ = -1;
  answered_blind_ = blind();
  const QList<int> group = bar_->chosenRows();
  std::vector<int> rows{row_};
  if (!group.isEmpty()) rows.assign(group.begin(), group.end());
  session->decide(rows, classIndex, queue_->originOf(row_), !answered_blind_);
  bar_->showGroup(false);
  watchdog_->start();
  showClasses();  // the key answers at once
}

bool ReviewPage::blind() const {
  return row_ >= 0 && queue_->blind(row_);
}

// What the model had said, once the answer is on disk. It does not stop the flow: looking back changes it.
void ReviewPage::showBlindAnswer(int row) {
  blind_answer_->setVisible(row >= 0);
  if (row < 0) return;
  const SlideSession& session = *workspace_.session();
  const auto& classes = session.manifest().scheme.classes;
  const auto named = [&](int c) {
    return c < 0 ? tr("nothing") : inSentence(className(classes[static_cast<std::size_t>(c)]));
  };
  const int said = session.classOf(row), model = session.predictedClassOf(row);
  blind_answer_->setText(said == model
                             ? tr("The cell before: you and the model say %1.").arg(named(said))
                             : tr("The cell before: you said %1, the model says %2. Previous looks again.")
                                   .arg(named(said), named(model)));
}

// What the steps along the ladder start from. While the model's opinion is withheld, only an expert's counts.
int ReviewPage::calledNow() const {
  const SlideSession* session = workspace_.session();
  if (!session || row_ < 0 || (blind() && !cellAt(*session, row_).review)) return -1;
  return session->classOf(row_);
}

void ReviewPage::undoOrRedo(bool undo) {
  SlideSession* session = workspace_.session();
  if (!session || waiting_ != Waiting::No || !(undo ? session->canUndo() : session->canRedo())) return;
  saveComment();
  waiting_ = Waiting::ForUndo;
  before_undo_ = said();
  undo ? session->undo() : session->redo();
  watchdog_->start();
}

std::vector<ReviewPage::Said> ReviewPage::said() const {
  std::vector<Said> all;
  all.reserve(workspace_.session()->cells().size());
  for (const auto& cell : workspace_.session()->cells())
    all.push_back({cell.review ? cell.review->event : 0, cell.flagged, cell.comment});
  return all;
}

void ReviewPage::stopWaiting() {
  waiting_ = Waiting::No;
  watchdog_->stop();
  typed_.clear();
}

void ReviewPage::step(int direction) {
  if (waiting_ != Waiting::No || order_.empty()) return;
  const auto at = std::find(order_.begin(), order_.end(), row_);
  if (at == order_.end()) {
    // A cell from elsewhere, or the end: on to what is left, back to what was decided last.
    if (direction > 0) return setCurrent(nextToReview(-1));
    if (decided_ > 0) setCurrent(order_[decided_ - 1]);
    return;
  }
  if (direction < 0 ? at == order_.begin() : at + 1 == order_.end()) {
    if (direction > 0 && left() == 0) setCurrent(-1);
    return;
  }
  setCurrent(*(at + direction));
}

void ReviewPage::skip() {
  if (waiting_ != Waiting::No) return;
  setCurrent(nextToReview(row_));
}

// The examples of both likely classes by turns, so that each is there however few are wanted.
void ReviewPage::compareWithExamples() {
  if (row_ < 0 || blind()) return;
  QList<int> rows{row_};
  QList<ReferenceCell> references;
  for (std::size_t i = 0; i < ExampleStrip::kExamples; ++i)
    for (const ExampleStrip* strip : examples_)
      if (i < strip->rows().size() && !rows.contains(strip->rows()[i])) rows << strip->rows()[i];
  for (std::size_t i = 0; i < ExampleStrip::kExamples; ++i)
    for (const ExampleStrip* strip : examples_)
      if (i < strip->references().size()) references << strip->references()[i];
  // What experts confirmed elsewhere is worth more than a sixth of the model's own.
  while (!references.isEmpty() && rows.size() > 4) rows.removeLast();
  Q_EMIT compareRequested(rows, references);
}

// Looks at another cell of the field; decides nothing.
void ReviewPage::goToNeighbour(Qt::ArrowType direction) {
  if (waiting_ != Waiting::No || row_ < 0) return;
  if (const int row = neighbourCell(context_->cells(), row_, direction); row >= 0) showRow(row);
}

void ReviewPage::toggleFlag() {
  if (SlideSession* session = workspace_.session(); session && row_ >= 0 && waiting_ == Waiting::No)
    session->setFlagged({row_}, !cellAt(*session, row_).flagged);
}

// --- comment --------------------------------------------------------------------------------------

void ReviewPage::startComment() {
  if (row_ < 0) return;
  comment_->setFocus(Qt::ShortcutFocusReason);
  comment_->end(false);
}

void ReviewPage::saveComment() {
  SlideSession* session = workspace_.session();
  const QString text = comment_->text().trimmed();
  if (!session || comment_row_ < 0 || text == comment_loaded_) return;
  comment_loaded_ = text;
  session->setComment(comment_row_, text);
}

bool ReviewPage::eventFilter(QObject* watched, QEvent* event) {
  if (watched == comment_) {
    // While a comment is typed, no key of the page means anything but text.
    if (event->type() == QEvent::ShortcutOverride) {
      const auto* key = static_cast<QKeyEvent*>(event);
      const QKeySequence sequence(
          QKeyCombination(key->modifiers() & ~Qt::KeypadModifier, Qt::Key(key->key())));
      const auto mine = actions();
      const bool ours = std::any_of(mine.begin(), mine.end(), [&](const QAction* action) {
        return action->shortcuts().contains(sequence);
      });
      if (ours || key->key() == Qt::Key_Escape) {
        event->accept();
        return true;
      }
    } else if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
      comment_->setText(comment_loaded_);
      setFocus();
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

// --- keys -----------------------------------------------------------------------------------------

bool ReviewPage::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && waiting_ != Waiting::No) {
    event->accept();  // becomes a key press, which is kept
    return true;
  }
  if (event->type() == QEvent::KeyPress && waiting_ != Waiting::No) {
    keyPressEvent(static_cast<QKeyEvent*>(event));  // before Tab is taken for moving the focus
    return true;
  }
  return QWidget::event(event);
}

void ReviewPage::keyPressEvent(QKeyEvent* event) {
  if (waiting_ == Waiting::No) return QWidget::keyPressEvent(event);
  event->accept();
  const bool modifierAlone = event->key() == Qt::Key_Shift || event->key() == Qt::Key_Control ||
                             event->key() == Qt::Key_Alt || event->key() == Qt::Key_Meta;
  if (modifierAlone || event->isAutoRepeat()) return;
  typed_ << Typed{event->key(), event->modifiers(), event->text()};
}

void ReviewPage::replayTyped() {
  while (!typed_.isEmpty() && waiting_ == Waiting::No) {
    const Typed typed = typed_.takeFirst();
    if (window()->focusWidget() == comment_) {
      QKeyEvent press(QEvent::KeyPress, typed.key, typed.modifiers, typed.text);
      QCoreApplication::sendEvent(comment_, &press);
      continue;
    }
    const auto modifiers = typed.modifiers & ~Qt::KeypadModifier;
    const QKeySequence exact(QKeyCombination(modifiers, Qt::Key(typed.key)));
    // Signs that need Shift on this keyboard are written without it.
    const QKeySequence unshifted(QKeyCombination(modifiers & ~Qt::ShiftModifier, Qt::Key(typed.key)));
    const bool sign = typed.key > Qt::Key_Space && typed.key < Qt::Key_A;
    QAction* match = nullptr;
    for (QAction* action : actions()) {
      if (!action->isEnabled()) continue;
      if (action->shortcuts().contains(exact)) {
        match = action;
        break;
      }
      if (!match && sign && action->shortcuts().contains(unshifted)) match = action;
    }
    if (match) match->trigger();
  }
}

void ReviewPage::mousePressEvent(QMouseEvent* event) {
  setFocus();  // a click beside the comment ends it
  QWidget::mousePressEvent(event);
}

// --- what is shown --------------------------------------------------------------------------------

void ReviewPage::showRow(int row) {
  const SlideSession* session = workspace_.session();
  if (!session || row >= static_cast<int>(session->cells().size())) return;
  stopWaiting();
  if (stale_) rebuildOrder();
  setCurrent(row < 0 ? nextToReview(-1) : row);
}

void ReviewPage::setCurrent(int row) {
  if (row == row_) return refresh();
  saveComment();
  row_ = row;
  bar_->setRow(row);
  comment_row_ = -1;  // refresh loads this cell's
  refresh();
  prefetch();
  Q_EMIT currentRowChanged(row_);
}

void ReviewPage::refresh() {
  const SlideSession* session = workspace_.session();
  showProgress();
  if (!session || row_ < 0) {
    comment_row_ = -1;
    stack_->setCurrentIndex(session ? 1 : 0);
    image_->setImage({});
    return;
  }
  stack_->setCurrentIndex(2);
  const auto& cell = cellAt(*session, row_);
  const CellState state = session->stateOf(row_);
  state_icon_->setIcon(stateIcon(state));
  const QString why = cell.failure.isEmpty() ? reasonText(*session, row_) : cell.failure;
  QString text = stateText(state);
  if (cell.review) {
    const int c = session->classOf(row_);
    if (c >= 0)
      text +=
          QStringLiteral(": ") + className(session->manifest().scheme.classes[static_cast<std::size_t>(c)]);
    if (!why.isEmpty()) text += tr(" (the model: %1)").arg(why);
  } else if (!why.isEmpty()) {
    text += QStringLiteral(": ") + why;
  }
  const bool hidden = blind();
  if (hidden) {
    state_icon_->setIcon(stateIcon(CellState::Rejected));
    text = stateText(CellState::Rejected);
  }
  reason_->setText(text);
  reason_->setToolTip(hidden ? QString() : formulaText(*session, row_));
  // The line stays while cells change, so that the picture keeps its place.
  const bool withAttributes = session->manifest().attributes.has_value();
  attributes_->setVisible(withAttributes);
  disagreement_->setVisible(withAttributes);
  attributes_->setText(hidden ? QString() : attributeLine(*session, row_));
  disagreement_->setText(hidden ? QString() : disagreementText(*session, row_));
  for (QLabel* label : {attributes_, disagreement_})
    label->setToolTip(hidden ? QString() : attributeDetails(*session, row_));
  flagged_->setText(cell.flagged ? tr("Flagged") : QString());

  const bool otherRow = comment_row_ != row_;
  if (otherRow || window()->focusWidget() != comment_) {
    comment_row_ = row_;
    comment_loaded_ = cell.comment;
    if (comment_->text() != cell.comment) comment_->setText(cell.comment);
  }
  showClasses();
  showImages();
}

void ReviewPage::showClasses() {
  const SlideSession* session = workspace_.session();
  // The keys change before this page follows to another slide, where its cell may not be.
  if (!session || row_ < 0 || row_ >= static_cast<int>(session->cells().size())) return;
  const auto& cell = cellAt(*session, row_);
  const auto& classes = session->manifest().scheme.classes;
  std::vector<float> memberships;
  const bool shown = cell.prediction && !blind();
  if (shown) memberships = cell.prediction->memberships;
  memberships.resize(shown ? static_cast<std::size_t>(session->modelClasses()) : 0);
  std::vector<int> order(memberships.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return memberships[static_cast<std::size_t>(a)] > memberships[static_cast<std::size_t>(b)];
  });
  const int chosen = waiting_ == Waiting::ForDecision ? expected_class_
                     : cell.review                    ? session->classOf(row_)
                                                      : -1;

  likely_title_->setVisible((!order.empty() || blind()) && !low());
  likely_title_->setText(blind() ? tr("Hidden until you answer: what the model says")
                                 : tr("Likeliest classes"));
  for (std::size_t i = 0; i < 3; ++i) {
    likely_[i]->setVisible(i < order.size() && (i == 0 || !low()));
    if (i >= order.size()) continue;
    const int c = order[i];
    likely_[i]->setClass(c, KeyMap::instance().withKey(classes[static_cast<std::size_t>(c)]),
                         memberships[static_cast<std::size_t>(c)]);
    likely_[i]->setLikely(i < 2);
    likely_[i]->setChosen(c == chosen);
  }
  const std::vector<int> likely(order.begin(),
                                order.begin() + std::min<std::ptrdiff_t>(2, std::ssize(order)));
  ladder_->setCell({memberships, likely, chosen, calledNow()});
  for (std::size_t i = 0; i < 2; ++i) {
    const int c = i < order.size() ? order[i] : -1;
    examples_[i]->setClass(c, row_);
  }
  askForExamples();
}

void ReviewPage::askForExamples() {
  if (!isVisible()) return;
  std::vector<int> wanted;
  for (const ExampleStrip* strip : examples_)
    wanted.insert(wanted.end(), strip->rows().begin(), strip->rows().end());
  workspace_.images()->setWanted(wanted, examples_[0]->pictureSide());
}

void ReviewPage::showImages() {
  const SlideSession* session = workspace_.session();
  if (!session || row_ < 0) return;
  CellImageProvider* images = workspace_.images();
  const QImage crop = images->crop(row_);
  image_->setImage(crop);
  const auto* record = imageOf(*session, row_);
  const bool onField = record && record->kind == casebook::ImageKind::Field;
  const double micrometres = session->slide().micrometresPerPixel;
  image_->setMicrometresPerPixel(micrometres);
  for (QAction* action :
       {field_, large_field_, neighbours_[0], neighbours_[1], neighbours_[2], neighbours_[3]})
    action->setEnabled(onField);
  image_stack_->setCurrentIndex(onField && large_field_->isChecked() ? 1 : 0);
  context_stack_->setCurrentIndex(onField ? 0 : 1);
  if (onField) {
    context_title_->setText(tr("On its field, %1").arg(record->fileName));
    const QImage field = images->field(row_);
    std::vector<FieldCell> cells = cellsOnField(*session, row_);
    for (FieldCell& cell : cells) {
      if (!queue_->blind(cell.row)) continue;
      cell.label.clear();
      cell.state = CellState::Rejected;  // an accepted cell that the audit asks about looks like the others
    }
    for (ContextView* view : {context_, large_}) {
      view->setMicrometresPerPixel(micrometres);
      view->setField(field, cells, row_);
    }
  } else {
    context_title_->setText(record ? tr("Native size, %1").arg(record->fileName) : tr("Native size"));
    native_->setImage(crop);
  }
  // Elided by hand: a long name must not widen the column.
  context_title_->setToolTip(context_title_->text());
  context_title_->setText(
      context_title_->fontMetrics().elidedText(context_title_->text(), Qt::ElideMiddle, side_->width() - 14));
}

void ReviewPage::showProgress() {
  const SlideSession* session = workspace_.session();
  const int total = static_cast<int>(order_.size());
  counter_->setText(tr("%1 of %2 left").arg(locale().toString(left()), locale().toString(total)));
  progress_->setRange(0, std::max(1, total));
  progress_->setValue(static_cast<int>(decided_));
  for (QAction* action : {undo_, take_back_}) action->setEnabled(session && session->canUndo());
  redo_->setEnabled(session && session->canRedo());
  for (QAction* action : {flag_, comment_action_, compare_}) action->setEnabled(session && row_ >= 0);
  for (QAction* action : class_actions_) action->setEnabled(session && row_ >= 0);
  if (!session || row_ >= 0) return;

  const auto& slide = session->slide();
  if (slide.cells > 0 && slide.classified == 0) {
    done_->setText(tr("The model has not read this slide yet"));
    done_hint_->setText(tr("Cells that it is unsure of appear here as soon as it has."));
    to_report_->hide();
  } else if (slide.state() == casebook::SlideState::Classifying) {
    done_->setText(tr("Nothing to review so far"));
    done_hint_->setText(tr("The model has read %1 of %2 cells.")
                            .arg(locale().toString(slide.classified), locale().toString(slide.cells)));
    to_report_->hide();
  } else if (total == 0) {
    done_->setText(tr("No cell needs review"));
    done_hint_->setText(tr("The model accepted every cell at the present thresholds."));
    to_report_->show();
  } else {
    done_->setText(tr("All cells reviewed"));
    done_hint_->setText(tr("The left arrow looks back; undo takes the last decision back.") +
                        QLatin1Char('\n') + queue_->limitsInWords());
    to_report_->show();
  }
}

void ReviewPage::prefetch() {
  std::vector<int> rows;
  int row = row_;
  for (int i = 0; i < kPrefetch; ++i) {
    row = nextToReview(row);
    if (row < 0 || row == row_ || std::find(rows.begin(), rows.end(), row) != rows.end()) break;
    rows.push_back(row);
  }
  workspace_.images()->prefetch(rows);
}

}  // namespace cellwise::ui
