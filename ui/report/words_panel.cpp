#include "report/words_panel.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

#include "report/differential_table.h"
#include "reporting/report_text.h"
#include "style/marks.h"

namespace cellwise::ui {
namespace {

constexpr double kMostWhiteCells = 2'000;  // 10^9/L; more is a slip of the keyboard
constexpr int kNumberedTemplates = 9;

QString typed(double count) {
  return QLocale().toString(count, 'g', 6);
}

}  // namespace

Result<std::optional<double>> whiteCellsFrom(const QString& text) {
  QString plain = text.trimmed();
  if (plain.isEmpty()) return std::optional<double>();
  plain.replace(QLatin1Char(','), QLatin1Char('.'));
  bool number = false;
  const double count = plain.toDouble(&number);
  if (!number || !(count > 0) || count > kMostWhiteCells)
    return failure(ErrorCode::ArgumentInvalid, "not a white cell count");
  return std::optional(count);
}

struct WordsPanel::Impl {
  explicit Impl(WordsPanel* panel) : q(panel) {}

  WordsPanel* q;
  casebook::ReportEntries entries;
  std::vector<casebook::ReportTemplate> templates;
  bool editable = false;
  bool saved = true;
  bool blood = true;

  QLabel *whiteTitle = nullptr, *whiteUnit = nullptr, *whiteNote = nullptr;
  QLineEdit* white = nullptr;
  QLabel *commentsTitle = nullptr, *conclusionTitle = nullptr, *savedText = nullptr;
  QPlainTextEdit *comments = nullptr, *conclusion = nullptr;
  QToolButton* insert = nullptr;
  QMenu* menu = nullptr;
  QAction *write = nullptr, *templateAct = nullptr;
  QLabel* limitsTitle = nullptr;
  QTableWidget* limits = nullptr;

  void fill();
  void changed();
  void showSaved();
  void insertText(const QString& text);
  void fillMenu();
  void retranslate();
  QPlainTextEdit* target() const { return comments->hasFocus() ? comments : conclusion; }
};

WordsPanel::WordsPanel(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>(this)) {
  Impl& d = *impl_;
  setObjectName("reportWords");
  const auto label = [this](const char* name) {
    auto* made = new QLabel(this);
    made->setObjectName(QLatin1String(name));
    return made;
  };
  const auto editor = [this](const char* name) {
    auto* made = new QPlainTextEdit(this);
    made->setObjectName(QLatin1String(name));
    made->setTabChangesFocus(true);
    made->setReadOnly(true);  // until there is something to write on
    connect(made, &QPlainTextEdit::textChanged, this, [this] { impl_->changed(); });
    return made;
  };
  d.whiteTitle = label("reportWhiteTitle");
  d.white = new QLineEdit(this);
  d.white->setObjectName("reportWhiteCells");
  d.white->setMaximumWidth(90);
  d.white->setReadOnly(true);
  d.white->setAlignment(Qt::AlignRight);
  d.whiteTitle->setBuddy(d.white);
  connect(d.white, &QLineEdit::textChanged, this, [this] { impl_->changed(); });
  d.whiteUnit = label("reportWhiteUnit");
  d.whiteUnit->setText(QStringLiteral("×10⁹/L"));
  d.whiteNote = label("reportWhiteNote");
  d.whiteNote->setWordWrap(true);
  d.whiteNote->setForegroundRole(QPalette::PlaceholderText);

  d.commentsTitle = label("reportCommentsTitle");
  d.comments = editor("reportComments");
  d.commentsTitle->setBuddy(d.comments);
  d.conclusionTitle = label("reportConclusionTitle");
  d.conclusion = editor("reportConclusion");
  d.conclusionTitle->setBuddy(d.conclusion);
  d.savedText = label("reportSaved");
  d.savedText->setForegroundRole(QPalette::PlaceholderText);

  d.write = new QAction(this);
  d.write->setObjectName("reportWrite");
  d.write->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_J));
  connect(d.write, &QAction::triggered, this,
          [this] { impl_->conclusion->setFocus(Qt::ShortcutFocusReason); });
  d.templateAct = new QAction(this);
  d.templateAct->setObjectName("reportInsertTemplate");
  d.templateAct->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_T));
  connect(d.templateAct, &QAction::triggered, this, [this] {
    auto* into = impl_->target();
    impl_->menu->popup(into->viewport()->mapToGlobal(into->cursorRect().bottomLeft()));
  });
  d.menu = new QMenu(this);
  d.menu->setObjectName("reportTemplates");
  d.insert = new QToolButton(this);
  d.insert->setObjectName("reportTemplateButton");
  d.insert->setDefaultAction(d.templateAct);
  d.insert->setFocusPolicy(Qt::TabFocus);

  d.limitsTitle = label("reportLimitsTitle");
  d.limits = new QTableWidget(0, 3, this);
  d.limits->setObjectName("reportLimits");
  d.limits->setEditTriggers(QAbstractItemView::NoEditTriggers);
  d.limits->setSelectionBehavior(QAbstractItemView::SelectRows);
  d.limits->setShowGrid(false);
  d.limits->setWordWrap(false);
  d.limits->setTabKeyNavigation(false);
  d.limits->verticalHeader()->hide();
  d.limits->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  d.limits->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
  d.limits->horizontalHeader()->setHighlightSections(false);
  d.limits->horizontalHeader()->setSectionsClickable(false);
  d.limits->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  d.limits->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  d.limitsTitle->setBuddy(d.limits);

  auto* whiteRow = new QHBoxLayout;
  whiteRow->addWidget(d.whiteTitle);
  whiteRow->addWidget(d.white);
  whiteRow->addWidget(d.whiteUnit);
  whiteRow->addSpacing(6);
  whiteRow->addWidget(d.whiteNote, 1);
  auto* conclusionRow = new QHBoxLayout;
  conclusionRow->addWidget(d.conclusionTitle);
  conclusionRow->addStretch(1);
  conclusionRow->addWidget(d.savedText);
  conclusionRow->addWidget(d.insert);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 8, 6, 6);
  layout->setSpacing(4);
  layout->addLayout(whiteRow);
  layout->addSpacing(2);
  layout->addWidget(d.commentsTitle);
  layout->addWidget(d.comments, 2);
  layout->addLayout(conclusionRow);
  layout->addWidget(d.conclusion, 3);
  layout->addSpacing(4);
  layout->addWidget(d.limitsTitle);
  layout->addWidget(d.limits, 4);
  for (auto* edit : {d.comments, d.conclusion}) edit->setMinimumHeight(2 * fontMetrics().height() + 12);
  d.limits->setMinimumHeight(5 * fontMetrics().height());
  d.retranslate();
}

