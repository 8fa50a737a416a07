#include "report/report_page.h"

#include <QAction>
#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFrame>
#include <QFutureWatcher>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPageSize>
#include <QPointer>
#include <QPrintDialog>
#include <QPrintPreviewDialog>
#include <QPrinter>
#include <QPromise>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSettings>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QStandardPaths>
#include <QTabWidget>
#include <QThreadPool>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>
#include <map>

#include "bridge/cell_image_provider.h"
#include "bridge/people.h"
#include "bridge/report_desk.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "plots/share_chart.h"
#include "report/cell_choice.h"
#include "report/cell_groups.h"
#include "report/class_chip.h"
#include "report/differential_table.h"
#include "report/laboratory_dialog.h"
#include "report/sign_dialog.h"
#include "report/words_panel.h"
#include "reporting/readers.h"
#include "reporting/report_writer.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {
namespace {

constexpr int kRefreshDelayMs = 40;    // many decisions in a row make one new report
constexpr int kTypingDelayMs = 250;    // and so do many letters
constexpr int kImagesLimitMs = 8'000;  // an export goes without pictures that do not come
const QString kLanguageKey = QStringLiteral("report/language");
const QString kPageSizeKey = QStringLiteral("report/pageSize");
const QString kFolderKey = QStringLiteral("report/folder");

QString timeText(const QDateTime& at) {
  return QLocale().toString(at.toLocalTime(), QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString suffixOf(ReportPage::Format format) {
  switch (format) {
    case ReportPage::Format::Pdf: return QStringLiteral("pdf");
    case ReportPage::Format::Csv: return QStringLiteral("csv");
    case ReportPage::Format::Json: return QStringLiteral("json");
  }
  return {};
}

QLabel* makeLabel(const char* name, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setObjectName(QString::fromLatin1(name));
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

}  // namespace

struct ReportPage::Impl {
  Impl(ReportPage* page, Workspace& w) : self(page), workspace(w), desk(new ReportDesk(w, page)) {}

  // What the page shows and every export writes.
  struct Shown {
    reporting::Differential differential;
    std::optional<casebook::SignatureRecord> signature;  // empty: not signed
    bool present = true;                                 // the slide as it stands now
    std::optional<Error> doubt;                          // the signature does not fit its content
  };

  ReportPage* self;
  Workspace& workspace;
  ReportDesk* desk;
  QPointer<SlideSession> session;
  std::optional<Shown> shown;
  bool stale = true;
  bool signing = false;
  QTimer refreshTimer;
  QPointer<SignDialog> dialog;
  reporting::Differential toSign;  // as the sheet shows it
  std::map<int, QImage> crops;     // of the representative cells, by row
  std::vector<CellGroup> groups;
  QList<QFutureWatcher<Result<void>>*> writing;

  QStackedLayout* stack = nullptr;
  QLabel* emptyText = nullptr;
  QPushButton* emptyButton = nullptr;
  QComboBox* version = nullptr;
  QLabel* languageTitle = nullptr;
  QComboBox* language = nullptr;
  QComboBox* pageSize = nullptr;
  QToolButton* exportButton = nullptr;
  QToolButton* printButton = nullptr;
  QToolButton* signButton = nullptr;
  QFrame* banner = nullptr;
  QLabel* bannerMark = nullptr;
  QLabel* bannerText = nullptr;
  QFrame* warning = nullptr;
  QLabel* warningMark = nullptr;
  QLabel* warningText = nullptr;
  QPushButton* reviewButton = nullptr;
  DifferentialTable* table = nullptr;
  QTabWidget* tabs = nullptr;
  WordsPanel* words = nullptr;
  ShareChart* chart = nullptr;
  QLabel* chartLegend = nullptr;
  QLabel* cellsTitle = nullptr;
  CellGroups* cells = nullptr;
  QLabel* facts = nullptr;
  QAction *signAction = nullptr, *pdfAction = nullptr, *csvAction = nullptr, *jsonAction = nullptr;
  QAction *printAction = nullptr, *previewAction = nullptr, *laboratoryAct = nullptr, *chooseCells = nullptr;
  QPointer<CellChoice> choice;
  QPointer<LaboratoryDialog> laboratoryDialog;
  bool wroteOnSigned = false;  // something was typed while a signed version was shown

  void build();
  QWidget* buildContent();
  void retranslate();
  void followSession();
  void touch();
  void refresh();
  void showEmpty();
  void showVersions();
  void choose();
  void showReport();
  void showBanner();
  void showCells();
  void takeCrop(int row);
  bool imagesMissing() const;
  bool nothingToSign() const;
  void enableActions();
  void showToSigner();
  void sign();
  void refuse(const QString& why);
  void askFile(Format format);
  void whenImagesAreThere(std::function<void()> then);
  reporting::ReportOptions options() const;
  void write(Format format, const QString& file);
  QString suggestedName(Format format) const;
  void print();
  void preview();
  void setUpLaboratory();
  void chooseReportCells();
  void typed(const casebook::ReportEntries& entries);
};

void ReportPage::Impl::build() {
  self->setObjectName("reportPage");
  const auto action = [this](const char* name, const QKeySequence& keys, std::function<void()> run) {
    auto* made = new QAction(self);
    made->setObjectName(QString::fromLatin1(name));
    made->setShortcut(keys);
    connect(made, &QAction::triggered, self, std::move(run));
    return made;
  };
  signAction = action("reportSign", QKeySequence(Qt::CTRL | Qt::Key_Return), [this] { sign(); });
  pdfAction = action("reportExportPdf", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
                     [this] { askFile(Format::Pdf); });
  csvAction = action("reportExportCsv", {}, [this] { askFile(Format::Csv); });
  jsonAction = action("reportExportJson", {}, [this] { askFile(Format::Json); });
  printAction = action("reportPrint", QKeySequence::Print, [this] { print(); });
  previewAction =
      action("reportPreview", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P), [this] { preview(); });
  laboratoryAct = action("reportLaboratory", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R),
                         [this] { setUpLaboratory(); });

  chooseCells = action("reportChooseCells", QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C),
                       [this] { chooseReportCells(); });
  auto* empty = new QWidget(self);
  emptyText = makeLabel("reportEmpty", empty);
  emptyText->setAlignment(Qt::AlignCenter);
  emptyButton = new QPushButton(empty);
  emptyButton->setObjectName("reportEmptyButton");
  connect(emptyButton, &QPushButton::clicked, self, [this] {
    if (!session) {
      Q_EMIT self->worklistRequested();
    } else {
      workspace.classify(session->slide().id);
    }
  });
  auto* centre = new QVBoxLayout(empty);
  centre->addStretch(2);
  centre->addWidget(emptyText);
  centre->addWidget(emptyButton, 0, Qt::AlignHCenter);
  centre->addStretch(3);

