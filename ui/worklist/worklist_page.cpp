#include "worklist/worklist_page.h"

#include <QAction>
#include <QDialog>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "bridge/slide_notes.h"
#include "bridge/workspace.h"
#include "keyboard/key_map.h"
#include "style/theme.h"
#include "worklist/slide_notes_bar.h"
#include "worklist/slide_state.h"
#include "worklist/slide_table_model.h"

namespace cellwise::ui {
namespace {

constexpr int kMarkSide = 14;
const QString kColumnsKey = QStringLiteral("worklist/columnsAndNotes");

// The state's mark before its text.
class StateDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const override {
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const auto* proxy = qobject_cast<const QSortFilterProxyModel*>(index.model());
    const auto* model = proxy ? qobject_cast<const SlideTableModel*>(proxy->sourceModel()) : nullptr;
    // Room for the mark: an empty decoration of its size.
    QPixmap blank(kMarkSide, kMarkSide);
    blank.fill(Qt::transparent);
    option.features |= QStyleOptionViewItem::HasDecoration;
    option.icon = QIcon(blank);
    option.decorationSize = QSize(kMarkSide, kMarkSide);
    const QStyle* style = option.widget->style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
    if (!model) return;
    const int row = proxy->mapToSource(index).row();
    const QRect place = style->subElementRect(QStyle::SE_ItemViewItemDecoration, &option, option.widget);
    const auto role = option.state & QStyle::State_Selected ? QPalette::HighlightedText : QPalette::Text;
    const auto group = option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    paintSlideStateMark(*painter, place, model->slide(row), model->progress(row),
                        option.palette.color(group, role));
  }
};

// Down from the search goes to the table: no mouse is needed.
class SearchLine : public QLineEdit {
 public:
  using QLineEdit::QLineEdit;
  QWidget* below = nullptr;

 protected:
  void keyPressEvent(QKeyEvent* event) override {
    if (event->key() == Qt::Key_Down && below) {
      below->setFocus(Qt::OtherFocusReason);
    } else if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
      clear();
    } else {
      QLineEdit::keyPressEvent(event);
    }
  }
};

}  // namespace

struct WorklistPage::Impl {
  explicit Impl(Workspace& w) : workspace(w) {}

  Workspace& workspace;
  SlideTableModel* model = nullptr;
  QSortFilterProxyModel* proxy = nullptr;
  QStackedWidget* stack = nullptr;
  SearchLine* search = nullptr;
  QLabel* count = nullptr;
  QToolButton* import = nullptr;
  QTableView* table = nullptr;
  SlideNotesBar* notes = nullptr;
  QLabel* empty_title = nullptr;
  QLabel* empty_text = nullptr;
  QPushButton* empty_import = nullptr;
  QPushButton* empty_demo = nullptr;
  QAction* open = nullptr;
  QAction* find = nullptr;
  QAction* classify = nullptr;
  QAction* rename = nullptr;
  QAction* comment = nullptr;
  QAction* tag = nullptr;
  QAction* undo = nullptr;
  QAction* redo = nullptr;
  casebook::Id kept = 0;  // selected before a reset

