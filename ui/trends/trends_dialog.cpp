#include "trends/trends_dialog.h"

#include <QComboBox>
#include <QCompleter>
#include <QDateEdit>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPrintDialog>
#include <QPrinter>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QSplitter>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTableWidget>
#include <QTextDocument>
#include <QVBoxLayout>

#include <algorithm>

#include "bridge/signed_book.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "plots/series_plot.h"
#include "reporting/save_file.h"
#include "style/marks.h"

namespace cellwise::ui {
namespace {

constexpr int kClassRole = Qt::UserRole;
constexpr int kShownAtFirst = 4;
constexpr auto kFolderKey = "export/folder";

bool chinese() {
  return QLocale().language() == QLocale::Chinese;
}

QString classText(const reporting::TrendClass& c) {
  return chinese() && !c.nameZh.isEmpty() ? c.nameZh : c.nameEn;
}

QString moment(const QDateTime& at) {
  return QLocale().toString(at.toLocalTime(), QStringLiteral("yyyy-MM-dd HH:mm"));
}

QTableWidget* table(const char* name) {
  auto* made = new QTableWidget;
  made->setObjectName(QLatin1String(name));
  made->setEditTriggers(QAbstractItemView::NoEditTriggers);
  made->setSelectionBehavior(QAbstractItemView::SelectRows);
  made->setAlternatingRowColors(true);
  made->verticalHeader()->hide();
  made->setTabKeyNavigation(false);
  made->horizontalHeader()->setHighlightSections(false);
  return made;
}

void put(QTableWidget* into, int row, int column, const QString& text, bool number = false) {
  auto* item = new QTableWidgetItem(text);
  if (number) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  item->setToolTip(text);
  into->setItem(row, column, item);
}

}  // namespace

struct TrendsDialog::Impl {
  Impl(TrendsDialog* dialog, Workspace& w) : q(dialog), workspace(w), book(w.casebookDoor()) {}

  TrendsDialog* q;
  Workspace& workspace;
  SignedBook book;

  QTabWidget* tabs = nullptr;
  QLabel* sample_label = nullptr;
  QComboBox *sample = nullptr, *specimen = nullptr;
  QListWidget* classes = nullptr;
  SeriesPlot* plot = nullptr;
  QTableWidget* points = nullptr;
  QLabel* about = nullptr;
  QPushButton* points_csv = nullptr;

  QLabel* day_label = nullptr;
  QDateEdit* day = nullptr;
  QPushButton *earlier = nullptr, *later = nullptr, *today = nullptr, *print = nullptr, *day_csv = nullptr;
  QTableWidget* list = nullptr;
  QLabel* list_about = nullptr;
  QPushButton* close = nullptr;

  std::vector<reporting::Trend> trends;
  std::vector<casebook::SignedReport> reports;
  QString asked;  // the sample that is being read

  void build();
  void retranslate();
  void showTrend();
  void showPlot();
  void showDay();
  void askFile(const QString& name, const QByteArray& csv);
  void printDay();
  const reporting::Trend* trend() const {
    const int i = specimen->currentIndex();
    return i >= 0 && i < int(trends.size()) ? &trends[std::size_t(i)] : nullptr;
  }
};

TrendsDialog::TrendsDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  setObjectName(QStringLiteral("trendsDialog"));
  auto& d = *impl_;
  d.build();
  d.retranslate();
  connect(&d.book, &SignedBook::samplesRead, this, [this](const QStringList& samples) {
    auto& me = *impl_;
    const QString typed = me.sample->currentText();
    const QSignalBlocker quiet(me.sample);
    me.sample->clear();
    me.sample->addItems(samples);
    me.sample->setCurrentText(typed);
    if (typed.isEmpty() && !samples.isEmpty()) {
      // The open slide's, where it has one.
      const auto* session = me.workspace.session();
      const QString open = session ? session->slide().sampleId : QString();
      showSample(samples.contains(open) ? open : samples.first());
    }
  });
  connect(&d.book, &SignedBook::trendsRead, this,
          [this](const QString& sampleId, const std::vector<reporting::Trend>& trends) {
            auto& me = *impl_;
            if (sampleId != me.asked) return;
            me.trends = trends;
            const QSignalBlocker quiet(me.specimen);
            me.specimen->clear();
            for (const auto& t : trends)
              me.specimen->addItem(t.specimen == QLatin1String("marrow")  ? tr("Bone marrow")
                                   : t.specimen == QLatin1String("blood") ? tr("Blood")
                                                                          : t.specimen);
            me.specimen->setVisible(trends.size() > 1);
            me.showTrend();
          });
  connect(&d.book, &SignedBook::dayRead, this,
          [this](const QDate& day, const std::vector<casebook::SignedReport>& reports) {
            if (day != impl_->day->date()) return;
            impl_->reports = reports;
            impl_->showDay();
          });
  connect(&d.book, &SignedBook::failed, this,
          [this](const Error& error) { impl_->about->setText(sentence(error)); });
  connect(&workspace, &Workspace::slidesListed, this, [this] { impl_->book.requestSamples(); });
  d.book.requestSamples();
  d.book.requestDay(d.day->date());
  d.showTrend();
  resize(1080, 680);
}

