#include "shell/main_window.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDialogButtonBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPainter>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QStatusBar>
#include <QTextBrowser>
#include <QToolButton>
#include <QVBoxLayout>

#include "atlas/atlas_dialog.h"
#include "bridge/exporter.h"
#include "bridge/people.h"
#include "bridge/quality_desk.h"
#include "bridge/slide_notes.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "classes/classes_dialog.h"
#include "export/export_dialog.h"
#include "field/field_editor.h"
#include "finder/find_dialog.h"
#include "gallery/gallery_page.h"
#include "inspector/inspector_panel.h"
#include "keyboard/key_map.h"
#include "keyboard/keyboard_dialog.h"
#include "limits/limits_dialog.h"
#include "models/models_dialog.h"
#include "people/agreement_dialog.h"
#include "people/audit_dialog.h"
#include "people/idle_lock.h"
#include "people/people_dialog.h"
#include "people/reading_bar.h"
#include "people/sign_in_screen.h"
#include "people/words.h"
#include "quality/quality_dialog.h"
#include "report/report_page.h"
#include "review/compare_window.h"
#include "review/review_page.h"
#include "shell/import_dialog.h"
#include "shell/language.h"
#include "shell/message_bar.h"
#include "shell/shortcut_overview.h"
#include "shell/slide_header.h"
#include "style/drawn_icon.h"
#include "style/theme.h"
#include "threshold/threshold_strip.h"
#include "trends/trends_dialog.h"
#include "workflow/slide_classification.h"
#include "worklist/worklist_page.h"

namespace cellwise::ui {
namespace {

constexpr int kPages = 4;
constexpr auto kDemonstration = "demo/film";

ThemeChoice themeOf(const QString& name) {
  return name == QLatin1String("light")  ? ThemeChoice::Light
         : name == QLatin1String("dark") ? ThemeChoice::Dark
                                         : ThemeChoice::System;
}

// The rail's ground is a little darker than the window's, so that the page stands out.
class Rail : public QWidget {
 public:
  using QWidget::QWidget;

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Window).darker(darkTheme() ? 118 : 106));
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(rect().topRight(), rect().bottomRight());
  }
};

// The page in hand has a bar at its left edge, a fill, and bold text: not a colour alone.
class RailButton : public QToolButton {
 public:
  explicit RailButton(Symbol symbol) {
    setIcon(symbolIcon(symbol));
    setIconSize({24, 24});
    setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    setCheckable(true);
    setAutoRaise(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMinimumHeight(58);
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    const QPalette& colours = palette();
    if (isChecked()) {
      painter.fillRect(rect(), colours.color(QPalette::Window));
      painter.fillRect(QRect(0, 0, 3, height()), colours.color(QPalette::Highlight));
    } else if (underMouse()) {
      painter.fillRect(rect(), colours.color(QPalette::Midlight));
    }
    QFont bold = font();
    bold.setBold(isChecked());
    painter.setFont(bold);
    painter.setPen(colours.color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::WindowText));
    const QSize icon = iconSize();
    const int text_height = fontMetrics().height();
    const int top = (height() - icon.height() - text_height - 3) / 2;
    this->icon().paint(&painter, QRect(QPoint((width() - icon.width()) / 2, top), icon), Qt::AlignCenter,
                       isEnabled() ? QIcon::Normal : QIcon::Disabled);
    painter.drawText(QRect(0, top + icon.height() + 3, width(), text_height), Qt::AlignCenter, text());
    if (hasFocus()) {
      painter.setPen(QPen(colours.color(QPalette::Highlight), 1, Qt::DotLine));
      painter.drawRect(rect().adjusted(4, 1, -2, -2));
    }
  }
};

// As small as the page in hand, not as the largest of all: a window of 1280 pixels holds each of them.
class Pages : public QStackedWidget {
 public:
  Pages() {
    connect(this, &QStackedWidget::currentChanged, this, [this] { updateGeometry(); });
  }
  QSize minimumSizeHint() const override {
    return currentWidget() ? currentWidget()->minimumSizeHint() : QSize();
  }
};

}  // namespace

struct MainWindow::Impl {
  Impl(MainWindow* window, Workspace& w) : q(window), workspace(w) {}

  MainWindow* q;
  Workspace& workspace;

  RailButton* rail[kPages] = {};
  QAction* go[kPages] = {};
  QStackedWidget* curtain = nullptr;  // the work, or the sign-in screen in its place
  SignInScreen* sign_in = nullptr;
  IdleLock* idle = nullptr;
  SlideHeader* header = nullptr;
  MessageBar* messages = nullptr;
  QStackedWidget* pages = nullptr;
  QSplitter* splitter = nullptr;
  WorklistPage* worklist = nullptr;
  GalleryPage* gallery = nullptr;
  ReviewPage* review = nullptr;
  CompareWindow* compare = nullptr;
  FieldEditor* field = nullptr;
  ReportPage* report = nullptr;
  InspectorPanel* inspector = nullptr;
  ThresholdStrip* threshold = nullptr;

  QLabel* activity = nullptr;
  QProgressBar* progress = nullptr;
  QToolButton* cancel = nullptr;
  QLabel* saving = nullptr;
  QToolButton* operator_button = nullptr;
  QLabel* casebook = nullptr;

  QMenu *file = nullptr, *edit = nullptr, *view = nullptr, *theme = nullptr, *language = nullptr,
        *help = nullptr;
  QMenu* page_menus[kPages] = {};
  QMenu* threshold_menu = nullptr;
  QAction *import_folder = nullptr, *import_files = nullptr, *import_annotations = nullptr,
          *demonstration = nullptr, *open_casebook = nullptr, *backup = nullptr, *model = nullptr,
          *export_ = nullptr, *quit = nullptr;
  QAction *classes = nullptr, *find = nullptr, *atlas = nullptr, *by_hand = nullptr;
  QAction *trends = nullptr, *quality = nullptr;
  QAction *undo = nullptr, *redo = nullptr;
  QAction *themes[3] = {}, *languages[3] = {};
  QAction *show_inspector = nullptr, *show_threshold = nullptr, *full_screen = nullptr;
  QMenu* people_menu = nullptr;
  QAction *people = nullptr, *lock = nullptr, *sign_out = nullptr, *audit = nullptr, *second = nullptr,
          *examiners = nullptr, *agreement = nullptr;
  ReadingBar* reading = nullptr;
  QAction *shortcuts = nullptr, *keyboard = nullptr, *operator_name = nullptr, *limits = nullptr,
          *about = nullptr, *licences = nullptr, *dismiss = nullptr;

  Exporter* exporter = nullptr;
  QualityDesk* desk = nullptr;