  stack = new QStackedLayout(self);
  stack->addWidget(empty);
  stack->addWidget(buildContent());

  refreshTimer.setSingleShot(true);
  connect(&refreshTimer, &QTimer::timeout, self, [this] { refresh(); });
}

QWidget* ReportPage::Impl::buildContent() {
  auto* content = new QWidget(self);

  version = new QComboBox(content);
  version->setObjectName("reportVersion");
  version->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  connect(version, &QComboBox::activated, self, [this] { choose(); });
  languageTitle = new QLabel(content);
  language = new QComboBox(content);
  language->setObjectName("reportLanguage");
  language->addItem(QStringLiteral("English"), int(reporting::Language::English));
  language->addItem(QStringLiteral("中文"), int(reporting::Language::Chinese));
  const QSettings settings;
  language->setCurrentIndex(settings.value(kLanguageKey, int(interfaceLanguage())).toInt() == 1 ? 1 : 0);
  connect(language, &QComboBox::activated, self,
          [this](int index) { QSettings().setValue(kLanguageKey, language->itemData(index)); });
  languageTitle->setBuddy(language);
  pageSize = new QComboBox(content);
  pageSize->setObjectName("reportPageSize");
  pageSize->addItem(QStringLiteral("A4"), int(reporting::PageSize::A4));
  pageSize->addItem(QString(), int(reporting::PageSize::Letter));
  pageSize->setCurrentIndex(settings.value(kPageSizeKey, 0).toInt() == 1 ? 1 : 0);
  connect(pageSize, &QComboBox::activated, self,
          [this](int index) { QSettings().setValue(kPageSizeKey, pageSize->itemData(index)); });

  const auto menuButton = [content](const char* name, QAction* first,
                                    std::initializer_list<QAction*> actions) {
    auto* button = new QToolButton(content);
    button->setObjectName(QString::fromLatin1(name));
    auto* menu = new QMenu(button);
    for (QAction* entry : actions) menu->addAction(entry);
    button->setMenu(menu);
    button->setDefaultAction(first);
    button->setPopupMode(QToolButton::MenuButtonPopup);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
  };
  exportButton = menuButton("reportExportButton", pdfAction, {pdfAction, csvAction, jsonAction});
  printButton = menuButton("reportPrintButton", printAction, {printAction, previewAction});
  signButton = new QToolButton(content);
  signButton->setObjectName("reportSignButton");
  signButton->setDefaultAction(signAction);
  signButton->setFocusPolicy(Qt::TabFocus);
  QFont bold = signButton->font();
  bold.setBold(true);
  signButton->setFont(bold);

  auto* head = new QHBoxLayout;
  head->setSpacing(8);
  head->addWidget(version);
  head->addStretch(1);
  head->addWidget(languageTitle);
  head->addWidget(language);
  head->addWidget(pageSize);
  head->addSpacing(8);
  head->addWidget(exportButton);
  head->addWidget(printButton);
  head->addWidget(signButton);

  const auto strip = [content](const char* name, QLabel*& mark, QLabel*& text) {
    auto* frame = new QFrame(content);
    frame->setObjectName(QString::fromLatin1(name));
    frame->setFrameShape(QFrame::StyledPanel);
    mark = new QLabel(frame);
    text = makeLabel((QByteArray(name) + "Text").constData(), frame);
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(10, 5, 6, 5);
    row->addWidget(mark, 0, Qt::AlignTop);
    row->addWidget(text, 1);
    return frame;
  };
  banner = strip("reportBanner", bannerMark, bannerText);
  warning = strip("reportWarning", warningMark, warningText);
  reviewButton = new QPushButton(warning);
  reviewButton->setObjectName("reportGoReview");
  warning->layout()->addWidget(reviewButton);
  connect(reviewButton, &QPushButton::clicked, self, &ReportPage::reviewRequested);

  table = new DifferentialTable(content);
  chart = new ShareChart(content);
  chartLegend = makeLabel("reportChartLegend", content);
  chartLegend->setForegroundRole(QPalette::PlaceholderText);
  cellsTitle = makeLabel("reportCellsTitle", content);
  cells = new CellGroups;
  auto* scroll = new QScrollArea(content);
  scroll->setObjectName("reportCellsArea");
  scroll->setWidget(cells);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  facts = makeLabel("reportFacts", content);
  facts->setTextFormat(Qt::RichText);

  words = new WordsPanel;
  connect(words, &WordsPanel::edited, self, [this](const auto& entries) { typed(entries); });
  self->addActions({words->writeAction(), words->templateAction(), laboratoryAct, chooseCells});

  auto* pictures = new QWidget;
  auto* right = new QVBoxLayout(pictures);
  right->setContentsMargins(6, 8, 6, 6);
  right->setSpacing(4);
  right->addWidget(chart, 3);
  right->addWidget(chartLegend);
  right->addSpacing(6);
  auto* chooseButton = new QToolButton(pictures);
  chooseButton->setObjectName("reportChooseCellsButton");
  chooseButton->setDefaultAction(chooseCells);
  chooseButton->setFocusPolicy(Qt::TabFocus);
  auto* cellsHead = new QHBoxLayout;
  cellsHead->addWidget(cellsTitle, 1);
  cellsHead->addWidget(chooseButton);
  right->addLayout(cellsHead);
  right->addWidget(scroll, 4);
  auto* middle = new QHBoxLayout;
  middle->setSpacing(14);
  middle->addWidget(table, 5);
  tabs = new QTabWidget(content);
  tabs->setObjectName("reportTabs");
  tabs->addTab(words, QString());
  tabs->addTab(pictures, QString());
  connect(words->writeAction(), &QAction::triggered, self, [this] {
    tabs->setCurrentWidget(words);
    words->findChild<QWidget*>(QStringLiteral("reportConclusion"))->setFocus(Qt::ShortcutFocusReason);
  });
  middle->addWidget(tabs, 4);

  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(12, 10, 12, 10);
  layout->setSpacing(8);
  layout->addLayout(head);
  layout->addWidget(banner);
  layout->addWidget(warning);
  layout->addLayout(middle, 1);
  layout->addWidget(facts);
  return content;
}