WordsPanel::~WordsPanel() = default;

void WordsPanel::Impl::changed() {
  if (!editable) return;
  auto next = entries;
  next.comments = comments->toPlainText();
  next.conclusion = conclusion->toPlainText();
  const auto count = whiteCellsFrom(white->text());
  if (count) {
    next.whiteCells = *count;
  } else {
    whiteNote->setText(WordsPanel::tr("Not a count: nothing is stored. Enter a number such as 7.4."));
    next.whiteCells.reset();
  }
  if (next == entries) return;
  entries = next;
  Q_EMIT q->edited(entries);
}

void WordsPanel::setEntries(const casebook::ReportEntries& entries) {
  impl_->entries = entries;
  if (impl_->editable) impl_->fill();
}

void WordsPanel::Impl::fill() {
  const QSignalBlocker a(white), b(comments), c(conclusion);
  white->setText(entries.whiteCells ? typed(*entries.whiteCells) : QString());
  if (comments->toPlainText() != entries.comments) comments->setPlainText(entries.comments);
  if (conclusion->toPlainText() != entries.conclusion) conclusion->setPlainText(entries.conclusion);
}

void WordsPanel::showReport(const reporting::Differential& report, bool editable) {
  Impl& d = *impl_;
  d.blood = report.specimen == QLatin1String("blood");
  for (QWidget* widget : std::initializer_list<QWidget*>{d.whiteTitle, d.white, d.whiteUnit, d.whiteNote})
    widget->setVisible(d.blood);
  const bool begins = editable && !std::exchange(d.editable, editable);
  d.white->setReadOnly(!editable);
  d.comments->setReadOnly(!editable);
  d.conclusion->setReadOnly(!editable);
  d.templateAct->setEnabled(editable);
  if (begins) {
    d.fill();
  } else if (!editable) {
    const QSignalBlocker a(d.white), b(d.comments), c(d.conclusion);
    d.white->setText(report.whiteCells ? typed(report.whiteCells->entered) : QString());
    d.comments->setPlainText(report.comments);
    d.conclusion->setPlainText(report.conclusion);
  }
  if (whiteCellsFrom(d.white->text()))
    d.whiteNote->setText(reporting::whiteCellsInWords(report, interfaceLanguage()));

  const auto words = interfaceLanguage();
  const bool zh = words == reporting::Language::Chinese;
  const int selected = d.limits->currentRow();
  d.limits->setRowCount(0);
  for (const auto& f : report.limits) {
    const int row = d.limits->rowCount();
    d.limits->insertRow(row);
    const auto side = reporting::sideOf(f);
    const bool straddles =
        side == reporting::LimitSide::StraddlesOpen || side == reporting::LimitSide::StraddlesSampling;
    const QString tip =
        QStringLiteral("<p>%1</p><p>%2</p><p>%3</p>")
            .arg(reporting::limitSide(f, words).toHtmlEscaped(), (zh ? f.wordsZh : f.wordsEn).toHtmlEscaped(),
                 (zh ? f.meaningZh : f.meaningEn).toHtmlEscaped());
    // Short, so that the limit's name has room; the rest is one hover away.
    const QString texts[] = {zh ? f.titleZh : f.titleEn,
                             f.of > 0 ? reporting::percent(double(f.cells) / f.of) : QStringLiteral("–"),
                             straddles                               ? WordsPanel::tr("straddles")
                             : side == reporting::LimitSide::Reached ? WordsPanel::tr("reached")
                                                                     : WordsPanel::tr("below")};
    for (int column = 0; column < 3; ++column) {
      auto* item = new QTableWidgetItem(texts[column]);
      item->setToolTip(tip);
      QFont font = d.limits->font();
      font.setBold(straddles || side == reporting::LimitSide::Reached);
      item->setFont(font);
      if (column == 2)
        item->setIcon(stateIcon(straddles                               ? CellState::Rejected
                                : side == reporting::LimitSide::Reached ? CellState::Confirmed
                                                                        : CellState::AutoAccepted));
      d.limits->setItem(row, column, item);
    }
  }
  if (selected >= 0 && selected < d.limits->rowCount()) d.limits->setCurrentCell(selected, 0);
  d.limits->setVisible(!report.limits.empty());
  d.retranslate();
}