  Page current = Page::Worklist;
  bool cells_when_open = false;     // a slide was asked for: show its cells when it is there
  casebook::Id cell_when_open = 0;  // and this one of them
  bool leaving = false;
  QPointer<QWidget> operator_row;
  // How it was before the screen was locked.
  QPointer<QWidget> focus_before;
  std::vector<std::pair<QPointer<QWidget>, bool>> windows_before;  // and whether it was modal

  void build();
  void buildMenus();
  void retranslate();
  void follow();
  void showActivities();
  void showSaving();
  void showInspectorRow();
  void showThreshold();
  void showUndo();
  void openSlide(casebook::Id slide);
  void imported(const workflow::ImportResult& result);
  void askOperator();
  void dismissOperatorQuestion();
  enum class Chosen { Folder, Images, Annotations };
  void chooseImport(Chosen what);
  void showPeople();
  template <class Dialog, class... More>
  void showBeside(More&... more);
  void drawCurtain();
  void hideWindows();
  void returnWindows(bool toTheSame);
  void showField();
  void openCell(casebook::Id slide, casebook::Id cell);
  void showText(const QString& title, const QString& html, const QString& name);
  QList<QAction*> actionsOf(int page) const;
  QAction* pageUndo(bool undoing) const;
  ActionGroups actionGroups() const;
  void adoptKeys();
  void giveUndoKeys();
  QString inspectorKey() const;
  QString pageName(int page) const;
};

MainWindow::MainWindow(Workspace& workspace, QWidget* parent)
    : QMainWindow(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  setObjectName(QStringLiteral("mainWindow"));
  setAcceptDrops(true);
  impl_->build();
  impl_->buildMenus();
  impl_->adoptKeys();
  impl_->retranslate();
  impl_->follow();
  impl_->showActivities();
  showPage(Page::Worklist);
  resize(1280, 800);
  const QSettings settings;
  restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
  impl_->splitter->restoreState(settings.value(QStringLiteral("window/splitter")).toByteArray());
  if (!workspace.operatorNameKnown()) impl_->askOperator();
  impl_->drawCurtain();
}

// Children go after impl_: nothing may call into it from there.
MainWindow::~MainWindow() {
  qApp->removeEventFilter(this);
  disconnect(impl_->workspace.people(), nullptr, this, nullptr);
  disconnect(qApp, nullptr, this, nullptr);
  disconnect(&impl_->workspace, nullptr, this, nullptr);
}

void MainWindow::Impl::build() {
  KeyMap::instance().follow(workspace);  // before the pages, whose actions have these classes
  exporter = new Exporter(workspace, q);
  desk = new QualityDesk(workspace, q);
  worklist = new WorklistPage(workspace);
  gallery = new GalleryPage(workspace);
  review = new ReviewPage(workspace);
  compare = new CompareWindow(workspace, q);
  field = new FieldEditor(workspace, q);
  report = new ReportPage(workspace);
  inspector = new InspectorPanel(workspace);
  threshold = new ThresholdStrip(workspace);
  header = new SlideHeader(workspace);
  messages = new MessageBar;
  pages = new Pages;
  pages->setObjectName(QStringLiteral("pages"));
  for (QWidget* page : std::initializer_list<QWidget*>{worklist, gallery, review, report}) {
    pages->addWidget(page);
  }

  auto* side = new Rail;
  side->setObjectName(QStringLiteral("rail"));
  side->setFixedWidth(84);
  auto* side_layout = new QVBoxLayout(side);
  side_layout->setContentsMargins(0, 6, 1, 6);
  side_layout->setSpacing(2);
  const Symbol symbols[kPages] = {Symbol::Worklist, Symbol::Cells, Symbol::Review, Symbol::Report};
  const char* const names[kPages] = {"railWorklist", "railCells", "railReview", "railReport"};
  for (int i = 0; i < kPages; ++i) {
    rail[i] = new RailButton(symbols[i]);
    rail[i]->setObjectName(QLatin1String(names[i]));
    side_layout->addWidget(rail[i]);
    QObject::connect(rail[i], &QToolButton::clicked, q, [this, i] { q->showPage(Page(i)); });
  }
  side_layout->addStretch();

  splitter = new QSplitter(Qt::Horizontal);
  splitter->setChildrenCollapsible(false);
  splitter->setHandleWidth(4);
  splitter->addWidget(pages);
  splitter->addWidget(inspector);
  splitter->setStretchFactor(0, 1);
  splitter->setStretchFactor(1, 0);
  splitter->setSizes({900, 290});

  auto* column = new QVBoxLayout;
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(header);
  column->addWidget(messages);
  reading = new ReadingBar(workspace);
  column->addWidget(reading);
  column->addWidget(splitter, 1);
  column->addWidget(threshold);
  auto* central = new QWidget;
  auto* row = new QHBoxLayout(central);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  row->addWidget(side);
  row->addLayout(column, 1);
  curtain = new QStackedWidget;
  curtain->addWidget(central);
  sign_in = new SignInScreen(workspace);
  curtain->addWidget(sign_in);
  q->setCentralWidget(curtain);
  idle = new IdleLock(*workspace.people(), q);
  qApp->installEventFilter(q);
  QObject::connect(workspace.people(), &People::stateChanged, q, [this] { drawCurtain(); });

  activity = new QLabel;
  activity->setObjectName(QStringLiteral("activityText"));
  progress = new QProgressBar;
  progress->setObjectName(QStringLiteral("activityProgress"));
  progress->setMaximumWidth(180);
  progress->setMaximumHeight(14);
  progress->setTextVisible(false);
  cancel = new QToolButton;
  cancel->setObjectName(QStringLiteral("activityCancel"));
  cancel->setAutoRaise(true);
  saving = new QLabel;
  saving->setObjectName(QStringLiteral("saving"));
  operator_button = new QToolButton;
  operator_button->setObjectName(QStringLiteral("operator"));
  operator_button->setAutoRaise(true);
  casebook = new QLabel;
  casebook->setForegroundRole(QPalette::PlaceholderText);
  auto* bar = q->statusBar();
  bar->setSizeGripEnabled(false);
  bar->setContentsMargins(8, 0, 8, 0);
  bar->addWidget(activity);
  bar->addWidget(progress);
  bar->addWidget(cancel);
  bar->addPermanentWidget(saving);
  bar->addPermanentWidget(operator_button);
  bar->addPermanentWidget(casebook);
  QObject::connect(cancel, &QToolButton::clicked, q, [this] {
    for (const Activity& a : workspace.activities()) {
      if (a.cancellable) return workspace.cancel(a.id);
    }
  });
  QObject::connect(operator_button, &QToolButton::clicked, q,
                   [this] { workspace.people()->users().empty() ? askOperator() : showPeople(); });

  QObject::connect(worklist, &WorklistPage::openRequested, q, [this](qint64 id) { openSlide(id); });
  QObject::connect(worklist, &WorklistPage::importRequested, q, [this] { chooseImport(Chosen::Folder); });
  QObject::connect(worklist, &WorklistPage::demonstrationRequested, q, &MainWindow::openDemonstration);
  QObject::connect(gallery, &GalleryPage::reviewRequested, q, [this](int cell) {
    q->showPage(Page::Review);
    review->showRow(cell);
  });
  QObject::connect(gallery, &GalleryPage::compareRequested, q,
                   [this](const QList<int>& rows) { compare->showCells(rows); });
  QObject::connect(review, &ReviewPage::compareRequested, compare, &CompareWindow::showCells);
  QObject::connect(compare, &CompareWindow::reviewRequested, q, [this](int cell) {
    compare->close();
    q->showPage(Page::Review);
    review->showRow(cell);
  });
  QObject::connect(gallery, &GalleryPage::worklistRequested, q, [this] { q->showPage(Page::Worklist); });
  QObject::connect(review, &ReviewPage::worklistRequested, q, [this] { q->showPage(Page::Worklist); });
  QObject::connect(review, &ReviewPage::reportRequested, q, [this] { q->showPage(Page::Report); });
  QObject::connect(report, &ReportPage::worklistRequested, q, [this] { q->showPage(Page::Worklist); });
  QObject::connect(report, &ReportPage::reviewRequested, q, [this] { q->showPage(Page::Review); });
  QObject::connect(gallery, &GalleryPage::currentRowChanged, q, [this] { showInspectorRow(); });
  QObject::connect(review, &ReviewPage::currentRowChanged, q, [this] { showInspectorRow(); });

  QObject::connect(gallery, &GalleryPage::pageActionsChanged, q, [this] { adoptKeys(); });
  QObject::connect(review, &ReviewPage::pageActionsChanged, q, [this] { adoptKeys(); });
  QObject::connect(&KeyMap::instance(), &KeyMap::changed, q, [this] {
    giveUndoKeys();
    retranslate();
  });

  QObject::connect(&workspace, &Workspace::failed, q, [this](const Error& e) { messages->showError(e); });
  QObject::connect(&workspace, &Workspace::notice, q, [this](const QString& t) { messages->showNotice(t); });
  QObject::connect(&workspace, &Workspace::activitiesChanged, q, [this] { showActivities(); });
  QObject::connect(&workspace, &Workspace::casebookOpened, q, [this] {
    casebook->setText(QFileInfo(workspace.casebookFile()).fileName());
    casebook->setToolTip(QDir::toNativeSeparators(workspace.casebookFile()));
    QSettings().setValue(QStringLiteral("casebook/file"), workspace.casebookFile());
  });
  QObject::connect(&workspace, &Workspace::sessionChanged, q, [this] {
    follow();
    showThreshold();
  });
  QObject::connect(workspace.notes(), &SlideNotes::changed, q, [this] { showUndo(); });
  QObject::connect(&workspace, &Workspace::slideImported, q,
                   [this](const workflow::ImportResult& result) { imported(result); });
  QObject::connect(&workspace, &Workspace::operatorNameChanged, q, [this] {
    dismissOperatorQuestion();  // answered, here or elsewhere
    retranslate();
  });
}