void ReportPage::Impl::retranslate() {
  pdfAction->setText(ReportPage::tr("Export &PDF…"));
  csvAction->setText(ReportPage::tr("Export &CSV…"));
  jsonAction->setText(ReportPage::tr("Export &JSON…"));
  printAction->setText(ReportPage::tr("P&rint…"));
  previewAction->setText(ReportPage::tr("Print pre&view…"));
  laboratoryAct->setText(ReportPage::tr("La&boratory's report settings…"));
  chooseCells->setText(ReportPage::tr("Choose &cells…"));
  tabs->setTabText(0, ReportPage::tr("C&onclusion and limits"));
  tabs->setTabText(1, ReportPage::tr("Ch&art and cells"));
  version->setAccessibleName(ReportPage::tr("Version of the report"));
  version->setToolTip(ReportPage::tr("The report as it stands now, and every version that was signed"));
  languageTitle->setText(ReportPage::tr("&Language of the report"));
  // Until another one is chosen for the report, it speaks as the window does.
  if (!QSettings().contains(kLanguageKey))
    language->setCurrentIndex(language->findData(int(interfaceLanguage())));
  pageSize->setItemText(1, ReportPage::tr("Letter"));
  pageSize->setToolTip(ReportPage::tr("Page size"));
  pageSize->setAccessibleName(pageSize->toolTip());
  reviewButton->setText(ReportPage::tr("Review them"));
  chartLegend->setText(ReportPage::tr("Filled: confirmed. Hatched: auto-accepted. Whisker: 95 % interval."));
  enableActions();  // menus show its words before the page is seen
  stale = true;
  touch();
}

void ReportPage::Impl::followSession() {
  if (session) QObject::disconnect(session, nullptr, self, nullptr);
  session = workspace.session();
  crops.clear();
  shown.reset();
  signing = false;
  if (dialog) dialog->reject();
  if (choice) choice->reject();
  version->clear();
  if (session) {
    connect(session, &SlideSession::cellsChanged, self, [this] { touch(); });
    connect(session, &SlideSession::cellsReset, self, [this] { touch(); });
    connect(session, &SlideSession::thresholdsChanged, self, [this] { touch(); });
    connect(session, &SlideSession::slideChanged, self, [this] { touch(); });
    connect(session, &SlideSession::signRefused, self, [this](const Error& error) {
      refuse(ReportPage::tr("Not signed: %1.").arg(QString::fromStdString(error.detail)));
    });
    connect(session, &SlideSession::signed_, self, [this] {
      signing = false;
      if (dialog && dialog->isVisible()) dialog->accept();
      version->setCurrentIndex(-1);  // on to the version just made
      refresh();
      const auto& made = session->signatures().back();
      Q_EMIT workspace.notice(ReportPage::tr("Signed: version %1, hash %2")
                                  .arg(QString::number(made.version), made.contentSha256.left(12)));
    });
  }
  touch();
}