TrendsDialog::~TrendsDialog() {
  disconnect(&impl_->workspace, nullptr, this, nullptr);
}

void TrendsDialog::Impl::build() {
  sample = new QComboBox;
  sample->setObjectName(QStringLiteral("trendSample"));
  sample->setEditable(true);
  sample->setInsertPolicy(QComboBox::NoInsert);
  sample->setMinimumWidth(220);
  sample->completer()->setCompletionMode(QCompleter::PopupCompletion);
  sample->completer()->setFilterMode(Qt::MatchContains);
  sample_label = new QLabel;
  sample_label->setBuddy(sample);
  specimen = new QComboBox;
  specimen->setObjectName(QStringLiteral("trendSpecimen"));
  specimen->hide();
  points_csv = new QPushButton;
  points_csv->setObjectName(QStringLiteral("trendCsv"));
  auto* top = new QHBoxLayout;
  top->addWidget(sample_label);
  top->addWidget(sample);
  top->addWidget(specimen);
  top->addStretch();
  top->addWidget(points_csv);
  classes = new QListWidget;
  classes->setObjectName(QStringLiteral("trendClasses"));
  classes->setMaximumWidth(200);
  plot = new SeriesPlot;
  plot->setObjectName(QStringLiteral("trendPlot"));
  points = table("trendTable");
  auto* upper = new QWidget;
  auto* upper_row = new QHBoxLayout(upper);
  upper_row->setContentsMargins(0, 0, 0, 0);
  upper_row->addWidget(classes);
  upper_row->addWidget(plot, 1);
  auto* split = new QSplitter(Qt::Vertical);
  split->setChildrenCollapsible(false);
  split->addWidget(upper);
  split->addWidget(points);
  split->setStretchFactor(0, 3);
  split->setStretchFactor(1, 2);
  about = new QLabel;
  about->setObjectName(QStringLiteral("trendAbout"));
  about->setWordWrap(true);
  auto* trend_page = new QWidget;
  auto* trend_layout = new QVBoxLayout(trend_page);
  trend_layout->addLayout(top);
  trend_layout->addWidget(about);
  trend_layout->addWidget(split, 1);

  day = new QDateEdit(QDate::currentDate());
  day->setObjectName(QStringLiteral("signedDay"));
  day->setCalendarPopup(true);
  day->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
  day_label = new QLabel;
  day_label->setBuddy(day);
  earlier = new QPushButton(QStringLiteral("←"));
  later = new QPushButton(QStringLiteral("→"));
  today = new QPushButton;
  earlier->setObjectName(QStringLiteral("signedEarlier"));
  later->setObjectName(QStringLiteral("signedLater"));
  today->setObjectName(QStringLiteral("signedToday"));
  for (auto* arrow : {earlier, later}) arrow->setFixedWidth(40);
  print = new QPushButton;
  print->setObjectName(QStringLiteral("signedPrint"));
  day_csv = new QPushButton;
  day_csv->setObjectName(QStringLiteral("signedCsv"));
  auto* day_row = new QHBoxLayout;
  for (QWidget* w : std::initializer_list<QWidget*>{day_label, earlier, day, later, today})
    day_row->addWidget(w);
  day_row->addStretch();
  day_row->addWidget(print);
  day_row->addWidget(day_csv);
  list = table("signedTable");
  list_about = new QLabel;
  list_about->setObjectName(QStringLiteral("signedAbout"));
  auto* day_page = new QWidget;
  auto* day_layout = new QVBoxLayout(day_page);
  day_layout->addLayout(day_row);
  day_layout->addWidget(list_about);
  day_layout->addWidget(list, 1);

  tabs = new QTabWidget;
  tabs->setObjectName(QStringLiteral("trendTabs"));
  tabs->addTab(trend_page, QString());
  tabs->addTab(day_page, QString());
  close = new QPushButton;
  close->setObjectName(QStringLiteral("trendClose"));
  for (auto* button : {points_csv, print, day_csv, earlier, later, today, close})
    button->setAutoDefault(false);
  auto* bottom = new QHBoxLayout;
  bottom->addStretch();
  bottom->addWidget(close);
  auto* layout = new QVBoxLayout(q);
  layout->addWidget(tabs, 1);
  layout->addLayout(bottom);

  connect(sample, &QComboBox::activated, q, [this] { q->showSample(sample->currentText()); });
  connect(sample->lineEdit(), &QLineEdit::editingFinished, q,
          [this] { q->showSample(sample->currentText()); });
  connect(specimen, &QComboBox::currentIndexChanged, q, [this] { showTrend(); });
  connect(classes, &QListWidget::itemChanged, q, [this] { showPlot(); });
  connect(day, &QDateEdit::dateChanged, q, [this](const QDate& d) { book.requestDay(d); });
  connect(earlier, &QPushButton::clicked, q, [this] { day->setDate(day->date().addDays(-1)); });
  connect(later, &QPushButton::clicked, q, [this] { day->setDate(day->date().addDays(1)); });
  connect(today, &QPushButton::clicked, q, [this] { day->setDate(QDate::currentDate()); });
  connect(points_csv, &QPushButton::clicked, q, [this] {
    QString name = asked;
    name.replace(QRegularExpression(QStringLiteral("[\\\\/:*?\"<>|\\s]+")), QStringLiteral("-"));
    askFile(name + QStringLiteral("-trend.csv"), reporting::toCsv(trends));
  });
  connect(day_csv, &QPushButton::clicked, q, [this] {
    askFile(QStringLiteral("signed-") + day->date().toString(Qt::ISODate) + QStringLiteral(".csv"),
            reporting::toCsv(reports));
  });
  connect(print, &QPushButton::clicked, q, [this] { printDay(); });
  connect(tabs, &QTabWidget::currentChanged, q, [this](int i) {
    if (i == 1) book.requestDay(day->date());
  });
  connect(close, &QPushButton::clicked, q, &QDialog::close);
}