QString MainWindow::Impl::pageName(int page) const {
  switch (Page(page)) {
    case Page::Worklist: return MainWindow::tr("Worklist");
    case Page::Cells: return MainWindow::tr("Cells");
    case Page::Review: return MainWindow::tr("Review");
    case Page::Report: return MainWindow::tr("Report");
  }
  return {};
}

QList<QAction*> MainWindow::Impl::actionsOf(int page) const {
  switch (Page(page)) {
    case Page::Worklist: return worklist->pageActions();
    case Page::Cells: return gallery->pageActions();
    case Page::Review: return review->pageActions();
    case Page::Report: return report->pageActions();
  }
  return {};
}

// A page that has its own undo also shows the cell that it brought back.
QAction* MainWindow::Impl::pageUndo(bool undoing) const {
  const QString id = undoing ? QStringLiteral("undo") : QStringLiteral("redo");
  for (QAction* action : actionsOf(int(current))) {
    if (KeyMap::idOf(action) == id) return action;
  }
  return nullptr;
}

// Everything that keys reach, in the order of the overview.
ActionGroups MainWindow::Impl::actionGroups() const {
  ActionGroups groups;
  groups << qMakePair(MainWindow::tr("Window"), QList<QAction*>{go[0],
                                                                go[1],
                                                                go[2],
                                                                go[3],
                                                                import_folder,
                                                                import_files,
                                                                import_annotations,
                                                                open_casebook,
                                                                model,
                                                                export_,
                                                                trends,
                                                                quality,
                                                                find,
                                                                by_hand,
                                                                atlas,
                                                                classes,
                                                                undo,
                                                                redo,
                                                                limits,
                                                                people,
                                                                lock,
                                                                audit,
                                                                show_inspector,
                                                                show_threshold,
                                                                full_screen,
                                                                dismiss,
                                                                shortcuts,
                                                                keyboard,
                                                                quit});
  const QList<QAction*> map = gallery->mapActions();  // a group of its own, also while it is hidden
  for (int i = 0; i < kPages; ++i) {
    QList<QAction*> actions = actionsOf(i);
    actions.removeIf([&](QAction* action) { return map.contains(action); });
    groups << qMakePair(pageName(i), actions);
  }
  groups << qMakePair(MainWindow::tr("Map of the cells"), map);
  groups << qMakePair(MainWindow::tr("Threshold"), threshold->pageActions());
  groups << qMakePair(MainWindow::tr("Comparing cells"), compare->windowActions());
  groups << qMakePair(MainWindow::tr("Cells by hand"), field->windowActions());
  return groups;
}

// Gives the key map what a page has not given it itself, with the keys it was made with.
void MainWindow::Impl::adoptKeys() {
  const auto adopt = [](const QList<QAction*>& actions, KeyScopes scopes) {
    for (QAction* action : actions) {
      if (action->objectName().isEmpty() || !KeyMap::idOf(action).isEmpty()) continue;
      KeyMap::instance().manage(action, action->shortcuts(), scopes);
    }
  };
  QList<QAction*> own;
  for (QAction* action : q->findChildren<QAction*>(QString(), Qt::FindDirectChildrenOnly))
    if (!action->isSeparator()) own << action;
  adopt(own, KeyScope::Everywhere);
  const KeyScope scopes[kPages] = {KeyScope::Worklist, KeyScope::Cells, KeyScope::Review, KeyScope::Report};
  for (int i = 0; i < kPages; ++i) adopt(actionsOf(i), scopes[i]);
  adopt(gallery->mapActions(), KeyScope::Cells);
  adopt(threshold->pageActions(), KeyScopes(KeyScope::Cells) | KeyScope::Review);
}