void WordsPanel::lock() {
  Impl& d = *impl_;
  d.editable = false;
  d.white->setReadOnly(true);
  d.comments->setReadOnly(true);
  d.conclusion->setReadOnly(true);
  d.templateAct->setEnabled(false);
}

void WordsPanel::setTemplates(const std::vector<casebook::ReportTemplate>& templates) {
  impl_->templates = templates;
  impl_->fillMenu();
}

// By menu or by key: its number, as long as there is one.
void WordsPanel::Impl::fillMenu() {
  menu->clear();
  int number = 0;
  for (const auto& each : templates) {
    QString name = each.name;
    name.replace(QLatin1Char('&'), QLatin1String("&&"));
    if (++number <= kNumberedTemplates) name = QStringLiteral("&%1  %2").arg(QString::number(number), name);
    QAction* action = menu->addAction(name);
    action->setToolTip(each.text);
    connect(action, &QAction::triggered, q, [this, text = each.text] { insertText(text); });
  }
  menu->setToolTipsVisible(true);
  if (templates.empty()) {
    menu->addAction(WordsPanel::tr("No templates yet: make some in the laboratory's report settings"))
        ->setEnabled(false);
  }
}

// Where the cursor is, as a step of its own that can be undone; on a line of its own where text stands
// before.
void WordsPanel::Impl::insertText(const QString& text) {
  auto* into = target();
  QTextCursor cursor = into->textCursor();
  cursor.beginEditBlock();
  if (!cursor.atBlockStart() && !cursor.hasSelection()) cursor.insertText(QStringLiteral("\n"));
  cursor.insertText(text);
  cursor.endEditBlock();
  into->setTextCursor(cursor);
  into->setFocus();
}

void WordsPanel::setSaved(bool saved) {
  impl_->saved = saved;
  impl_->showSaved();
}

void WordsPanel::Impl::showSaved() {
  savedText->setVisible(editable);
  savedText->setText(saved ? WordsPanel::tr("Saved") : WordsPanel::tr("Saving…"));
}

void WordsPanel::Impl::retranslate() {
  whiteTitle->setText(WordsPanel::tr("W&BC"));
  white->setAccessibleName(WordsPanel::tr("White cell count, 10⁹ per litre"));
  white->setToolTip(WordsPanel::tr("As the analyser gave it; absolute counts follow from it"));
  commentsTitle->setText(WordsPanel::tr("Co&mments"));
  conclusionTitle->setText(WordsPanel::tr("Co&nclusion"));
  limitsTitle->setText(limits->isVisibleTo(q) ? WordsPanel::tr("Decision &limits")
                                              : WordsPanel::tr("No decision limit applies to this slide."));
  limits->setAccessibleName(WordsPanel::tr("Decision limits"));
  limits->setHorizontalHeaderLabels(
      {WordsPanel::tr("Limit"), WordsPanel::tr("Share"), WordsPanel::tr("Side")});
  for (int column = 0; column < 3; ++column)
    limits->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  write->setText(WordsPanel::tr("&Write the conclusion"));
  templateAct->setText(WordsPanel::tr("Insert a &template"));
  templateAct->setToolTip(WordsPanel::tr("Insert one of the laboratory's texts where the cursor is (%1)")
                              .arg(templateAct->shortcut().toString(QKeySequence::NativeText)));
  comments->setPlaceholderText(editable ? WordsPanel::tr("Such as: toxic granulation, giant platelets")
                                        : QString());
  conclusion->setPlaceholderText(editable ? WordsPanel::tr("What the count means; printed and signed")
                                          : QString());
  showSaved();
}

QAction* WordsPanel::writeAction() const {
  return impl_->write;
}
QAction* WordsPanel::templateAction() const {
  return impl_->templateAct;
}

void WordsPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) {
    impl_->retranslate();
    impl_->fillMenu();
  }
}

}  // namespace cellwise::ui
