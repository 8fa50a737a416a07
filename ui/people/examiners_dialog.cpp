#include "people/examiners_dialog.h"

#include <QComboBox>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

#include "bridge/people.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "casebook/second_readings.h"
#include "reporting/readers.h"
#include "style/fit_height.h"
#include "style/marks.h"
#include "workflow/report_content.h"

namespace cellwise::ui {
namespace {

using casebook::Casebook;
using casebook::ReadingKind;
using casebook::SecondReading;
using casebook::SecondReadings;

constexpr int kTarget = 200;  // CLSI H20
const QString kTargetKey = QStringLiteral("people/examinersCells");

enum Column { kClass, kFirst, kSecond, kDifference, kProbability, kColumns };

reporting::Language reportLanguage() {
  return QLocale().language() == QLocale::Chinese ? reporting::Language::Chinese
                                                  : reporting::Language::English;
}

}  // namespace

struct ExaminersDialog::Impl {
  Impl(ExaminersDialog* dialog, Workspace& w) : q(dialog), workspace(w) {}

  ExaminersDialog* q;
  Workspace& workspace;
  QLabel *state = nullptr, *note = nullptr, *enough = nullptr, *said = nullptr;
  QTableWidget* table = nullptr;
  QGroupBox* form = nullptr;
  QComboBox* names[2] = {};
  QSpinBox* target = nullptr;
  QPushButton *begin = nullptr, *withdraw = nullptr;
  std::optional<SecondReading> running;

  void build();
  void read();
  void show(const workflow::ReportReaders& readers);
  void fill(const workflow::ReportReaders& readers);
  void judge();
  void start();
};

void ExaminersDialog::Impl::build() {
  auto* what = new QLabel(ExaminersDialog::tr(
      "Two people each count cells of their own, drawn by chance from this slide, as the reference method "
      "for "
      "a manual differential asks (CLSI H20). Neither sees the model's answers, earlier decisions or what "
      "the "
      "other counts. Both columns stand on the report; the slide's own differential stays as it is."));
  what->setWordWrap(true);
  state = new QLabel;
  state->setObjectName(QStringLiteral("examinersState"));
  state->setWordWrap(true);
  table = new QTableWidget(0, kColumns);
  table->setObjectName(QStringLiteral("examinersTable"));
  table->setAccessibleName(ExaminersDialog::tr("What both examiners counted"));
  table->verticalHeader()->hide();
  table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 8);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionMode(QAbstractItemView::NoSelection);
  table->setTabKeyNavigation(false);
  table->setMinimumHeight(260);
  note = new QLabel;
  note->setObjectName(QStringLiteral("examinersNote"));
  note->setWordWrap(true);
  note->setForegroundRole(QPalette::PlaceholderText);

  form = new QGroupBox;
  auto* fields = new QFormLayout(form);
  const People& people = *workspace.people();
  const bool accounts = !people.users().empty();
  for (int i = 0; i < 2; ++i) {
    names[i] = new QComboBox;
    names[i]->setObjectName(QStringLiteral("examiner%1").arg(i + 1));
    names[i]->setEditable(!accounts);
    for (const auto& user : people.users()) {
      if (!user.disabled && casebook::may(user.roles, casebook::Permission::ReadSecond))
        names[i]->addItem(user.name);
    }
    if (!accounts) names[i]->lineEdit()->setPlaceholderText(ExaminersDialog::tr("Name"));
  }
  if (accounts) {
    names[0]->setCurrentIndex(std::max(0, names[0]->findText(workspace.operatorName())));
    for (int i = 0; i < names[1]->count() && names[1]->currentText() == names[0]->currentText(); ++i)
      names[1]->setCurrentIndex(i);
  } else {
    names[0]->setEditText(workspace.operatorName());
  }
  target = new QSpinBox;
  target->setObjectName(QStringLiteral("examinersCells"));
  target->setRange(1, 2000);
  target->setSingleStep(50);
  target->setValue(QSettings().value(kTargetKey, kTarget).toInt());
  enough = new QLabel;
  enough->setObjectName(QStringLiteral("examinersEnough"));
  enough->setWordWrap(true);
  begin = new QPushButton(ExaminersDialog::tr("&Begin"));
  begin->setObjectName(QStringLiteral("examinersBegin"));
  fields->addRow(ExaminersDialog::tr("&First examiner"), names[0]);
  fields->addRow(ExaminersDialog::tr("&Second examiner"), names[1]);
  fields->addRow(ExaminersDialog::tr("&Cells each"), target);
  fields->addRow(QString(), enough);
  fields->addRow(QString(), begin);
  said = new QLabel;
  said->setObjectName(QStringLiteral("examinersSaid"));
  said->setWordWrap(true);