// Two actions on one key would silence each other: where the page has the keyboard, its own is used.
void MainWindow::Impl::giveUndoKeys() {
  const QWidget* page = pages->currentWidget();
  const QWidget* focus = QApplication::focusWidget();
  const bool in_page = focus && page && (focus == page || page->isAncestorOf(focus));
  const KeyMap& keys = KeyMap::instance();
  undo->setShortcuts(in_page && pageUndo(true) ? QList<QKeySequence>() : keys.keys(QStringLiteral("undo")));
  redo->setShortcuts(in_page && pageUndo(false) ? QList<QKeySequence>() : keys.keys(QStringLiteral("redo")));
}

QString MainWindow::Impl::inspectorKey() const {
  return current == Page::Review ? QStringLiteral("window/inspectorInReview")
                                 : QStringLiteral("window/inspector");
}

void MainWindow::Impl::buildMenus() {
  auto* bar = q->menuBar();
  const auto action = [this](const char* name, const QList<QKeySequence>& keys, auto handler) {
    auto* made = new QAction(q);
    made->setObjectName(QLatin1String(name));
    made->setShortcuts(keys);
    QObject::connect(made, &QAction::triggered, q, handler);
    return made;
  };
  file = bar->addMenu(QString());
  import_folder =
      action("importFolder", {QKeySequence(Qt::CTRL | Qt::Key_I)}, [this] { chooseImport(Chosen::Folder); });
  import_files = action("importFiles", {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I)},
                        [this] { chooseImport(Chosen::Images); });
  import_annotations = action("importAnnotations", {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_I)},
                              [this] { chooseImport(Chosen::Annotations); });
  demonstration = action("openDemonstration", {}, [this] { q->openDemonstration(); });
  open_casebook = action("openCasebook", {QKeySequence::Open}, [this] {
    auto* dialog = new QFileDialog(q, MainWindow::tr("Open or make a casebook"),
                                   QFileInfo(workspace.casebookFile()).absolutePath(),
                                   MainWindow::tr("Casebooks (*.casebook);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    dialog->setDefaultSuffix(QStringLiteral("casebook"));
    QObject::connect(dialog, &QFileDialog::fileSelected, q, [this](const QString& f) {
      q->showPage(Page::Worklist);
      workspace.openCasebook(f);
    });
    dialog->open();
  });
  backup = action("backupCasebook", {}, [this] {
    const QFileInfo info(workspace.casebookFile());
    auto* dialog = new QFileDialog(
        q, MainWindow::tr("Back up the casebook"),
        info.absoluteDir().filePath(info.completeBaseName() +
                                    QDate::currentDate().toString(QStringLiteral("-yyyy-MM-dd")) +
                                    QStringLiteral(".casebook")));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("casebook"));
    QObject::connect(dialog, &QFileDialog::fileSelected, q,
                     [this](const QString& f) { workspace.backUpCasebook(f); });
    dialog->open();
  });
  model = action("models", {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M)},
                 [this] { showBeside<ModelsDialog>(); });
  quit = action("quit", {QKeySequence(Qt::CTRL | Qt::Key_Q)}, [this] { q->close(); });
  quit->setMenuRole(QAction::QuitRole);
  file->addActions({import_folder, import_files, import_annotations, demonstration});
  worklist->setImportActions({import_folder, import_files, import_annotations});
  file->addSeparator();
  export_ =
      action("export", {QKeySequence(Qt::CTRL | Qt::Key_E)}, [this] { showBeside<ExportDialog>(*exporter); });
  trends = action("trends", {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T)},
                  [this] { showBeside<TrendsDialog>(); });
  quality = action("quality", {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Q)},
                   [this] { showBeside<QualityDialog>(*desk); });
  file->addActions({open_casebook, backup, model, report->laboratoryAction()});
  file->addSeparator();
  file->addActions({export_, trends, quality});
  file->addSeparator();
  file->addAction(quit);

  edit = bar->addMenu(QString());
  const auto step = [this](bool undoing) {
    if (QAction* own = pageUndo(undoing)) {
      own->trigger();
    } else if (auto* session = workspace.session()) {
      undoing ? session->undo() : session->redo();
    }
  };
  undo = action("undo", {QKeySequence(Qt::CTRL | Qt::Key_Z)}, [step] { step(true); });
  redo = action("redo", {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)},
                [step] { step(false); });
  operator_name = action("operatorName", {}, [this] { askOperator(); });
  classes = action("laboratoryClasses", {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)},
                   [this] { showBeside<ClassesDialog>(); });
  edit->addActions({undo, redo});
  edit->addSeparator();
  find = action("findCells", {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)},
                [this] { showBeside<FindDialog>(); });
  atlas = action("atlas", {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L)},
                 [this] { showBeside<AtlasDialog>(); });
  by_hand = action("cellsByHand", {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_H)}, [this] { showField(); });
  edit->addActions({find, by_hand, atlas, classes});
  people = action("people", {QKeySequence(Qt::CTRL | Qt::Key_U)}, [this] { showPeople(); });
  lock = action("lockScreen", {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_U)},
                [this] { workspace.people()->lock(); });
  sign_out = action("signOut", {}, [this] { workspace.people()->signOut(); });
  audit = action("auditLog", {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A)},
                 [this] { showBeside<AuditDialog>(); });
  second = action("secondReading", {}, [this] { reading->ask(); });
  examiners = action("twoExaminers", {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_2)},
                     [this] { reading->showExaminers(); });
  agreement = action("agreement", {}, [this] { showBeside<AgreementDialog>(); });
  edit->addSeparator();
  limits =
      action("decisionLimits", {QKeySequence(Qt::CTRL | Qt::Key_D)}, [this] { showBeside<LimitsDialog>(); });
  edit->addAction(limits);
  KeyMap::instance().define(undo, undo->shortcuts(), KeyScope::Everywhere, QStringLiteral("undo"));
  KeyMap::instance().define(redo, redo->shortcuts(), KeyScope::Everywhere, QStringLiteral("redo"));
  QObject::connect(qApp, &QApplication::focusChanged, q, [this] { giveUndoKeys(); });

  view = bar->addMenu(QString());
  for (int i = 0; i < kPages; ++i) {
    go[i] = action(("go" + std::to_string(i + 1)).c_str(), {QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i))},
                   [this, i] { q->showPage(Page(i)); });
    view->addAction(go[i]);
  }
  view->addSeparator();
  const QSettings settings;
  show_inspector = action("showInspector", {QKeySequence(Qt::Key_F9)}, [this] {
    QSettings().setValue(inspectorKey(), show_inspector->isChecked());
    q->showPage(current);
  });
  show_threshold = action("showThreshold", {QKeySequence(Qt::Key_F8)}, [this] {
    QSettings().setValue(QStringLiteral("window/threshold"), show_threshold->isChecked());
    q->showPage(current);
  });
  show_inspector->setCheckable(true);
  show_threshold->setCheckable(true);
  show_threshold->setChecked(settings.value(QStringLiteral("window/threshold"), true).toBool());
  full_screen = action("fullScreen", {QKeySequence(Qt::Key_F11)},
                       [this] { q->isFullScreen() ? q->showNormal() : q->showFullScreen(); });
  view->addActions({show_inspector, show_threshold, full_screen});
  view->addSeparator();
  theme = view->addMenu(QString());
  auto* theme_group = new QActionGroup(q);
  const char* const theme_names[] = {"system", "light", "dark"};
  for (int i = 0; i < 3; ++i) {
    const QString name = QLatin1String(theme_names[i]);
    themes[i] =
        action((std::string("theme_") + theme_names[i]).c_str(), {}, [this, name] { q->setTheme(name); });
    themes[i]->setCheckable(true);
    themes[i]->setChecked(settings.value(QStringLiteral("interface/theme"), QStringLiteral("system")) ==
                          name);
    theme_group->addAction(themes[i]);
    theme->addAction(themes[i]);
  }
  language = view->addMenu(QString());
  auto* language_group = new QActionGroup(q);
  const char* const codes[] = {"", "en", "zh_CN"};
  for (int i = 0; i < 3; ++i) {
    const QString code = QLatin1String(codes[i]);
    languages[i] =
        action((std::string("language_") + codes[i]).c_str(), {}, [this, code] { q->setLanguage(code); });
    languages[i]->setCheckable(true);
    languages[i]->setChecked(settings.value(QStringLiteral("interface/language")).toString() == code);
    language_group->addAction(languages[i]);
    language->addAction(languages[i]);
  }
  // In their own language, so that they are found from any other.
  languages[1]->setText(QStringLiteral("English"));
  languages[2]->setText(QStringLiteral("简体中文"));

  // A page's actions change with the slide's classes: its menu is filled when it opens.
  for (int i = 0; i < kPages; ++i) {
    page_menus[i] = bar->addMenu(QString());
    QObject::connect(page_menus[i], &QMenu::aboutToShow, q, [this, i] {
      page_menus[i]->clear();
      page_menus[i]->addActions(actionsOf(i));
    });
  }
  threshold_menu = bar->addMenu(QString());
  threshold_menu->addActions(threshold->pageActions());

  people_menu = bar->addMenu(QString());
  people_menu->addActions({operator_name, people, lock, sign_out});
  people_menu->addSeparator();
  people_menu->addActions({second, examiners, agreement, audit});

  help = bar->addMenu(QString());
  shortcuts = action("shortcuts", {QKeySequence(Qt::Key_F1), QKeySequence(QStringLiteral("?"))}, [this] {
    auto* overview = new ShortcutOverview(actionGroups(), q);
    QObject::connect(overview, &ShortcutOverview::changeRequested, keyboard, &QAction::trigger);
    overview->open();
  });
  dismiss =
      action("dismissMessage", {QKeySequence(Qt::CTRL | Qt::Key_W)}, [this] { messages->dismissLast(); });
  q->addAction(dismiss);
  about = action("about", {}, [this] {
    showText(
        MainWindow::tr("About Cellwise"),
        MainWindow::tr("<h2>Cellwise %1</h2>"
                       "<p>Review of blood and bone marrow cells by human and machine. A model proposes a "
                       "class for each "
                       "cell and hands over those it is unsure of; the expert decides.</p>"
                       "<p><b>For research use only. Not a medical device, not for diagnosis.</b> A skilled "
                       "morphologist "
                       "remains responsible for every result.</p>"
                       "<p>Classification: CrossFormer (Wang et al., 2022) with class centroid learning.</p>")
            .arg(QApplication::applicationVersion().toHtmlEscaped()),
        QStringLiteral("aboutDialog"));
  });
  licences = action("licences", {}, [this] {
    showText(
        MainWindow::tr("Licences"),
        MainWindow::tr(
            "<p>Cellwise is free software under the GNU General Public License, version 3 or later. It comes "
            "with no warranty.</p><p>It is built on:</p>") +
            QStringLiteral("<ul><li>Qt 6: LGPL-3.0</li><li>QCustomPlot: GPL-3.0-or-later</li>"
                           "<li>LibTorch: BSD-3-Clause</li><li>OpenCV: Apache-2.0</li>"
                           "<li>SQLite: public domain</li><li>libsodium: ISC</li><li>Boost: BSL-1.0</li>"
                           "<li>nlohmann-json, spdlog: MIT</li><li>CLI11: BSD-3-Clause</li>"
                           "<li>tl-expected: CC0-1.0</li></ul>"),
        QStringLiteral("licencesDialog"));
  });
  keyboard = action("keyboardSettings", {QKeySequence(Qt::CTRL | Qt::Key_K)}, [this] {
    if (q->findChild<KeyboardDialog*>()) return;
    (new KeyboardDialog(actionGroups(), q))->open();
  });
  help->addActions({shortcuts, keyboard, dismiss});
  help->addSeparator();
  help->addActions({about, licences});
}

