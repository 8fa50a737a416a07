#include "people/audit_dialog.h"

#include <QComboBox>
#include <QDateEdit>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>

#include "bridge/audit_trail.h"
#include "bridge/workspace.h"
#include "people/audit_subjects.h"

namespace cellwise::ui {
namespace {

using casebook::AuditFilter;
using casebook::AuditLog;
using casebook::LoggedEntry;

enum Column { kNumber, kTime, kWho, kWhat, kSubject, kDetail, kColumns };
const QDate kAnyDay(2000, 1, 1);

// What an entry's action means; an action that came later stands as it is written.
QString actionText(const QString& action) {
  const struct {
    const char* action;
    QString text;
  } words[] = {
      {"review.decide", AuditDialog::tr("decided on a cell")},
      {"review.retract", AuditDialog::tr("took a decision back")},
      {"review.flag", AuditDialog::tr("flagged a cell")},
      {"review.unflag", AuditDialog::tr("took a flag away")},
      {"review.comment", AuditDialog::tr("commented on a cell")},
      {"review.mixed", AuditDialog::tr("changed several cells")},
      {"sign", AuditDialog::tr("signed")},
      {"slide.import", AuditDialog::tr("began an import")},
      {"slide.images", AuditDialog::tr("added images")},
      {"slide.imported", AuditDialog::tr("finished an import")},
      {"slide.rename", AuditDialog::tr("renamed a slide")},
      {"slide.thresholds", AuditDialog::tr("set thresholds")},
      {"slide.discard", AuditDialog::tr("discarded a slide")},
      {"slide.classify", AuditDialog::tr("classified cells")},
      {"slide.audit", AuditDialog::tr("set the share of blind questions")},
      {"qc.mark", AuditDialog::tr("added to quality control, or took out")},
      {"qc.run", AuditDialog::tr("read for quality control")},
      {"qc.target", AuditDialog::tr("said what quality control expects")},
      {"model.register", AuditDialog::tr("registered a model")},
      {"reading.request", AuditDialog::tr("asked for a second reading")},
      {"reading.examiners", AuditDialog::tr("began a count by two examiners")},
      {"reading.label", AuditDialog::tr("called a cell, as second reader or examiner")},
      {"reading.finish", AuditDialog::tr("finished a second reading or a count")},
      {"reading.withdraw", AuditDialog::tr("withdrew a second reading or a count")},
      {"reading.adjudicate", AuditDialog::tr("settled a disagreement")},
      {"remark.tag", AuditDialog::tr("tagged")},
      {"remark.untag", AuditDialog::tr("took a tag off")},
      {"remark.comment", AuditDialog::tr("commented on a slide")},
      {"atlas.put", AuditDialog::tr("put a cell into the atlas")},
      {"atlas.take", AuditDialog::tr("took a cell out of the atlas")},
      {"class.add", AuditDialog::tr("made a class")},
      {"class.revise", AuditDialog::tr("changed a class")},
      {"class.retire", AuditDialog::tr("retired a class")},
      {"cells.add", AuditDialog::tr("drew a cell")},
      {"cells.remove", AuditDialog::tr("removed cells")},
      {"cells.split", AuditDialog::tr("split a cell")},
      {"cells.merge", AuditDialog::tr("merged cells")},
      {"cells.undo", AuditDialog::tr("took a change of cells back")},
      {"report.entries", AuditDialog::tr("wrote on a report")},
      {"laboratory", AuditDialog::tr("set the laboratory's details")},
      {"user.add", AuditDialog::tr("made an account")},
      {"user.change", AuditDialog::tr("changed an account")},
      {"user.password", AuditDialog::tr("set a password")},
      {"user.sign_in", AuditDialog::tr("signed in")},
      {"user.sign_out", AuditDialog::tr("signed out")},
      {"user.lock", AuditDialog::tr("locked the screen")},
      {"user.unlock", AuditDialog::tr("unlocked the screen")},
      {"user.wrong_password", AuditDialog::tr("gave a wrong password")},
      {"user.refused", AuditDialog::tr("tried a disabled account")},
  };
  for (const auto& word : words) {
    if (action == QLatin1String(word.action)) return word.text;
  }
  return action;
}

QString exampleText() {
  return subjectText(QStringLiteral("slide:3")) + AuditDialog::tr(", ", "between examples") +
         subjectText(QStringLiteral("cell:812"));
}

QString timeText(const QDateTime& at) {
  return QLocale().toString(at.toLocalTime(), QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

// "class: monocyte · origin: review"
QString onOneLine(const QByteArray& detail) {
  const QJsonObject object = QJsonDocument::fromJson(detail).object();
  QStringList parts;
  for (auto it = object.begin(); it != object.end(); ++it) {
    QString value = it.value().isObject()  ? QStringLiteral("…")
                    : it.value().isArray() ? QStringLiteral("…")
                    : it.value().isBool()
                        ? (it.value().toBool() ? AuditDialog::tr("yes") : AuditDialog::tr("no"))
                    : it.value().isDouble() ? QLocale().toString(it.value().toDouble(), 'g', 8)
                                            : it.value().toString();
    if (value.size() > 40) value = value.left(12) + QStringLiteral("…");
    if (!value.isEmpty()) parts << it.key() + QStringLiteral(": ") + value;
  }
  return parts.join(QStringLiteral(" · "));
}

}  // namespace

struct AuditDialog::Impl {
  Impl(AuditDialog* dialog, Workspace& w) : q(dialog), workspace(w), trail(w.casebookFile(), dialog) {}

  AuditDialog* q;
  Workspace& workspace;
  AuditTrail trail;
  QComboBox *person = nullptr, *kind = nullptr;
  QLineEdit* subject = nullptr;
  QDateEdit *from = nullptr, *to = nullptr;
  QTableWidget* table = nullptr;
  QPlainTextEdit* detail = nullptr;
  QPushButton *more = nullptr, *verify = nullptr, *csv = nullptr, *json = nullptr, *cancel = nullptr;
  QProgressBar* progress = nullptr;
  QLabel* result = nullptr;
  std::vector<LoggedEntry> shown;

  void build();
  std::optional<AuditFilter> filter() const;
  void ask();
  void append(const std::vector<LoggedEntry>& entries);
  void showDetail();
  void showBusy();
  void exportAs(AuditLog::Format format);
};

void AuditDialog::Impl::build() {
  person = new QComboBox;
  person->setObjectName(QStringLiteral("auditPerson"));
  person->setAccessibleName(AuditDialog::tr("Person"));
  person->addItem(AuditDialog::tr("Anyone"), QString());
  kind = new QComboBox;
  kind->setObjectName(QStringLiteral("auditAction"));
  kind->setAccessibleName(AuditDialog::tr("Kind of action"));
  const std::pair<QString, const char*> kinds[] = {
      {AuditDialog::tr("Everything"), ""},
      {AuditDialog::tr("Decisions on cells"), "review."},
      {AuditDialog::tr("Signatures"), "sign"},
      {AuditDialog::tr("Slides"), "slide."},
      {AuditDialog::tr("Second readings and examiners"), "reading."},
      {AuditDialog::tr("Accounts and sign-in"), "user."},
      {AuditDialog::tr("Models"), "model."}};
  for (const auto& [text, prefix] : kinds) kind->addItem(text, QString::fromLatin1(prefix));
  subject = new QLineEdit;
  subject->setObjectName(QStringLiteral("auditSubject"));
  subject->setPlaceholderText(exampleText());
  subject->setClearButtonEnabled(true);
  const auto day = [&](const char* name) {
    auto* edit = new QDateEdit(kAnyDay);
    edit->setObjectName(QLatin1String(name));
    edit->setMinimumDate(kAnyDay);
    edit->setSpecialValueText(AuditDialog::tr("any day"));
    edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
    edit->setCalendarPopup(true);
    QObject::connect(edit, &QDateEdit::dateChanged, q, [this] { ask(); });
    return edit;
  };
  from = day("auditFrom");
  to = day("auditTo");
  auto* filters = new QHBoxLayout;
  const auto field = [&](const QString& text, QWidget* widget, int stretch) {
    auto* label = new QLabel(text);
    label->setBuddy(widget);
    filters->addWidget(label);
    filters->addWidget(widget, stretch);
  };
  field(AuditDialog::tr("&Who"), person, 2);
  field(AuditDialog::tr("Wh&at"), kind, 2);
  field(AuditDialog::tr("&Of"), subject, 2);
  field(AuditDialog::tr("&From"), from, 0);
  field(AuditDialog::tr("&to"), to, 0);

  table = new QTableWidget(0, kColumns);
  table->setObjectName(QStringLiteral("auditTable"));
  table->setAccessibleName(AuditDialog::tr("Entries, the newest first"));
  table->setHorizontalHeaderLabels({AuditDialog::tr("No."), AuditDialog::tr("When"), AuditDialog::tr("Who"),
                                    AuditDialog::tr("What"), AuditDialog::tr("Of"),
                                    AuditDialog::tr("Details")});
  table->verticalHeader()->hide();
  table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 8);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setSelectionMode(QAbstractItemView::SingleSelection);
  table->setTabKeyNavigation(false);
  table->setWordWrap(false);
  table->horizontalHeader()->setStretchLastSection(true);
  const int widths[] = {60, 150, 150, 190, 90};
  for (int i = 0; i < 5; ++i) table->setColumnWidth(i, widths[i]);
  more = new QPushButton(AuditDialog::tr("Show &earlier entries"));
  more->setObjectName(QStringLiteral("auditMore"));
  detail = new QPlainTextEdit;
  detail->setObjectName(QStringLiteral("auditDetail"));
  detail->setAccessibleName(AuditDialog::tr("The chosen entry, as it is hashed"));
  detail->setReadOnly(true);
  detail->setTabChangesFocus(true);
  detail->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  auto* list = new QWidget;
  auto* list_layout = new QVBoxLayout(list);
  list_layout->setContentsMargins(0, 0, 0, 0);
  list_layout->addWidget(table, 1);
  list_layout->addWidget(more, 0, Qt::AlignLeft);
  auto* split = new QSplitter(Qt::Vertical);
  split->addWidget(list);
  split->addWidget(detail);
  split->setStretchFactor(0, 3);
  split->setStretchFactor(1, 1);
  split->setChildrenCollapsible(false);

  auto* limits =
      new QLabel(AuditDialog::tr("Verifying recomputes every hash and compares decisions, predictions, "
                                 "signatures, second readings and accounts "
                                 "with their entries: it shows what was changed, taken from the middle or "
                                 "put in. It cannot show that the end was "
                                 "cut off, or the whole file replaced by another: compare the head below "
                                 "with one that was kept elsewhere, on a "
                                 "signed report or in an export."));
  limits->setWordWrap(true);
  limits->setForegroundRole(QPalette::PlaceholderText);
  result = new QLabel(AuditDialog::tr("Not verified yet."));
  result->setObjectName(QStringLiteral("auditResult"));
  result->setWordWrap(true);
  result->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  const auto button = [&](const QString& text, const char* name) {
    auto* made = new QPushButton(text);
    made->setObjectName(QLatin1String(name));
    made->setAutoDefault(false);
    return made;
  };
  verify = button(AuditDialog::tr("&Verify the chain"), "auditVerify");
  csv = button(AuditDialog::tr("Export as &CSV…"), "auditCsv");
  json = button(AuditDialog::tr("Export as &JSON lines…"), "auditJson");
  cancel = button(AuditDialog::tr("Cancel"), "auditCancel");
  progress = new QProgressBar;
  progress->setObjectName(QStringLiteral("auditProgress"));
  progress->setTextVisible(false);
  auto* close = button(AuditDialog::tr("Close"), "auditClose");
  auto* row = new QHBoxLayout;
  for (QWidget* widget : {verify, csv, json}) row->addWidget(widget);
  row->addWidget(progress, 1);
  row->addWidget(cancel);
  row->addStretch();
  row->addWidget(close);

  auto* layout = new QVBoxLayout(q);
  layout->addLayout(filters);
  layout->addWidget(split, 1);
  layout->addWidget(limits);
  layout->addWidget(result);
  layout->addLayout(row);

  QObject::connect(person, &QComboBox::currentIndexChanged, q, [this] { ask(); });
  QObject::connect(kind, &QComboBox::currentIndexChanged, q, [this] { ask(); });
  QObject::connect(subject, &QLineEdit::textChanged, q, [this] { ask(); });
  QObject::connect(table, &QTableWidget::currentCellChanged, q, [this] { showDetail(); });
  QObject::connect(more, &QPushButton::clicked, q, [this] {
    if (const auto wanted = filter(); wanted && !shown.empty()) trail.request(*wanted, shown.back().entry.id);
  });
  QObject::connect(verify, &QPushButton::clicked, q, [this] {
    result->setText(AuditDialog::tr("Verifying…"));
    trail.verify();
  });
  QObject::connect(csv, &QPushButton::clicked, q, [this] { exportAs(AuditLog::Format::Csv); });
  QObject::connect(json, &QPushButton::clicked, q, [this] { exportAs(AuditLog::Format::JsonLines); });
  QObject::connect(cancel, &QPushButton::clicked, &trail, &AuditTrail::cancel);
  QObject::connect(close, &QPushButton::clicked, q, &QDialog::reject);
  QObject::connect(&trail, &AuditTrail::namesRead, q, [this](const QStringList& names) {
    for (const QString& name : names) person->addItem(name, name);
  });
  QObject::connect(
      &trail, &AuditTrail::entriesRead, q,
      [this](const std::vector<LoggedEntry>& entries, bool any, bool continued) {
        if (!filter()) return;  // asked for before something else was typed
        if (!continued) {
          shown.clear();
          table->setRowCount(0);
        }
        append(entries);
        more->setVisible(any);
        if (!continued && table->rowCount() > 0) table->setCurrentCell(0, kNumber);
        if (table->rowCount() == 0) {
          detail->setPlainText(AuditDialog::tr("No entry fits. Take a part of the filter away."));
        }
      });
  QObject::connect(&trail, &AuditTrail::busyChanged, q, [this] { showBusy(); });
  QObject::connect(&trail, &AuditTrail::progressed, q, [this](qint64 done, qint64 total) {
    progress->setRange(0, total > 0 ? 1000 : 0);
    if (total > 0) progress->setValue(int(1000 * done / total));
  });
  QObject::connect(&trail, &AuditTrail::verified, q, [this](const casebook::Verification& made) {
    result->setText(
        AuditDialog::tr("<b>The chain is whole:</b> %n entry(ies), verified %1. Head: <code>%2</code>", "",
                        made.entries)
            .arg(timeText(QDateTime::currentDateTimeUtc()), made.head));
  });
  QObject::connect(&trail, &AuditTrail::exported, q, [this](const QString& path, int entries) {
    result->setText(AuditDialog::tr("%n entry(ies) written to %1, with the head's hash.", "", entries)
                        .arg(QDir::toNativeSeparators(path)));
  });
  QObject::connect(&trail, &AuditTrail::failed, q, [this](const Error& error) {
    if (error.code == ErrorCode::AuditBroken) {
      result->setText(
          AuditDialog::tr("<b>The chain does not verify.</b> %1 What is wrong first: %2.")
              .arg(sentence(error).toHtmlEscaped(), QString::fromStdString(error.detail).toHtmlEscaped()));
    } else if (error.code == ErrorCode::Cancelled) {
      result->setText(AuditDialog::tr("Stopped. Nothing is said of the chain, and no file was written."));
    } else {
      result->setText(sentence(error));
    }
  });
  showBusy();
}

// Nothing where the subject is not understood.
std::optional<AuditFilter> AuditDialog::Impl::filter() const {
  const auto subjects = subjectsOf(subject->text());
  if (!subjects) return {};
  AuditFilter made;
  made.person = person->currentData().toString();
  made.action = kind->currentData().toString();
  made.subjects = *subjects;
  if (from->date() != kAnyDay) made.from = from->date().startOfDay();
  if (to->date() != kAnyDay) made.to = to->date().endOfDay();
  return made;
}

void AuditDialog::Impl::ask() {
  const auto wanted = filter();
  showBusy();
  if (wanted) return trail.request(*wanted);
  shown.clear();
  table->setRowCount(0);
  more->hide();
  detail->setPlainText(AuditDialog::tr("“%1” is not understood. Write it as the column “Of” does, "
                                       "several with commas between: %2.")
                           .arg(subject->text().trimmed(), exampleText()));
}

void AuditDialog::Impl::append(const std::vector<LoggedEntry>& entries) {
  const int first = table->rowCount();
  table->setRowCount(first + int(entries.size()));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& e = entries[i].entry;
    const QString hidden = AuditDialog::tr("withheld while the slide is read a second time");
    const QString texts[kColumns] = {
        QLocale().toString(e.id), timeText(e.at),         entries[i].withheld ? QStringLiteral("–") : e.actor,
        actionText(e.action),     subjectText(e.subject), entries[i].withheld ? hidden : onOneLine(e.detail)};
    for (int column = 0; column < kColumns; ++column) {
      auto* item = new QTableWidgetItem(texts[column]);
      if (column == kNumber) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
      table->setItem(first + int(i), column, item);
    }
    shown.push_back(entries[i]);
  }
}

void AuditDialog::Impl::showDetail() {
  const int row = table->currentRow();
  if (row < 0 || row >= int(shown.size())) return detail->clear();
  const auto& e = shown[std::size_t(row)].entry;
  detail->setPlainText(
      QStringLiteral("%1 %2  %3\n%4\nSHA-256 %5\nafter   %6")
          .arg(QString::number(e.id), e.action, e.at.toUTC().toString(Qt::ISODateWithMs),
               QString::fromUtf8(QJsonDocument::fromJson(e.detail).toJson(QJsonDocument::Indented)).trimmed(),
               e.hash, shown[std::size_t(row)].previousHash));
}

void AuditDialog::Impl::showBusy() {
  const bool busy = trail.busy();
  progress->setVisible(busy);
  cancel->setVisible(busy);
  if (busy) progress->setRange(0, 0);
  verify->setEnabled(!busy);
  for (QPushButton* b : {csv, json}) b->setEnabled(!busy && filter());
}

void AuditDialog::Impl::exportAs(AuditLog::Format format) {
  const bool csvFile = format == AuditLog::Format::Csv;
  const QFileInfo book(workspace.casebookFile());
  auto* dialog = new QFileDialog(
      q, AuditDialog::tr("Export the entries that fit"),
      book.absoluteDir().filePath(book.completeBaseName() +
                                  QDate::currentDate().toString(QStringLiteral("-'audit'-yyyy-MM-dd")) +
                                  (csvFile ? QStringLiteral(".csv") : QStringLiteral(".jsonl"))));
  dialog->setObjectName(QStringLiteral("auditExportDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(csvFile ? QStringLiteral("csv") : QStringLiteral("jsonl"));
  QObject::connect(
      dialog, &QFileDialog::fileSelected, q,
      [this, format, wanted = *filter()](const QString& file) { trail.exportTo(file, format, wanted); });
  dialog->open();
}

AuditDialog::AuditDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  setObjectName(QStringLiteral("auditDialog"));
  setWindowTitle(tr("Audit log"));
  impl_->build();
  resize(1040, 680);
  impl_->trail.requestNames();
  impl_->ask();
  impl_->table->setFocus();
}
AuditDialog::~AuditDialog() = default;

}  // namespace cellwise::ui