  auto* buttons = new QDialogButtonBox;
  withdraw = buttons->addButton(ExaminersDialog::tr("&Withdraw…"), QDialogButtonBox::ActionRole);
  withdraw->setObjectName(QStringLiteral("examinersWithdraw"));
  auto* close = buttons->addButton(QDialogButtonBox::Close);
  close->setText(ExaminersDialog::tr("Close"));
  for (QPushButton* b : {withdraw, close}) b->setAutoDefault(false);
  begin->setDefault(true);
  auto* layout = new QVBoxLayout(q);
  layout->setSpacing(10);
  layout->addWidget(what);
  layout->addWidget(state);
  layout->addWidget(table, 1);
  layout->addWidget(note);
  layout->addWidget(form);
  layout->addWidget(said);
  layout->addStretch();
  layout->addWidget(buttons);
  for (QWidget* w : std::initializer_list<QWidget*>{table, note, form, withdraw}) w->hide();

  QObject::connect(buttons, &QDialogButtonBox::rejected, q, &QDialog::reject);
  QObject::connect(begin, &QPushButton::clicked, q, [this] { start(); });
  QObject::connect(withdraw, &QPushButton::clicked, q, [this] {
    q->reject();
    Q_EMIT q->withdrawRequested();
  });
  for (auto* name : names) {
    QObject::connect(name, &QComboBox::currentTextChanged, q, [this] { judge(); });
  }
  QObject::connect(target, &QSpinBox::valueChanged, q, [this] { judge(); });
  judge();
}

// Can it begin, and has the slide cells enough for two samples?
void ExaminersDialog::Impl::judge() {
  const QString first = names[0]->currentText().trimmed(), second = names[1]->currentText().trimmed();
  const bool two = !first.isEmpty() && !second.isEmpty() && first.compare(second, Qt::CaseInsensitive) != 0;
  begin->setEnabled(two);
  begin->setToolTip(two ? QString() : ExaminersDialog::tr("Two examiners are two people."));
  const int cells = workspace.session() ? int(workspace.session()->cells().size()) : 0;
  const int wanted = target->value();
  enough->setText(
      cells >= 2 * wanted
          ? ExaminersDialog::tr("This slide has %n cell(s): enough for two samples without a cell in common.",
                                "", cells)
      : cells >= wanted
          ? ExaminersDialog::tr(
                "This slide has %n cell(s): some will be counted by both, which makes the test "
                "for a difference more cautious.",
                "", cells)
          : ExaminersDialog::tr(
                "This slide has %n cell(s), fewer than that: each examiner counts all of them.", "", cells));
}

void ExaminersDialog::Impl::start() {
  const auto* session = workspace.session();
  if (!session) return;
  const auto& scheme = session->manifest().scheme;
  QStringList outside;
  for (const auto& c : scheme.classes) {
    if (!reporting::isCounted(scheme, c, session->slide().specimen)) outside << QString::fromStdString(c.id);
  }
  QSettings().setValue(kTargetKey, target->value());
  begin->setEnabled(false);
  workspace.casebookDoor()(
      q,
      [this, slide = session->slide().id, cells = target->value(), outside, by = workspace.operatorName(),
       who = std::array{names[0]->currentText(), names[1]->currentText()}](
          Casebook& book) -> std::function<void()> {
        const auto done = SecondReadings(book).requestExaminers(slide, who, cells, outside, by);
        return [this, done] {
          if (!done) {
            said->setText(sentence(done.error()));
            return judge();
          }
          Q_EMIT q->begun();
          q->accept();
        };
      });
}

void ExaminersDialog::Impl::read() {
  workspace.casebookDoor()(
      q, [this, slide = workspace.session()->slide().id](Casebook& book) -> std::function<void()> {
        auto readings = SecondReadings(book).of(slide);
        auto counted = book.slide(slide).and_then(
            [&](const casebook::SlideSummary& summary) { return workflow::reportReaders(book, summary); });
        return [this, readings = std::move(readings), counted = std::move(counted)] {
          if (!readings || !counted) {
            said->setText(sentence(!readings ? readings.error() : counted.error()));
            return;
          }
          for (const auto& one : *readings) {
            if (one.running()) running = one;
          }
          show(*counted);
        };
      });
}