  void showState() {
    stack->setCurrentIndex(model->rowCount() == 0 ? 1 : 0);
    const int all = model->rowCount(), shown = proxy->rowCount();
    count->setText(shown == all ? WorklistPage::tr("%n slides", nullptr, all)
                                : WorklistPage::tr("%1 of %n slides", nullptr, all).arg(shown));
  }
  casebook::Id selected() const {
    const QModelIndex index = table->currentIndex();
    return index.isValid() ? index.data(SlideTableModel::IdRole).toLongLong() : 0;
  }
  void enable() {
    notes->setSlide(selected());
    for (QAction* action : {comment, tag}) action->setEnabled(selected() != 0);
    undo->setEnabled(workspace.notes()->canUndo());
    redo->setEnabled(workspace.notes()->canRedo());
  }
  // The sample's identifier and the slide's title, for the selected slide.
  void askNames(WorklistPage& page) {
    const casebook::Id id = page.selectedSlide();
    const auto& slides = workspace.slides();
    const auto slide = std::find_if(slides.begin(), slides.end(), [&](const auto& s) { return s.id == id; });
    if (slide == slides.end()) return;
    auto* dialog = new QDialog(&page);
    dialog->setObjectName(QStringLiteral("renameDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(WorklistPage::tr("Rename slide"));
    auto* sample = new QLineEdit(slide->sampleId);
    sample->setObjectName(QStringLiteral("renameSample"));
    auto* title = new QLineEdit(slide->title);
    title->setObjectName(QStringLiteral("renameTitle"));
    auto* form = new QFormLayout;
    form->addRow(WorklistPage::tr("&Sample or patient"), sample);
    form->addRow(WorklistPage::tr("&Title"), title);
    auto* note = new QLabel(
        WorklistPage::tr("The audit log keeps the earlier names; signed reports stay as they are."));
    note->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    auto* layout = new QVBoxLayout(dialog);
    layout->addLayout(form);
    layout->addWidget(note);
    layout->addWidget(buttons);
    QObject::connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    QObject::connect(dialog, &QDialog::accepted, dialog, [this, id, sample, title] {
      workspace.renameSlide(id, sample->text().trimmed(), title->text().trimmed());
    });
    dialog->resize(420, dialog->sizeHint().height());
    dialog->open();
  }
  void retranslate() {
    search->setPlaceholderText(WorklistPage::tr("Search sample, slide, state, tag or comment"));
    import->setText(WorklistPage::tr("Import…"));
    empty_title->setText(WorklistPage::tr("No slides yet"));
    empty_text->setText(WorklistPage::tr(
        "Import a folder of images, of single cells or of whole fields of view: drop it here, or choose it.\n"
        "Or look around first with a drawn film."));
    empty_import->setText(WorklistPage::tr("Import a folder…"));
    empty_demo->setText(WorklistPage::tr("Open the demonstration slide"));
    open->setText(WorklistPage::tr("Open slide"));
    find->setText(WorklistPage::tr("Find a slide"));
    classify->setText(WorklistPage::tr("Read with the model in use"));
    rename->setText(WorklistPage::tr("Rename slide…"));
    comment->setText(WorklistPage::tr("Comment on the slide"));
    tag->setText(WorklistPage::tr("Tag the slide"));
    undo->setText(WorklistPage::tr("Undo the last comment or tag"));
    redo->setText(WorklistPage::tr("Redo the comment or tag"));
    table->setAccessibleName(WorklistPage::tr("Slides"));
    model->retranslate();
    showState();
  }
};

WorklistPage::WorklistPage(Workspace& workspace, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(workspace)) {
  auto& d = *impl_;
  setObjectName(QStringLiteral("worklistPage"));
  d.model = new SlideTableModel(workspace, this);
  d.proxy = new QSortFilterProxyModel(this);
  d.proxy->setSourceModel(d.model);
  d.proxy->setSortRole(SlideTableModel::SortRole);
  d.proxy->setSortCaseSensitivity(Qt::CaseInsensitive);
  d.proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
  d.proxy->setFilterKeyColumn(-1);

  d.search = new SearchLine;
  d.search->setObjectName(QStringLiteral("worklistSearch"));
  d.search->setClearButtonEnabled(true);
  d.search->setMaximumWidth(360);
  d.count = new QLabel;
  d.import = new QToolButton;
  d.import->setObjectName(QStringLiteral("worklistImport"));
  d.import->setToolButtonStyle(Qt::ToolButtonTextOnly);
  d.import->setPopupMode(QToolButton::MenuButtonPopup);
  d.import->setFocusPolicy(Qt::TabFocus);

  d.table = new QTableView;
  d.table->setObjectName(QStringLiteral("worklistTable"));
  d.search->below = d.table;
  d.table->setModel(d.proxy);
  d.table->setItemDelegateForColumn(SlideTableModel::State, new StateDelegate(d.table));
  d.table->setSelectionBehavior(QAbstractItemView::SelectRows);
  d.table->setSelectionMode(QAbstractItemView::SingleSelection);
  d.table->setSortingEnabled(true);
  d.table->sortByColumn(SlideTableModel::Date, Qt::DescendingOrder);
  d.table->setShowGrid(false);
  d.table->setAlternatingRowColors(true);
  d.table->setTabKeyNavigation(false);
  d.table->setWordWrap(false);
  d.table->setFrameShape(QFrame::NoFrame);
  d.table->setFont(tabularFont(d.table->font()));
  d.table->verticalHeader()->hide();
  d.table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 11);
  auto* header = d.table->horizontalHeader();
  header->setHighlightSections(false);
  header->setSectionResizeMode(QHeaderView::Interactive);
  const int digit = fontMetrics().averageCharWidth();
  header->resizeSection(SlideTableModel::Sample, 22 * digit);
  header->resizeSection(SlideTableModel::Title, 34 * digit);
  header->resizeSection(SlideTableModel::Date, 22 * digit);
  header->resizeSection(SlideTableModel::Cells, 10 * digit);
  header->resizeSection(SlideTableModel::State, 30 * digit);
  header->resizeSection(SlideTableModel::Tags, 24 * digit);
  header->setStretchLastSection(true);
  header->restoreState(QSettings().value(kColumnsKey).toByteArray());

  auto* tools = new QHBoxLayout;
  tools->addWidget(d.search);
  tools->addWidget(d.count);
  tools->addStretch();
  tools->addWidget(d.import);
  auto* list = new QWidget;
  auto* list_layout = new QVBoxLayout(list);
  list_layout->setContentsMargins(8, 8, 8, 0);
  list_layout->addLayout(tools);
  list_layout->addWidget(d.table);
  d.notes = new SlideNotesBar(workspace);
  list_layout->addWidget(d.notes);

  d.empty_title = new QLabel;
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.5);
  d.empty_title->setFont(large);
  d.empty_text = new QLabel;
  d.empty_text->setAlignment(Qt::AlignCenter);
  d.empty_import = new QPushButton;
  d.empty_import->setObjectName(QStringLiteral("emptyImport"));
  d.empty_demo = new QPushButton;
  d.empty_demo->setObjectName(QStringLiteral("emptyDemonstration"));
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(d.empty_import);
  buttons->addWidget(d.empty_demo);
  buttons->addStretch();
  auto* empty = new QWidget;
  auto* empty_layout = new QVBoxLayout(empty);
  empty_layout->addStretch(2);
  empty_layout->addWidget(d.empty_title, 0, Qt::AlignCenter);
  empty_layout->addSpacing(6);
  empty_layout->addWidget(d.empty_text, 0, Qt::AlignCenter);
  empty_layout->addSpacing(10);
  empty_layout->addLayout(buttons);
  empty_layout->addStretch(3);