// A new report is due; made at once when somebody looks, else when the page is shown.
void ReportPage::Impl::touch() {
  stale = true;
  if (self->isVisible()) refreshTimer.start(kRefreshDelayMs);
}

void ReportPage::Impl::refresh() {
  stale = false;
  refreshTimer.stop();
  showEmpty();
  if (stack->currentIndex() == 0) {
    shown.reset();
    enableActions();
    return;
  }
  showVersions();
  choose();
  if (dialog) showToSigner();
}

void ReportPage::Impl::showEmpty() {
  if (!session) {
    emptyText->setText(ReportPage::tr("No slide is open. Open one in the worklist to see its differential."));
    emptyButton->setText(ReportPage::tr("Go to the worklist"));
    emptyButton->setVisible(true);
    emptyButton->setEnabled(true);
    emptyButton->setToolTip({});
    stack->setCurrentIndex(0);
    return;
  }
  const auto& slide = session->slide();
  if (slide.cells > 0 && slide.classified == 0 && slide.confirmed == 0 && session->signatures().empty()) {
    const auto progress = workspace.classificationProgress(slide.id);
    emptyText->setText(progress
                           ? ReportPage::tr("The cells are being classified: %1 %.").arg(int(100 * *progress))
                           : ReportPage::tr("No cell of this slide has been classified yet."));
    emptyButton->setText(ReportPage::tr("Classify now"));
    emptyButton->setVisible(!progress);
    emptyButton->setEnabled(workspace.modelStatus().state == ModelStatus::State::Ready);
    emptyButton->setToolTip(emptyButton->isEnabled() ? QString() : ReportPage::tr("No model is loaded yet."));
    stack->setCurrentIndex(0);
    return;
  }
  if (session->secondReading()) {
    emptyText->setText(
        ReportPage::tr("You read this slide blind. Its report shows when you have finished your reading."));
    emptyButton->setVisible(false);
    stack->setCurrentIndex(0);
    return;
  }
  if (slide.cells == 0) {
    emptyText->setText(ReportPage::tr("This slide has no cells: there is nothing to report."));
    emptyButton->setVisible(false);
    stack->setCurrentIndex(0);
    return;
  }
  stack->setCurrentIndex(1);
}

// The choice of versions, newest first. "As it stands now" is offered only where it differs from the
// newest signed version. Keeps what is chosen if it is still there.
void ReportPage::Impl::showVersions() {
  const QVariant chosen = version->currentData();
  const QSignalBlocker quiet(version);
  version->clear();
  const auto& slide = session->slide();
  const auto& signatures = session->signatures();
  if (signatures.empty()) {
    version->addItem(ReportPage::tr("As it stands now, not signed"), 0);
  } else if (slide.changedSinceSigning) {
    version->addItem(ReportPage::tr("As it stands now, changed since signing"), 0);
  }
  for (auto it = signatures.rbegin(); it != signatures.rend(); ++it) {
    version->addItem(
        stateIcon(CellState::Confirmed),
        ReportPage::tr("Version %1, %2, %3").arg(QString::number(it->version), it->signer, timeText(it->at)),
        it->version);
    if (!it->reason.isEmpty()) {
      version->setItemData(version->count() - 1, ReportPage::tr("Amended: %1").arg(it->reason),
                           Qt::ToolTipRole);
    }
  }
  int again = chosen.isValid() ? version->findData(chosen) : -1;
  // Who wrote on a signed version looks at what that makes of it.
  if (slide.changedSinceSigning && std::exchange(wroteOnSigned, false)) again = version->findData(0);
  version->setCurrentIndex(again >= 0 ? again : 0);
}

// Computes or thaws the version that is chosen, and shows it.
void ReportPage::Impl::choose() {
  if (!session) return;
  const int wanted = version->currentData().toInt();
  Shown next;
  const auto& signatures = session->signatures();
  const auto found = std::find_if(signatures.begin(), signatures.end(),
                                  [&](const auto& signature) { return signature.version == wanted; });
  if (found == signatures.end()) {
    next.differential = desk->report();
  } else {
    auto frozen = reporting::differentialFromJson(found->content);
    if (!frozen) {
      Q_EMIT workspace.failed(frozen.error());
      next.doubt = frozen.error();
    } else {
      next.differential = std::move(*frozen);
      if (auto fits = reporting::checkSignature(next.differential, *found); !fits) next.doubt = fits.error();
    }
    next.signature = *found;
    next.present = found + 1 == signatures.end() && !session->slide().changedSinceSigning;
  }
  shown = std::move(next);
  showReport();
}