void MainWindow::Impl::retranslate() {
  q->setWindowTitle(QStringLiteral("Cellwise"));
  for (int i = 0; i < kPages; ++i) {
    const QString name = pageName(i);
    rail[i]->setText(name);
    rail[i]->setAccessibleName(name);
    rail[i]->setToolTip(withKeys(name, go[i]->shortcuts()));
    go[i]->setText(name);
  }
  file->setTitle(MainWindow::tr("&File"));
  edit->setTitle(MainWindow::tr("&Edit"));
  view->setTitle(MainWindow::tr("&View"));
  help->setTitle(MainWindow::tr("&Help"));
  page_menus[0]->setTitle(MainWindow::tr("&Worklist"));
  page_menus[1]->setTitle(MainWindow::tr("&Cells"));
  page_menus[2]->setTitle(MainWindow::tr("&Review"));
  page_menus[3]->setTitle(MainWindow::tr("Re&port"));
  threshold_menu->setTitle(MainWindow::tr("&Threshold"));
  import_folder->setText(MainWindow::tr("&Import a folder…"));
  import_files->setText(MainWindow::tr("Import &files…"));
  import_annotations->setText(MainWindow::tr("Import images with &annotations…"));
  demonstration->setText(MainWindow::tr("Open the &demonstration slide"));
  open_casebook->setText(MainWindow::tr("&Open casebook…"));
  backup->setText(MainWindow::tr("&Back up casebook…"));
  model->setText(MainWindow::tr("&Models…"));
  export_->setText(MainWindow::tr("&Export…"));
  trends->setText(MainWindow::tr("&Trends and signed reports…"));
  quality->setText(MainWindow::tr("Quality &control…"));
  quit->setText(MainWindow::tr("&Quit"));
  undo->setText(MainWindow::tr("&Undo"));
  redo->setText(MainWindow::tr("&Redo"));
  operator_name->setText(MainWindow::tr("Your &name…"));
  people->setText(MainWindow::tr("&Who works here…"));
  people_menu->setTitle(MainWindow::tr("Pe&ople"));
  audit->setText(MainWindow::tr("&Audit log…"));
  second->setText(MainWindow::tr("Ask for a second &reading…"));
  examiners->setText(MainWindow::tr("Two e&xaminers count the slide…"));
  agreement->setText(MainWindow::tr("A&greement of readers…"));
  lock->setText(MainWindow::tr("&Lock the screen"));
  sign_out->setText(MainWindow::tr("&Sign out, or switch user"));
  limits->setText(MainWindow::tr("&Decision limits…"));
  by_hand->setText(MainWindow::tr("Cells of the field by &hand…"));
  atlas->setText(MainWindow::tr("&Atlas…"));
  find->setText(MainWindow::tr("&Find cells and slides…"));
  classes->setText(MainWindow::tr("&Classes of this laboratory…"));
  theme->setTitle(MainWindow::tr("&Theme"));
  language->setTitle(MainWindow::tr("&Language"));
  themes[0]->setText(MainWindow::tr("As the desktop"));
  themes[1]->setText(MainWindow::tr("Light"));
  themes[2]->setText(MainWindow::tr("Dark"));
  languages[0]->setText(MainWindow::tr("As the desktop"));
  show_inspector->setText(MainWindow::tr("&Inspector"));
  show_threshold->setText(MainWindow::tr("Threshold &strip"));
  full_screen->setText(MainWindow::tr("&Full screen"));
  shortcuts->setText(MainWindow::tr("Keyboard &shortcuts"));
  keyboard->setText(MainWindow::tr("Change &keys…"));
  dismiss->setText(MainWindow::tr("&Dismiss message"));
  about->setText(MainWindow::tr("&About Cellwise"));
  licences->setText(MainWindow::tr("&Licences"));
  cancel->setText(MainWindow::tr("Cancel"));
  const auto& person = workspace.people()->current();
  operator_button->setText(person ? person->name
                                  : MainWindow::tr("%1 · single user").arg(workspace.operatorName()));
  operator_button->setToolTip(
      person
          ? MainWindow::tr("Signed in: %1").arg(rolesText(person->roles))
          : MainWindow::tr("Your name, as it stands with your decisions. This casebook has no accounts and "
                           "asks for no password."));
  operator_name->setVisible(!person);
  lock->setVisible(person.has_value());
  sign_out->setVisible(person.has_value());
  showActivities();
  showSaving();
}