  d.stack = new QStackedWidget;
  d.stack->addWidget(list);
  d.stack->addWidget(empty);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(d.stack);

  d.open = new QAction(this);
  d.open->setShortcuts({QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)});
  d.find = new QAction(this);
  d.find->setShortcut(QKeySequence::Find);
  d.classify = new QAction(this);
  d.rename = new QAction(this);
  d.rename->setObjectName(QStringLiteral("renameSlide"));
  d.rename->setShortcut(QKeySequence(Qt::Key_F2));
  d.comment = new QAction(this);
  d.comment->setObjectName(QStringLiteral("slideComment"));
  d.tag = new QAction(this);
  d.tag->setObjectName(QStringLiteral("slideTag"));
  d.undo = new QAction(this);
  d.undo->setObjectName(QStringLiteral("slideUndo"));
  d.redo = new QAction(this);
  d.redo->setObjectName(QStringLiteral("slideRedo"));
  for (auto* action : {d.open, d.find, d.classify, d.rename, d.comment, d.tag, d.undo, d.redo}) {
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
  }
  KeyMap& keys = KeyMap::instance();
  keys.manage(d.comment, {Qt::Key_C}, KeyScope::Worklist);
  keys.manage(d.tag, {Qt::CTRL | Qt::Key_T}, KeyScope::Worklist);
  keys.manage(d.undo, {Qt::CTRL | Qt::Key_Z}, KeyScope::Worklist, QStringLiteral("undo"));
  keys.manage(d.redo, {Qt::CTRL | Qt::SHIFT | Qt::Key_Z, Qt::CTRL | Qt::Key_Y}, KeyScope::Worklist,
              QStringLiteral("redo"));
  connect(d.open, &QAction::triggered, this, [this] {
    if (selectedSlide() != 0) Q_EMIT openRequested(selectedSlide());
  });
  connect(d.table, &QTableView::doubleClicked, this, [this] {
    if (selectedSlide() != 0) Q_EMIT openRequested(selectedSlide());
  });
  connect(d.find, &QAction::triggered, this, [this] {
    impl_->search->setFocus(Qt::ShortcutFocusReason);
    impl_->search->selectAll();
  });
  connect(d.classify, &QAction::triggered, this, [this] {
    if (selectedSlide() != 0) impl_->workspace.classify(selectedSlide());
  });
  connect(d.rename, &QAction::triggered, this, [this] { impl_->askNames(*this); });
  connect(d.comment, &QAction::triggered, d.notes, &SlideNotesBar::startComment);
  connect(d.tag, &QAction::triggered, d.notes, &SlideNotesBar::startTag);
  connect(d.undo, &QAction::triggered, workspace.notes(), &SlideNotes::undo);
  connect(d.redo, &QAction::triggered, workspace.notes(), &SlideNotes::redo);
  connect(d.notes, &SlideNotesBar::left, d.table, [this] { impl_->table->setFocus(Qt::OtherFocusReason); });
  connect(workspace.notes(), &SlideNotes::changed, this, [this] { impl_->enable(); });
  connect(d.table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] { impl_->enable(); });
  for (QAbstractButton* button : std::initializer_list<QAbstractButton*>{d.import, d.empty_import}) {
    connect(button, &QAbstractButton::clicked, this, &WorklistPage::importRequested);
  }
  connect(d.empty_demo, &QPushButton::clicked, this, &WorklistPage::demonstrationRequested);
  connect(d.search, &QLineEdit::textChanged, this, [this](const QString& text) {
    impl_->proxy->setFilterFixedString(text.trimmed());
    if (selectedSlide() == 0 && impl_->proxy->rowCount() > 0) impl_->table->selectRow(0);
    impl_->showState();
  });
  connect(header, &QHeaderView::sectionResized, this,
          [header] { QSettings().setValue(kColumnsKey, header->saveState()); });
  connect(header, &QHeaderView::sortIndicatorChanged, this,
          [header] { QSettings().setValue(kColumnsKey, header->saveState()); });
  connect(d.model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { impl_->kept = selectedSlide(); });
  connect(d.model, &QAbstractItemModel::modelReset, this, [this] {
    selectSlide(impl_->kept);
    if (selectedSlide() == 0 && impl_->proxy->rowCount() > 0) impl_->table->selectRow(0);
    impl_->showState();
    impl_->enable();
  });
  d.retranslate();
  if (d.proxy->rowCount() > 0) d.table->selectRow(0);
  d.enable();
  setFocusProxy(d.table);
}

WorklistPage::~WorklistPage() = default;

QList<QAction*> WorklistPage::pageActions() const {
  return {impl_->open,    impl_->find, impl_->classify, impl_->rename,
          impl_->comment, impl_->tag,  impl_->undo,     impl_->redo};
}

void WorklistPage::setImportActions(const QList<QAction*>& actions) {
  impl_->import->addActions(actions);
}

casebook::Id WorklistPage::selectedSlide() const {
  return impl_->selected();
}

void WorklistPage::selectSlide(casebook::Id slide) {
  for (int row = 0; slide != 0 && row < impl_->proxy->rowCount(); ++row) {
    if (impl_->proxy->index(row, 0).data(SlideTableModel::IdRole).toLongLong() == slide) {
      impl_->table->selectRow(row);
      return;
    }
  }
}

void WorklistPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) impl_->retranslate();
  QWidget::changeEvent(event);
}

}  // namespace cellwise::ui