void ExaminersDialog::Impl::show(const workflow::ReportReaders& readers) {
  if (!workspace.session()) return;
  const bool counted = readers.examiners.has_value();
  const bool examiners = running && running->kind == ReadingKind::TwoExaminers;
  if (examiners) {
    QStringList lines;
    for (const auto& examiner : running->examiners) {
      const QString name = examiner.name.toHtmlEscaped();
      lines << (examiner.finished
                    ? ExaminersDialog::tr("%1 has finished.").arg(name)
                    : ExaminersDialog::tr("%1 has counted %2 of %n cell(s).", "", running->target)
                          .arg(name)
                          .arg(examiner.counted));
    }
    state->setText(
        ExaminersDialog::tr("<b>A count is under way.</b> %1 Each opens this slide under the own name; what "
                            "they counted shows when both have finished.")
            .arg(lines.join(QLatin1Char(' '))));
  } else if (running) {
    state->setText(
        ExaminersDialog::tr("The slide is being read a second time: two examiners can begin when "
                            "that is done."));
  }
  state->setVisible(running.has_value());
  withdraw->setVisible(examiners);
  form->setVisible(!running);
  form->setTitle(counted ? ExaminersDialog::tr("Count once more") : QString());
  table->setVisible(counted);
  note->setVisible(counted);
  if (counted) fill(readers);
  fitHeight(*q, counted ? 820 : 520);
  if (!running && !counted) names[names[0]->currentText().isEmpty() ? 0 : 1]->setFocus();
}

void ExaminersDialog::Impl::fill(const workflow::ReportReaders& readers) {
  const auto& session = *workspace.session();
  // The scheme's classes without a cell: names and what counts.
  auto differential = reporting::computeDifferential(session.slide(), {}, session.manifest(), {}, {});
  reporting::ReportParts parts;
  parts.readers = readers.readers;
  parts.examiners = readers.examiners;
  reporting::addParts(differential, parts);
  const auto rows = reporting::compareReaders(differential);
  const QLocale locale;
  const auto head = [&](const reporting::ReaderCount& reader) {
    return ExaminersDialog::tr("%1 (n = %2)").arg(reader.name, locale.toString(reader.counted));
  };
  table->setHorizontalHeaderLabels({ExaminersDialog::tr("Class"), head(differential.readers[0]),
                                    head(differential.readers[1]), ExaminersDialog::tr("Difference"),
                                    ExaminersDialog::tr("Fisher's exact p")});
  table->setRowCount(0);
  int differ = 0, compared = 0;
  for (const auto& row : rows) {
    const auto text = [&](const reporting::ReaderComparison::Reader& reader) {
      const QString n = locale.toString(reader.cells);
      return row.shares ? n + QStringLiteral("   ") + shareText(reader.share, reader.interval) : n;
    };
    const bool marked = row.differ();
    differ += marked;
    compared += row.p.has_value();
    const QStringList texts{
        reporting::className(row, reportLanguage()), text(row.readers[0]), text(row.readers[1]),
        row.shares ? reporting::differenceText(row) : ExaminersDialog::tr("not in the differential"),
        !row.p   ? QStringLiteral("–")
        : marked ? ExaminersDialog::tr("%1: they differ").arg(reporting::probabilityText(*row.p))
                 : reporting::probabilityText(*row.p)};
    const int at = table->rowCount();
    table->insertRow(at);
    for (int i = 0; i < kColumns; ++i) {
      auto* item = new QTableWidgetItem(texts[i]);
      if (i > 0) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
      QFont font = item->font();
      font.setBold(marked);
      item->setFont(font);
      table->setItem(at, i, item);
    }
  }
  auto* header = table->horizontalHeader();
  header->setSectionResizeMode(QHeaderView::ResizeToContents);
  header->setSectionResizeMode(kClass, QHeaderView::Stretch);
  QString text = ExaminersDialog::tr(
      "In parentheses the exact 95 % interval of each share. p: Fisher's exact test, two-sided; marked below "
      "0.05. Of twenty classes compared one is marked by chance alone.");
  if (readers.examiners->shared > 0)
    text +=
        QLatin1Char(' ') + ExaminersDialog::tr("%n cell(s) were counted by both: p is then rather too large.",
                                               "", readers.examiners->shared);
  note->setText(text);
  state->setText(
      (differ == 0 ? ExaminersDialog::tr(
                         "<b>The two agree within chance</b> on all of %n class(es) compared.", "", compared)
                   : ExaminersDialog::tr(
                         "<b>The two differ beyond chance on %n class(es)</b>, of %1 compared.", "", differ)
                         .arg(compared)) +
      (running ? QLatin1Char(' ') + state->text() : QString()));
  state->setVisible(true);
}

ExaminersDialog::ExaminersDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  setObjectName(QStringLiteral("examinersDialog"));
  setWindowTitle(tr("Two examiners"));
  impl_->build();
  resize(520, 420);
  impl_->read();
}
ExaminersDialog::~ExaminersDialog() = default;

}  // namespace cellwise::ui