void MainWindow::Impl::follow() {
  if (auto* session = workspace.session()) {
    QObject::connect(session, &SlideSession::undoChanged, q, [this] {
      showUndo();
      showSaving();
    });
    QObject::connect(session, &SlideSession::thresholdsChanged, q, [this] { showSaving(); });
    QObject::connect(session, &SlideSession::slideChanged, q, [this] { showSaving(); });
    if (std::exchange(cells_when_open, false)) q->showPage(Page::Cells);
    if (const auto cell = std::exchange(cell_when_open, 0)) gallery->selectRow(session->rowOf(cell));
  }
  showUndo();
  showSaving();
  showInspectorRow();
}

void MainWindow::Impl::showUndo() {
  const auto* session = workspace.session();
  const auto can = [&](bool undoing) {
    if (const QAction* own = pageUndo(undoing)) return own->isEnabled();
    return session && (undoing ? session->canUndo() : session->canRedo());
  };
  undo->setEnabled(can(true));
  redo->setEnabled(can(false));
}

void MainWindow::Impl::showSaving() {
  const auto* session = workspace.session();
  saving->setText(!session                      ? QString()
                  : session->hasPendingWrites() ? MainWindow::tr("Saving…")
                                                : MainWindow::tr("All saved"));
}

void MainWindow::Impl::showActivities() {
  const auto list = workspace.activities();
  const bool any = !list.empty();
  progress->setVisible(any);
  if (!any) {
    activity->setText(MainWindow::tr("Ready"));
    cancel->hide();
    return;
  }
  const Activity& first = list.front();
  const QLocale locale;
  QString text = first.total > 0
                     ? MainWindow::tr("%1: %2 of %3", "what, done, total")
                           .arg(first.text, locale.toString(first.done), locale.toString(first.total))
                     : first.text;
  if (list.size() > 1) text += MainWindow::tr(" (and %n more)", nullptr, int(list.size()) - 1);
  activity->setText(text);
  progress->setRange(0, first.total > 0 ? 1000 : 0);
  if (first.total > 0) progress->setValue(int(1000 * first.done / first.total));
  cancel->setVisible(std::any_of(list.begin(), list.end(), [](const Activity& a) { return a.cancellable; }));
}

void MainWindow::Impl::showInspectorRow() {
  if (current == Page::Cells) inspector->setRow(gallery->currentRow());
  if (current == Page::Review) inspector->setRow(review->blind() ? -1 : review->currentRow());
}

void MainWindow::Impl::openSlide(casebook::Id slide) {
  const auto* session = workspace.session();
  if (session && session->slide().id == slide) {
    q->showPage(Page::Cells);
    return;
  }
  cells_when_open = true;
  workspace.openSlide(slide);
}

// There is none for an examiner, who does not see what the model says.
void MainWindow::Impl::showThreshold() {
  const bool cells = current == Page::Cells || current == Page::Review;
  const auto* session = workspace.session();
  threshold->setVisible(cells && show_threshold->isChecked() && !(session && session->examining()));
}