void TrendsDialog::showSample(const QString& sampleId) {
  const QString typed = sampleId.trimmed();
  if (typed.isEmpty() || typed == impl_->asked) return;
  impl_->asked = typed;
  impl_->sample->setCurrentText(typed);
  impl_->book.requestTrends(typed);
}

void TrendsDialog::Impl::showTrend() {
  const auto* t = trend();
  points_csv->setEnabled(t != nullptr);
  const QSignalBlocker quiet(classes);
  classes->clear();
  points->clear();
  points->setRowCount(0);
  points->setColumnCount(0);
  if (!t) {
    about->setText(asked.isEmpty()
                       ? TrendsDialog::tr("No report of a slide with an identifier has been signed yet.")
                       : TrendsDialog::tr("No report of '%1' has been signed.").arg(asked));
    showPlot();
    return;
  }
  // Those with the largest shares are shown at first.
  std::vector<std::pair<double, QString>> largest;
  for (const auto& c : t->classes) {
    double most = 0;
    for (const auto& p : t->points) {
      if (const auto s = p.shares.find(c.id); s != p.shares.end()) most = std::max(most, s->second.share);
    }
    largest.emplace_back(-most, c.id);
  }
  std::sort(largest.begin(), largest.end());
  for (const auto& c : t->classes) {
    auto* item = new QListWidgetItem(classText(c), classes);
    item->setData(kClassRole, c.id);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    const auto end = largest.begin() + std::min<std::ptrdiff_t>(kShownAtFirst, std::ssize(largest));
    const bool shown =
        std::any_of(largest.begin(), end, [&](const auto& l) { return l.second == c.id && l.first < 0; });
    item->setCheckState(shown ? Qt::Checked : Qt::Unchecked);
  }
  QStringList header{TrendsDialog::tr("Imported"), TrendsDialog::tr("Slide"),    TrendsDialog::tr("Signed"),
                     TrendsDialog::tr("By"),       TrendsDialog::tr("Version"),  TrendsDialog::tr("Model"),
                     TrendsDialog::tr("n"),        TrendsDialog::tr("To review")};
  const int fixed = int(header.size());
  for (const auto& c : t->classes) header << classText(c);
  points->setColumnCount(int(header.size()));
  points->setHorizontalHeaderLabels(header);
  points->setRowCount(int(t->points.size()));
  int changes = 0;
  for (int row = 0; row < int(t->points.size()); ++row) {
    const auto& p = t->points[std::size_t(row)];
    changes += p.modelChanged;
    put(points, row, 0, moment(p.importedAt));
    put(points, row, 1, p.title);
    put(points, row, 2, moment(p.signedAt));
    put(points, row, 3, p.signer);
    put(points, row, 4, QString::number(p.version), true);
    const QString model = p.modelName + QLatin1Char(' ') + p.modelVersion;
    put(points, row, 5, p.modelChanged ? TrendsDialog::tr("%1 (changed)").arg(model) : model);
    put(points, row, 6, QString::number(p.counted), true);
    put(points, row, 7, QString::number(p.unresolved), true);
    for (int c = 0; c < int(t->classes.size()); ++c) {
      const auto s = p.shares.find(t->classes[std::size_t(c)].id);
      put(points, row, fixed + c,
          s == p.shares.end() ? QStringLiteral("–") : shareText(s->second.share, s->second.interval), true);
    }
  }
  points->resizeColumnsToContents();
  QString text = TrendsDialog::tr("%n signed reports.", nullptr, int(t->points.size()));
  text += QLatin1Char(' ') + TrendsDialog::tr(
                                 "Shares of n counted cells with their 95 % intervals, by the time of "
                                 "importing. Intervals speak of sampling, not of the model's errors.");
  if (changes > 0)
    text +=
        QLatin1Char(' ') +
        TrendsDialog::tr("The model changed %n times: a step there may be the model's.", nullptr, changes);
  about->setText(text);
  showPlot();
}