void ReportPage::Impl::showReport() {
  const auto& d = shown->differential;
  const auto words = interfaceLanguage();
  table->show(d);

  QList<ShareBar> bars;
  for (const auto& row : d.rows) {
    if (!row.counted) continue;
    ShareBar bar;
    bar.mark = row.shortName.isEmpty() ? row.classId.left(4) : row.shortName;
    bar.name = reporting::className(row, words);
    bar.colour = QColor(row.colour);
    if (d.counted > 0) {
      bar.confirmed = double(row.cells.confirmed) / d.counted;
      bar.autoAccepted = double(row.cells.autoAccepted) / d.counted;
      bar.interval = row.interval;
    } else {
      bar.interval = {0, 0};
    }
    bars.append(bar);
  }
  chart->setBars(bars);

  showBanner();
  warningMark->setPixmap(stateIcon(CellState::Rejected).pixmap(16, 16));
  warning->setVisible(d.unresolved > 0);
  warningText->setText(unresolvedText(d));
  reviewButton->setVisible(shown->present && !shown->signature);

  QStringList lines;
  const auto line = [&](const QString& head, const QString& text) {
    if (!text.isEmpty()) lines << QStringLiteral("<b>%1</b>&ensp;%2").arg(head, text.toHtmlEscaped());
  };
  const QString sample = d.sampleId.isEmpty() ? d.title : ReportPage::tr("%1, %2").arg(d.sampleId, d.title);
  QStringList who = {ReportPage::tr("imported %1").arg(timeText(d.importedAt)),
                     ReportPage::tr("computed %1").arg(timeText(d.computedAt)),
                     ReportPage::tr("operator %1").arg(d.operatorName)};
  if (d.synthetic) who.prepend(ReportPage::tr("SYNTHETIC: drawn by a computer, no patient's"));
  line(ReportPage::tr("Slide"), sample + QStringLiteral(" · ") + who.join(QStringLiteral(" · ")));
  if (!d.modelSha.isEmpty()) {
    const QLocale locale;
    const bool own = d.thresholds == d.modelThresholds;
    line(ReportPage::tr("Model"),
         ReportPage::tr("%1 %2, weights %3 · thresholds %4: c ≥ %5, max D ≥ %6")
             .arg(d.modelName, d.modelVersion, d.modelSha.left(12),
                  own ? ReportPage::tr("of the model") : ReportPage::tr("set for this slide"),
                  locale.toString(d.thresholds.confidence, 'g', 6),
                  locale.toString(d.thresholds.membership, 'g', 6)));
  }
  if (d.examiners && d.readers.size() == 2) {
    const auto rows = reporting::compareReaders(d);
    const int differ =
        int(std::count_if(rows.begin(), rows.end(), [](const auto& row) { return row.differ(); }));
    line(ReportPage::tr("Two examiners"),
         ReportPage::tr("%1 counted %2 cells, %3 counted %4; ")
                 .arg(d.readers[0].name, QString::number(d.readers[0].counted), d.readers[1].name,
                      QString::number(d.readers[1].counted)) +
             (differ == 0 ? ReportPage::tr("they agree within chance on every class")
                          : ReportPage::tr("they differ beyond chance on %n class(es)", "", differ)));
  }
  // The whole statement, as the report prints it, is one hover away.
  line(ReportPage::tr("Evidence"), reporting::evidenceInWords(d, words));
  facts->setToolTip(QStringLiteral("<p>%1</p><p>%2</p>")
                        .arg(reporting::thresholdsInWords(d, words).toHtmlEscaped(),
                             reporting::calibrationInWords(d, words).toHtmlEscaped()));
  line(ReportPage::tr("Research use only"), reporting::phrase(reporting::Phrase::ResearchUseSentence, words));
  facts->setText(lines.join(QStringLiteral("<br>")));

  const bool editable = shown->present && desk->ready();
  this->words->showReport(d, editable);
  chooseCells->setEnabled(editable && !d.pictures.empty());
  showCells();
  enableActions();
}

void ReportPage::Impl::showBanner() {
  const auto& signatures = session->signatures();
  const auto stated = [](const casebook::SignatureRecord& s) {
    return (s.kind == casebook::SignatureKind::Preparation
                ? ReportPage::tr(
                      "Prepared by <b>%1</b> at %2, waiting for the second signer: %3. Version %4, "
                      "hash <code>%5</code>")
            : s.kind == casebook::SignatureKind::Preliminary
                ? ReportPage::tr(
                      "Signed as preliminary by <b>%1</b> at %2, not released: %3. Version %4, hash "
                      "<code>%5</code>")
                : ReportPage::tr("Signed by <b>%1</b> at %2: %3. Version %4, hash <code>%5</code>"))
        .arg(s.signer.toHtmlEscaped(), timeText(s.at), s.meaning.toHtmlEscaped(), QString::number(s.version),
             s.contentSha256.left(16));
  };
  QString text, tip;
  CellState mark = CellState::Confirmed;
  if (shown->signature) {
    if (shown->signature->kind != casebook::SignatureKind::Release) mark = CellState::AutoAccepted;
    text = stated(*shown->signature);
    tip = ReportPage::tr("SHA-256 of the frozen numbers: %1\nHead of the audit trail: %2")
              .arg(shown->signature->contentSha256, shown->signature->auditHead);
    if (!shown->signature->reason.isEmpty()) {
      text += ReportPage::tr("<br>Amended: %1").arg(shown->signature->reason.toHtmlEscaped());
    }
    if (shown->signature->version != signatures.back().version) {
      text += ReportPage::tr("<br>You look at an earlier version as it was signed; version %1 is the newest.")
                  .arg(signatures.back().version);
    } else if (!shown->present) {
      text += ReportPage::tr("<br>The slide has changed since.");
    }
    if (shown->doubt) {
      mark = CellState::Rejected;
      text += ReportPage::tr("<br><b>The stored numbers do not fit this signature. Do not use them.</b> %1")
                  .arg(sentence(*shown->doubt).toHtmlEscaped());
    }
  } else if (!signatures.empty()) {
    mark = CellState::Changed;
    text = ReportPage::tr("<b>Changed since signing: sign an amended version.</b> %1")
               .arg(stated(signatures.back()));
  } else {
    mark = CellState::Unclassified;
    text = ReportPage::tr("Not signed: preliminary. These numbers may still change.");
  }
  bannerMark->setPixmap(stateIcon(mark).pixmap(16, 16));
  bannerText->setText(text);
  bannerText->setToolTip(tip);
}