void MainWindow::showPage(Page page) {
  auto& d = *impl_;
  d.current = page;
  for (int i = 0; i < kPages; ++i) d.rail[i]->setChecked(i == int(page));
  d.pages->setCurrentIndex(int(page));
  // Only the page in view asks for room: a tall one elsewhere must not stretch the window.
  for (int i = 0; i < kPages; ++i) {
    const auto policy = i == int(page) ? QSizePolicy::Preferred : QSizePolicy::Ignored;
    d.pages->widget(i)->setSizePolicy(policy, policy);
  }
  const bool cells = page == Page::Cells || page == Page::Review;
  d.show_inspector->setEnabled(cells);
  // Review says itself most of what the inspector does.
  d.show_inspector->setChecked(QSettings().value(d.inspectorKey(), page == Page::Cells).toBool());
  d.inspector->setVisible(cells && d.show_inspector->isChecked());
  d.showThreshold();
  d.showInspectorRow();
  d.showUndo();
  d.pages->currentWidget()->setFocus(Qt::OtherFocusReason);
}

MainWindow::Page MainWindow::page() const {
  return impl_->current;
}

// --- import -------------------------------------------------------------------------------------------

void MainWindow::Impl::chooseImport(Chosen what) {
  auto* dialog = new QFileDialog(q,
                                 what == Chosen::Folder   ? MainWindow::tr("Import a folder of images")
                                 : what == Chosen::Images ? MainWindow::tr("Import images")
                                                          : MainWindow::tr("Import images with annotations"),
                                 QSettings().value(QStringLiteral("import/folder")).toString());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  if (what == Chosen::Folder) {
    dialog->setFileMode(QFileDialog::Directory);
  } else {
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({what == Chosen::Images
                                ? MainWindow::tr("Images (*.jpg *.jpeg *.png *.bmp *.tif *.tiff)")
                                : MainWindow::tr("COCO and GeoJSON (*.json *.geojson)"),
                            MainWindow::tr("All files (*)")});
  }
  QObject::connect(dialog, &QFileDialog::filesSelected, q, [this](const QStringList& paths) {
    if (paths.isEmpty()) return;
    QSettings().setValue(QStringLiteral("import/folder"), QFileInfo(paths.first()).absolutePath());
    q->importPaths(paths);
  });
  dialog->open();
}

void MainWindow::importPaths(const QStringList& paths) {
  if (paths.isEmpty()) return;
  auto* dialog = new ImportDialog(paths, impl_->workspace.operatorName(), this);
  connect(dialog, &QDialog::accepted, this, [this, dialog] {
    auto request = dialog->request();
    if (auto* annotated = std::get_if<workflow::AnnotatedImportRequest>(&request)) {
      impl_->workspace.importAnnotated(std::move(*annotated));
    } else {
      impl_->workspace.importSlide(std::get<workflow::ImportRequest>(std::move(request)));
    }
  });
  dialog->open();
}

void MainWindow::openDemonstration() {
  auto& d = *impl_;
  const auto folder = workflow::resource(kDemonstration);
  if (!folder) {
    d.messages->showError(folder.error());
    return;
  }
  const QString path = QString::fromStdU16String(folder->u16string());
  for (const auto& slide : d.workspace.slides()) {
    if (slide.sourcePath == path) return d.openSlide(slide.id);
  }
  workflow::ImportRequest request;
  request.paths = {*folder};
  request.slide.sampleId = QStringLiteral("DEMO-1");
  request.slide.title = tr("Demonstration film");
  request.slide.specimen = QStringLiteral("blood");
  request.slide.sourcePath = path;
  request.slide.synthetic = true;
  d.workspace.importSlide(std::move(request));
}

// Says what came of it; what was left out is listed with its reason until it is dismissed.
void MainWindow::Impl::imported(const workflow::ImportResult& result) {
  const QLocale locale;
  QString text = MainWindow::tr("%n cells were imported", nullptr, result.cells);
  text += MainWindow::tr(" from %n images.", nullptr, result.images);
  if (result.duplicates > 0)
    text += MainWindow::tr(" %n images were there twice and taken once.", nullptr, result.duplicates);
  if (result.labels > 0) text += MainWindow::tr(" %n cells carry a label", nullptr, result.labels);
  if (result.labels > 0 && result.decisions > 0) {
    text += MainWindow::tr(", %n of them as decisions.", nullptr, result.decisions);
  } else if (result.labels > 0) {
    text += MainWindow::tr(" in their comment.");
  }
  const bool on_worklist = current == Page::Worklist;
  if (result.skipped.empty()) {
    if (on_worklist) {
      messages->showNotice(text);
    } else {
      messages->showNotice(text, MainWindow::tr("Open"), [this, id = result.slide] { openSlide(id); });
    }
  } else {
    auto* panel = new QWidget;
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    text += MainWindow::tr(" %n files were left out:", nullptr, int(result.skipped.size()));
    auto* label = new QLabel(text);
    label->setWordWrap(true);
    auto* list = new QListWidget;
    list->setObjectName(QStringLiteral("skippedFiles"));
    for (const auto& skipped : result.skipped) {
      Error reason = skipped.reason;
      const QString path = QString::fromStdU16String(skipped.file.u16string());
      reason.file = QFileInfo(path).fileName().toStdString();
      auto* item = new QListWidgetItem(sentence(reason), list);
      item->setToolTip(QDir::toNativeSeparators(path));
    }
    const int rows = std::min(5, list->count());
    list->setFixedHeight(rows * list->sizeHintForRow(0) + 2 * list->frameWidth() + 4);
    layout->addWidget(label);
    layout->addWidget(list);
    messages->showPanel(panel);
  }
  if (on_worklist) openSlide(result.slide);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (impl_->workspace.people()->screenClosed()) return;
  for (const QUrl& url : event->mimeData()->urls()) {
    if (url.isLocalFile()) return event->acceptProposedAction();
  }
}

void MainWindow::dropEvent(QDropEvent* event) {
  QStringList paths;
  for (const QUrl& url : event->mimeData()->urls()) {
    if (url.isLocalFile()) paths << url.toLocalFile();
  }
  event->acceptProposedAction();
  importPaths(paths);
}

// --- person, texts, settings, leaving -----------------------------------------------------------------

void MainWindow::Impl::askOperator() {
  if (operator_row) {
    operator_row->findChild<QLineEdit*>()->setFocus();
    return;
  }
  auto* content = new QWidget;
  auto* layout = new QHBoxLayout(content);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* label =
      new QLabel(MainWindow::tr("Your name, as it should stand with your decisions and signatures:"));
  auto* line = new QLineEdit(workspace.operatorName());
  line->setObjectName(QStringLiteral("operatorName"));
  line->setMaximumWidth(260);
  label->setBuddy(line);
  auto* keep = new QPushButton(MainWindow::tr("Keep"));
  keep->setObjectName(QStringLiteral("keepOperatorName"));
  layout->addWidget(label);
  layout->addWidget(line, 1);
  layout->addWidget(keep);
  layout->addStretch();
  operator_row = messages->showPanel(content);
  const auto accept = [this, line] {
    if (line->text().trimmed().isEmpty()) return;
    workspace.setOperatorName(line->text());
    dismissOperatorQuestion();  // also where the name is as it was
    pages->currentWidget()->setFocus(Qt::OtherFocusReason);
  };
  QObject::connect(keep, &QPushButton::clicked, operator_row, accept);
  QObject::connect(line, &QLineEdit::returnPressed, operator_row, accept);
  line->selectAll();
}