void TrendsDialog::Impl::showPlot() {
  const auto* t = trend();
  QList<PlotSeries> series;
  QList<QDateTime> breaks;
  if (t) {
    for (int i = 0; i < classes->count(); ++i) {
      if (classes->item(i)->checkState() != Qt::Checked) continue;
      const auto& c = t->classes[std::size_t(i)];
      PlotSeries line{classText(c), QColor(c.colour), {}};
      for (const auto& p : t->points) {
        const auto s = p.shares.find(c.id);
        if (s == p.shares.end()) continue;
        line.points.append(
            {p.importedAt, s->second.share, s->second.interval.low, s->second.interval.high, PointMark::Plain,
             TrendsDialog::tr("%1: %2, n = %3\n%4 · %5 %6")
                 .arg(line.name, shareText(s->second.share, s->second.interval), QString::number(p.counted),
                      moment(p.importedAt), p.modelName, p.modelVersion)});
      }
      series << line;
    }
    for (const auto& p : t->points) {
      if (p.modelChanged) breaks << p.importedAt;
    }
  }
  plot->setSeries(series, breaks);
}

void TrendsDialog::Impl::showDay() {
  const QStringList header{TrendsDialog::tr("Signed"), TrendsDialog::tr("Sample"),
                           TrendsDialog::tr("Slide"),  TrendsDialog::tr("Version"),
                           TrendsDialog::tr("By"),     TrendsDialog::tr("Meaning"),
                           TrendsDialog::tr("Reason"), TrendsDialog::tr("State")};
  list->setColumnCount(int(header.size()));
  list->setHorizontalHeaderLabels(header);
  list->setRowCount(int(reports.size()));
  for (int row = 0; row < int(reports.size()); ++row) {
    const auto& r = reports[std::size_t(row)];
    const auto& s = r.signature;
    QStringList state;
    if (s.kind != casebook::SignatureKind::Release) state << TrendsDialog::tr("not released");
    if (r.replaced) state << TrendsDialog::tr("replaced since");
    if (r.synthetic) state << TrendsDialog::tr("synthetic");
    put(list, row, 0, QLocale().toString(s.at.toLocalTime(), QStringLiteral("HH:mm:ss")));
    put(list, row, 1, r.sampleId);
    put(list, row, 2, r.title);
    put(list, row, 3, QString::number(s.version), true);
    put(list, row, 4, s.signer);
    put(list, row, 5, s.meaning);
    put(list, row, 6, s.reason);
    put(list, row, 7, state.isEmpty() ? TrendsDialog::tr("in force") : state.join(QStringLiteral(", ")));
  }
  list->resizeColumnsToContents();
  list->horizontalHeader()->setStretchLastSection(true);
  list_about->setText(reports.empty() ? TrendsDialog::tr("Nothing was signed on this day.")
                                      : TrendsDialog::tr("%n signatures.", nullptr, int(reports.size())));
  print->setEnabled(!reports.empty());
  day_csv->setEnabled(!reports.empty());
}