void ReportPage::Impl::showCells() {
  groups.clear();
  for (const auto& row : shown->differential.rows) {
    const auto it = shown->differential.pictures.find(row.classId);
    if (it == shown->differential.pictures.end()) continue;
    CellGroup group;
    group.cellClass = chipOf(row);
    for (const auto& picture : it->second) {
      const int at = session->rowOf(picture.cell);
      if (at < 0) continue;
      const auto known = crops.find(at);
      group.cells.push_back({at, known == crops.end() ? QImage() : known->second, picture.confirmed});
    }
    if (!group.cells.empty()) groups.push_back(std::move(group));
  }
  const bool old = shown->differential.schemaVersion < 2;
  cellsTitle->setText(old              ? ReportPage::tr("This version was signed without pictures of cells.")
                      : groups.empty() ? ReportPage::tr("No cell has been counted yet.")
                                       : ReportPage::tr("Representative cells, confirmed ones first"));
  cells->setGroups(groups);
  for (const auto& group : groups) {
    for (const auto& cell : group.cells) {
      if (cell.image.isNull()) takeCrop(cell.row);
    }
  }
}

// Asks for a picture, or takes it if it is there.
void ReportPage::Impl::takeCrop(int row) {
  const QImage image = workspace.images()->crop(row);
  if (image.isNull()) return;
  crops[row] = image;
  for (auto& group : groups) {
    for (auto& cell : group.cells) {
      if (cell.row == row) cell.image = image;
    }
  }
  cells->setImage(row, image);
}

bool ReportPage::Impl::imagesMissing() const {
  if (!desk->ready() || stale) return true;
  const QString& logo = shown->differential.laboratory.logoSha256;
  if (!logo.isEmpty() && desk->logo(logo).isNull()) return true;
  for (const auto& group : groups) {
    for (const auto& cell : group.cells) {
      if (cell.image.isNull()) return true;
    }
  }
  return false;
}

// The newest signature still stands for the slide as it is.
bool ReportPage::Impl::nothingToSign() const {
  return !session->signatures().empty() && !session->slide().changedSinceSigning &&
         session->signatures().back().kind == casebook::SignatureKind::Release;
}

void ReportPage::Impl::enableActions() {
  const bool any = shown.has_value();
  const bool whole = any && !shown->doubt && desk->ready();
  for (QAction* action : {pdfAction, csvAction, jsonAction, printAction, previewAction}) {
    action->setEnabled(whole);
  }
  const bool person = workspace.people()->may(casebook::Permission::SignPrepared);
  const bool can = any && session && desk->ready() && !signing && !nothingToSign() && person;
  signAction->setEnabled(can);
  const bool amend = session && !session->signatures().empty();
  signAction->setText(amend ? ReportPage::tr("&Sign amended version…") : ReportPage::tr("&Sign…"));
  signAction->setToolTip(!any || can ? QString()
                         : !person   ? ReportPage::tr("Your roles do not sign.")
                         : signing   ? ReportPage::tr("The signature is being stored.")
                                     : ReportPage::tr("Nothing has changed since the last signature."));
}

// Where the sheet still waits, it says so itself.
void ReportPage::Impl::refuse(const QString& why) {
  if (dialog && dialog->isVisible() && signing) dialog->showRefusal(why);
  signing = false;
  enableActions();
}

// What the sheet shows is what is signed, to the byte.
void ReportPage::Impl::showToSigner() {
  toSign = desk->report();
  dialog->setDifferential(toSign);
}

void ReportPage::Impl::sign() {
  if (!session || dialog || !desk->ready()) return;
  desk->flush();
  const int next = session->signatures().empty() ? 1 : session->signatures().back().version + 1;
  dialog = new SignDialog(next, workspace.operatorName(), self);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  showToSigner();
  const auto store = [this] {
    if (!session) return;
    signing = true;
    enableActions();
    session->sign(dialog->signer(), dialog->meaning(), dialog->reason(), dialog->kind(), dialog->password(),
                  reporting::toJson(toSign));
  };
  if (!session->slide().changedSinceSigning && next > 1) {
    dialog->suggestReason(ReportPage::tr("Version %1 was: %2")
                              .arg(QString::number(next - 1), session->signatures().back().meaning));
  }
  if (const auto& person = workspace.people()->current()) {
    dialog->setAccount(person->roles);
    connect(dialog, &SignDialog::signRequested, self, store);
  } else {
    connect(dialog, &QDialog::accepted, self, store);
  }
  dialog->open();
}