void MainWindow::Impl::dismissOperatorQuestion() {
  if (operator_row) messages->dismiss(operator_row);
  operator_row = nullptr;
}

// Beside the window: slides are worked on meanwhile. One of a kind. Where it finds cells, they open here.
template <class Dialog, class... More>
void MainWindow::Impl::showBeside(More&... more) {
  auto* dialog = q->findChild<Dialog*>();
  if (!dialog) {
    dialog = new Dialog(workspace, more..., q);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if constexpr (requires { &Dialog::openRequested; })
      QObject::connect(dialog, &Dialog::openRequested, q,
                       [this](casebook::Id slide, casebook::Id cell) { openCell(slide, cell); });
  }
  dialog->show();
  dialog->raise();
  dialog->activateWindow();
}

void MainWindow::Impl::showField() {
  field->showCell(current == Page::Review ? review->currentRow() : gallery->currentRow());
  field->show();
  field->raise();
  field->activateWindow();
}

void MainWindow::Impl::openCell(casebook::Id slide, casebook::Id cell) {
  const auto* session = workspace.session();
  if (session && session->slide().id == slide) {
    q->showPage(Page::Cells);
    if (cell) gallery->selectRow(session->rowOf(cell));
    return;
  }
  cell_when_open = cell;
  openSlide(slide);
}

void MainWindow::Impl::showPeople() {
  showBeside<PeopleDialog>(*idle);
}

// Where somebody must sign in, nothing of the work shows and no key reaches it; it goes on behind.
void MainWindow::Impl::drawCurtain() {
  const People& here = *workspace.people();
  const bool closed = here.screenClosed();
  const bool was = curtain->currentWidget() == sign_in;
  retranslate();
  if (closed && !was) {
    focus_before = QApplication::focusWidget();
    hideWindows();
  }
  q->menuBar()->setVisible(!closed);
  q->statusBar()->setVisible(!closed);
  curtain->setCurrentIndex(closed ? 1 : 0);
  if (closed) {
    if (here.state() == People::State::SignedOut) returnWindows(false);
    sign_in->takeFocus();
  } else if (was) {
    const bool same = workspace.session() || focus_before;
    returnWindows(true);
    if (!same) q->showPage(Page::Worklist);
    QWidget* focus =
        focus_before && q->isAncestorOf(focus_before) ? focus_before.data() : pages->currentWidget();
    focus->setFocus(Qt::OtherFocusReason);
  }
}

void MainWindow::Impl::hideWindows() {
  while (QWidget* popup = QApplication::activePopupWidget()) popup->close();
  for (QWidget* window : QApplication::topLevelWidgets()) {
    if (window == q || !window->isVisible() || !window->isWindow()) continue;
    windows_before.emplace_back(window, window->isModal());
    window->hide();
  }
}

// As they were, to who was working with them; closed for anyone else, where they are of no more use.
void MainWindow::Impl::returnWindows(bool toTheSame) {
  for (const auto& [window, modal] : std::exchange(windows_before, {})) {
    if (!window) continue;
    auto* dialog = qobject_cast<QDialog*>(window.data());
    if (!toTheSame) {
      if (window->testAttribute(Qt::WA_DeleteOnClose)) window->deleteLater();
    } else if (dialog && modal) {
      dialog->open();
    } else {
      window->show();
    }
  }
  if (!toTheSame) focus_before.clear();
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
  const bool key = event->type() == QEvent::Shortcut && qobject_cast<QAction*>(watched);
  if (key && impl_->workspace.people()->screenClosed()) return true;
  return QMainWindow::eventFilter(watched, event);
}

void MainWindow::Impl::showText(const QString& title, const QString& html, const QString& name) {
  auto* dialog = new QDialog(q);
  dialog->setObjectName(name);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(title);
  auto* text = new QTextBrowser;
  text->setHtml(html);
  text->setFrameShape(QFrame::NoFrame);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  buttons->button(QDialogButtonBox::Close)->setText(MainWindow::tr("Close"));
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  auto* layout = new QVBoxLayout(dialog);
  layout->addWidget(text);
  layout->addWidget(buttons);
  dialog->resize(520, 380);
  dialog->open();
}

void MainWindow::applySettings() {
  const QSettings settings;
  applyTheme(*qApp, themeOf(settings.value(QStringLiteral("interface/theme")).toString()));
  applyLanguage(settings.value(QStringLiteral("interface/language")).toString());
  QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/cellwise.svg")));
}

void MainWindow::setLanguage(const QString& code) {
  QSettings().setValue(QStringLiteral("interface/language"), code);
  applyLanguage(code);
}

void MainWindow::setTheme(const QString& name) {
  QSettings().setValue(QStringLiteral("interface/theme"), name);
  applyTheme(*qApp, themeOf(name));
}

void MainWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) impl_->retranslate();
  QMainWindow::changeEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  auto& d = *impl_;
  const auto running = d.workspace.activities();
  const bool work =
      std::any_of(running.begin(), running.end(), [](const Activity& a) { return a.cancellable; });
  if (work && !d.leaving) {
    event->ignore();
    if (findChild<QMessageBox*>(QStringLiteral("leaveDialog"))) return;
    auto* box = new QMessageBox(
        QMessageBox::Question, tr("Leave Cellwise?"),
        tr("Work is still under way: %1.")
            .arg(d.workspace.people()->screenClosed() ? tr("in the background") : running.front().text),
        QMessageBox::NoButton, this);
    box->setObjectName(QStringLiteral("leaveDialog"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(
        tr("Every decision is saved. A classification goes on at the next start; an import or a new "
           "model that is not finished has to be made again."));
    auto* leave = box->addButton(tr("Leave"), QMessageBox::AcceptRole);
    box->setDefaultButton(box->addButton(tr("Stay"), QMessageBox::RejectRole));
    connect(leave, &QPushButton::clicked, this, [this] {
      impl_->leaving = true;
      close();
    });
    box->open();
    return;
  }
  QSettings settings;
  settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
  settings.setValue(QStringLiteral("window/splitter"), d.splitter->saveState());
  event->accept();
}

}  // namespace cellwise::ui