void TrendsDialog::Impl::askFile(const QString& name, const QByteArray& csv) {
  const QString folder = QSettings()
                             .value(QLatin1String(kFolderKey),
                                    QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
                             .toString();
  auto* dialog = new QFileDialog(q, TrendsDialog::tr("Save as CSV"), QDir(folder).filePath(name),
                                 TrendsDialog::tr("CSV files (*.csv)"));
  dialog->setObjectName(QStringLiteral("trendFileDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QStringLiteral("csv"));
  connect(dialog, &QFileDialog::fileSelected, q, [this, csv](const QString& file) {
    QSettings().setValue(QLatin1String(kFolderKey), QFileInfo(file).absolutePath());
    const auto saved = reporting::saveFile(file, csv);
    (tabs->currentIndex() == 0 ? about : list_about)
        ->setText(saved ? TrendsDialog::tr("Saved as %1.").arg(QDir::toNativeSeparators(file))
                        : sentence(saved.error()));
  });
  dialog->open();
}

void TrendsDialog::Impl::printDay() {
  QString html =
      QStringLiteral("<h3>%1</h3><p>%2</p><table border=\"1\" cellspacing=\"0\" cellpadding=\"3\"><tr>")
          .arg(
              TrendsDialog::tr("Signed reports of %1").arg(day->date().toString(Qt::ISODate)).toHtmlEscaped(),
              list_about->text().toHtmlEscaped());
  for (int c = 0; c < list->columnCount(); ++c)
    html += QStringLiteral("<th>%1</th>").arg(list->horizontalHeaderItem(c)->text().toHtmlEscaped());
  html += QStringLiteral("</tr>");
  for (int r = 0; r < list->rowCount(); ++r) {
    html += QStringLiteral("<tr>");
    for (int c = 0; c < list->columnCount(); ++c)
      html += QStringLiteral("<td>%1</td>").arg(list->item(r, c)->text().toHtmlEscaped());
    html += QStringLiteral("</tr>");
  }
  html += QStringLiteral("</table>");
  auto* printer = new QPrinter(QPrinter::HighResolution);
  printer->setPageOrientation(QPageLayout::Landscape);
  auto* dialog = new QPrintDialog(printer, q);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::finished, q, [printer, html](int answer) {
    const std::unique_ptr<QPrinter> own(printer);
    if (answer != QDialog::Accepted) return;
    QTextDocument document;
    document.setHtml(html);
    document.print(own.get());
  });
  dialog->open();
}

void TrendsDialog::Impl::retranslate() {
  q->setWindowTitle(TrendsDialog::tr("Trends and signed reports"));
  tabs->setTabText(0, TrendsDialog::tr("&Trends"));
  tabs->setTabText(1, TrendsDialog::tr("&Signed reports"));
  sample_label->setText(TrendsDialog::tr("Sample or &patient"));
  points_csv->setText(TrendsDialog::tr("Save as &CSV…"));
  classes->setAccessibleName(TrendsDialog::tr("Classes shown"));
  plot->setAccessibleName(TrendsDialog::tr("Shares over time"));
  points->setAccessibleName(TrendsDialog::tr("Signed reports of this sample"));
  specimen->setAccessibleName(TrendsDialog::tr("Specimen"));
  day_label->setText(TrendsDialog::tr("&Day"));
  earlier->setAccessibleName(TrendsDialog::tr("The day before"));
  earlier->setToolTip(TrendsDialog::tr("The day before"));
  later->setAccessibleName(TrendsDialog::tr("The day after"));
  later->setToolTip(TrendsDialog::tr("The day after"));
  today->setText(TrendsDialog::tr("T&oday"));
  print->setText(TrendsDialog::tr("P&rint…"));
  day_csv->setText(TrendsDialog::tr("Save as CS&V…"));
  list->setAccessibleName(TrendsDialog::tr("Reports signed on this day"));
  close->setText(TrendsDialog::tr("Close"));
  showTrend();
  showDay();
}

void TrendsDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) impl_->retranslate();
  QDialog::changeEvent(event);
}

}  // namespace cellwise::ui