// --- files and paper --------------------------------------------------------------------------

QString ReportPage::Impl::suggestedName(Format format) const {
  const auto& d = shown->differential;
  QString name = d.sampleId.isEmpty() ? d.title : d.sampleId;
  name.replace(QRegularExpression(QStringLiteral("[\\\\/:*?\"<>|\\s]+")), QStringLiteral("-"));
  if (name.isEmpty()) name = QStringLiteral("report");
  if (shown->signature) name += QStringLiteral("-v%1").arg(shown->signature->version);
  const QString folder =
      QSettings()
          .value(kFolderKey, QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
          .toString();
  return QDir(folder).filePath(name + QLatin1Char('.') + suffixOf(format));
}

void ReportPage::Impl::askFile(Format format) {
  if (!shown) return;
  const QString kind = suffixOf(format);
  auto* ask = new QFileDialog(self, ReportPage::tr("Export the report"), suggestedName(format),
                              ReportPage::tr("%1 files (*.%2)").arg(kind.toUpper(), kind));
  ask->setObjectName("reportExportDialog");
  ask->setAttribute(Qt::WA_DeleteOnClose);
  ask->setAcceptMode(QFileDialog::AcceptSave);
  ask->setDefaultSuffix(kind);
  connect(ask, &QFileDialog::fileSelected, self, [this, format](const QString& file) {
    QSettings().setValue(kFolderKey, QFileInfo(file).absolutePath());
    self->exportTo(format, file);
  });
  ask->open();
}

// Pictures come from the image threads: goes on when the last one is there, or without those that
// do not come in time.
void ReportPage::Impl::whenImagesAreThere(std::function<void()> then) {
  if (!imagesMissing()) {
    then();
    return;
  }
  auto* timer = new QTimer(self);
  timer->setInterval(20);
  QElapsedTimer waited;
  waited.start();
  connect(timer, &QTimer::timeout, self, [this, timer, waited, then = std::move(then)] {
    if (!session) {
      timer->deleteLater();
      return;
    }
    if (stale && desk->ready()) refresh();
    if (!desk->ready() || (shown && imagesMissing() && waited.elapsed() < kImagesLimitMs)) return;
    timer->stop();
    timer->deleteLater();
    if (shown) then();
  });
  timer->start();
}

reporting::ReportOptions ReportPage::Impl::options() const {
  reporting::ReportOptions made;
  made.language = reporting::Language(language->currentData().toInt());
  made.pageSize = reporting::PageSize(pageSize->currentData().toInt());
  made.signature = shown->signature;
  for (const auto& group : groups) {
    for (const auto& cell : group.cells) {
      if (!cell.image.isNull()) made.images[session->cells()[std::size_t(cell.row)].id] = cell.image;
    }
  }
  made.logo = desk->logo(shown->differential.laboratory.logoSha256);
  return made;
}

void ReportPage::exportTo(Format format, const QString& file) {
  if (!impl_->session) return;
  if (impl_->stale) impl_->refresh();
  if (!impl_->shown || impl_->shown->doubt) return;
  impl_->whenImagesAreThere([this, format, file] { impl_->write(format, file); });
}

void ReportPage::Impl::write(Format format, const QString& file) {
  auto promise = std::make_shared<QPromise<Result<void>>>();
  auto* watcher = new QFutureWatcher<Result<void>>(self);
  writing.append(watcher);
  connect(watcher, &QFutureWatcherBase::finished, self, [this, watcher, file] {
    writing.removeOne(watcher);
    const Result<void> done = watcher->result();
    watcher->deleteLater();
    if (done) {
      Q_EMIT workspace.notice(ReportPage::tr("Written: %1").arg(QDir::toNativeSeparators(file)));
    } else {
      Q_EMIT workspace.failed(done.error());
    }
  });
  watcher->setFuture(promise->future());
  QThreadPool::globalInstance()->start(
      [promise, format, file, differential = shown->differential, options = options()] {
        promise->start();
        switch (format) {
          case Format::Pdf: promise->addResult(reporting::writePdf(file, differential, options)); break;
          case Format::Csv:
            promise->addResult(reporting::writeCsv(file, differential, options.signature));
            break;
          case Format::Json:
            promise->addResult(reporting::writeJson(file, differential, options.signature));
            break;
        }
        promise->finish();
      });
}

void ReportPage::Impl::print() {
  if (!shown || shown->doubt) return;
  whenImagesAreThere([this] {
    auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    const auto chosen = options();
    printer->setPageSize(
        QPageSize(chosen.pageSize == reporting::PageSize::A4 ? QPageSize::A4 : QPageSize::Letter));
    printer->setDocName(QFileInfo(suggestedName(Format::Pdf)).completeBaseName());
    auto* ask = new QPrintDialog(printer.get(), self);
    ask->setObjectName("reportPrintDialog");
    ask->setAttribute(Qt::WA_DeleteOnClose);
    // What was shown when the dialog opened is what is printed.
    connect(ask, qOverload<>(&QDialog::accepted), self,
            [printer, chosen, differential = shown->differential] {
              reporting::paintReport(*printer, differential, chosen);
            });
    connect(ask, &QObject::destroyed, self, [printer] {});
    ask->open();
  });
}

void ReportPage::Impl::typed(const casebook::ReportEntries& entries) {
  if (shown && shown->signature) wroteOnSigned = true;
  desk->setEntries(entries);
}

void ReportPage::Impl::chooseReportCells() {
  if (!shown || !session || choice) return;
  std::map<QString, std::vector<casebook::Id>> pictures;
  for (const auto& [classId, cells] : shown->differential.pictures)
    for (const auto& cell : cells) pictures[classId].push_back(cell.cell);
  choice = new CellChoice(*session, *workspace.images(), std::move(pictures), desk->entries().cells, self);
  choice->setAttribute(Qt::WA_DeleteOnClose);
  connect(choice, &QDialog::accepted, self, [this] {
    auto entries = desk->entries();
    entries.cells = choice->chosen();
    words->setEntries(entries);
    typed(entries);
  });
  choice->open();
}

void ReportPage::Impl::setUpLaboratory() {
  if (laboratoryDialog) {
    laboratoryDialog->raise();
    return;
  }
  const auto& lab = desk->laboratory();
  laboratoryDialog = new LaboratoryDialog(lab, desk->logo(lab.logoSha256), self->window());
  laboratoryDialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(laboratoryDialog, &QDialog::accepted, self,
          [this] { desk->setLaboratory(laboratoryDialog->laboratory(), laboratoryDialog->logoPng()); });
  laboratoryDialog->open();
}

void ReportPage::Impl::preview() {
  if (!shown || shown->doubt) return;
  whenImagesAreThere([this] {
    auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    const auto chosen = options();
    printer->setPageSize(
        QPageSize(chosen.pageSize == reporting::PageSize::A4 ? QPageSize::A4 : QPageSize::Letter));
    auto* view = new QPrintPreviewDialog(printer.get(), self);
    view->setObjectName("reportPreviewDialog");
    view->setAttribute(Qt::WA_DeleteOnClose);
    connect(view, &QPrintPreviewDialog::paintRequested, self,
            [chosen, differential = shown->differential](QPrinter* device) {
              reporting::paintReport(*device, differential, chosen);
            });
    connect(view, &QObject::destroyed, self, [printer] {});
    view->resize(860, 1000);
    view->show();  // beside the window, not before it
  });
}

ReportPage::ReportPage(Workspace& workspace, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  impl_->build();
  connect(&workspace, &Workspace::sessionChanged, this, [this] { impl_->followSession(); });
  connect(&workspace, &Workspace::modelStatusChanged, this, [this] { impl_->touch(); });
  auto* desk = impl_->desk;
  connect(desk, &ReportDesk::entriesRead, this, [this] {
    if (!impl_->desk->ready()) impl_->words->lock();
    impl_->words->setEntries(impl_->desk->entries());
    impl_->words->setSaved(true);
    impl_->touch();
  });
  connect(desk, &ReportDesk::entriesChanged, this, [this] {
    impl_->words->setSaved(false);
    impl_->stale = true;
    if (isVisible()) impl_->refreshTimer.start(kTypingDelayMs);
  });
  connect(desk, &ReportDesk::stored, this, [this] { impl_->words->setSaved(true); });
  connect(desk, &ReportDesk::laboratoryChanged, this, [this] {
    impl_->words->setTemplates(impl_->desk->laboratory().templates);
    impl_->touch();
  });
  connect(desk, &ReportDesk::logoReady, this, [this] { impl_->touch(); });
  connect(desk, &ReportDesk::refreshed, this, [this] { impl_->touch(); });
  connect(&workspace, &Workspace::activitiesChanged, this, [this] {
    if (impl_->stack->currentIndex() == 0) impl_->touch();
  });
  connect(&workspace, &Workspace::failed, this,
          [this](const Error& error) { impl_->refuse(impl_->signing ? sentence(error) : QString()); });
  connect(workspace.images(), &CellImageProvider::cropReady, this, [this](int row) {
    for (const auto& group : impl_->groups) {
      for (const auto& cell : group.cells) {
        if (cell.row == row && cell.image.isNull()) {
          impl_->takeCrop(row);
          return;
        }
      }
    }
  });
  impl_->retranslate();
  impl_->followSession();
  impl_->refresh();
}

ReportPage::~ReportPage() {
  for (auto* watcher : impl_->writing) watcher->waitForFinished();
}

QList<QAction*> ReportPage::pageActions() const {
  const Impl& d = *impl_;
  return {d.words->writeAction(),
          d.words->templateAction(),
          d.signAction,
          d.pdfAction,
          d.csvAction,
          d.jsonAction,
          d.printAction,
          d.previewAction,
          d.laboratoryAct};
}

QAction* ReportPage::laboratoryAction() const {
  return impl_->laboratoryAct;
}

bool ReportPage::hasPendingWrites() const {
  return impl_->desk->hasPendingWrites();
}

void ReportPage::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) impl_->retranslate();
  if (event->type() == QEvent::PaletteChange) impl_->touch();
}

void ReportPage::hideEvent(QHideEvent* event) {
  impl_->desk->flush();  // who turns away has finished for now
  QWidget::hideEvent(event);
}

void ReportPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (impl_->stale) impl_->refresh();
  impl_->desk->refresh();
}

}  // namespace cellwise::ui
