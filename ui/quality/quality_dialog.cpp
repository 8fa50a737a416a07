#include "quality/quality_dialog.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "bridge/quality_desk.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "plots/series_plot.h"

namespace cellwise::ui {
namespace {

using workflow::ControlChart;
using workflow::ControlSeries;

constexpr int kIdRole = Qt::UserRole;
constexpr int kRunsRole = Qt::UserRole + 1;  // n that an expected value was taken from
enum Column { kClass, kLatest, kMean, kSd, kN, kVerdict, kColumns };

QString seriesText(const ControlSeries& s) {
  if (s.classId == workflow::kToReview) return QualityDialog::tr("To review, of all cells");
  return QLocale().language() == QLocale::Chinese && !s.nameZh.isEmpty() ? s.nameZh : s.nameEn;
}

QString percent(double share, int decimals = 2) {
  return QLocale().toString(100 * share, 'f', decimals);
}

QString verdictText(const decision::ControlVerdict& v) {
  QStringList words;
  if (v.beyond3s)
    words << (std::isinf(v.z)
                  ? QualityDialog::tr("1-3s: differs, though all runs expected were the same")
                  : QualityDialog::tr("1-3s: %1 SD from the mean").arg(QLocale().toString(v.z, 'f', 1)));
  if (v.twice2s) words << QualityDialog::tr("2-2s: two in a row beyond 2 SD on one side");
  return words.isEmpty() ? QualityDialog::tr("in control") : words.join(QStringLiteral("; "));
}

}  // namespace

struct QualityDialog::Impl {
  Impl(QualityDialog* dialog, Workspace& w, QualityDesk& d) : q(dialog), workspace(w), desk(d) {}

  QualityDialog* q;
  Workspace& workspace;
  QualityDesk& desk;

  QLabel* about = nullptr;
  QListWidget* slides = nullptr;
  QPushButton *add = nullptr, *remove = nullptr, *run = nullptr, *cancel = nullptr, *close = nullptr;
  QLabel* warning = nullptr;
  QTableWidget* classes = nullptr;
  SeriesPlot* plot = nullptr;
  QLabel *plot_title = nullptr, *first_label = nullptr;
  QSpinBox* first = nullptr;
  QPushButton *take = nullptr, *keep = nullptr;
  QProgressBar* progress = nullptr;
  QLabel* message = nullptr;
  bool filling = false;

  void build();
  void retranslate();
  void fill();
  void showChart();
  void showPlot();
  void showButtons();
  void takeFirst();
  void keepExpected();
  const ControlChart* chart() const {
    const auto* item = slides->currentItem();
    if (!item) return nullptr;
    const auto id = item->data(kIdRole).toLongLong();
    const auto& all = desk.charts();
    const auto it = std::find_if(all.begin(), all.end(), [id](auto& c) { return c.slide.slide.id == id; });
    return it == all.end() ? nullptr : &*it;
  }
};

QualityDialog::QualityDialog(Workspace& workspace, QualityDesk& desk, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace, desk)) {
  setObjectName(QStringLiteral("qualityDialog"));
  auto& d = *impl_;
  d.build();
  connect(&desk, &QualityDesk::listed, this, [this] { impl_->fill(); });
  connect(&desk, &QualityDesk::busyChanged, this, [this] { impl_->showButtons(); });
  connect(&desk, &QualityDesk::progressed, this, [this](const Progress& p) {
    impl_->progress->setRange(0, p.total > 0 ? 1000 : 0);
    if (p.total > 0) impl_->progress->setValue(int(1000 * p.done / p.total));
  });
  connect(&desk, &QualityDesk::ran, this,
          [this](int n) { impl_->message->setText(tr("%n slides were read.", nullptr, n)); });
  connect(&desk, &QualityDesk::failed, this, [this](const Error& error) {
    impl_->message->setText(error.code == ErrorCode::Cancelled
                                ? tr("Cancelled. Slides that were read by then keep their run.")
                                : sentence(error));
  });
  connect(&workspace, &Workspace::sessionChanged, this, [this] { impl_->showButtons(); });
  connect(&workspace, &Workspace::modelStatusChanged, this, [this] { impl_->showButtons(); });
  connect(&workspace, &Workspace::casebookOpened, &desk, &QualityDesk::refresh);
  d.retranslate();
  desk.refresh();
  resize(1120, 720);
}

QualityDialog::~QualityDialog() {
  disconnect(&impl_->workspace, nullptr, this, nullptr);  // the desk may be gone by now
}

void QualityDialog::Impl::build() {
  about = new QLabel;
  about->setWordWrap(true);
  slides = new QListWidget;
  slides->setObjectName(QStringLiteral("qcSlides"));
  slides->setWordWrap(true);
  slides->setMinimumWidth(220);
  add = new QPushButton;
  add->setObjectName(QStringLiteral("qcAdd"));
  remove = new QPushButton;
  remove->setObjectName(QStringLiteral("qcRemove"));
  auto* left = new QWidget;
  auto* left_layout = new QVBoxLayout(left);
  left_layout->setContentsMargins(0, 0, 0, 0);
  left_layout->addWidget(slides, 1);
  left_layout->addWidget(add);
  left_layout->addWidget(remove);

  warning = new QLabel;
  warning->setObjectName(QStringLiteral("qcWarning"));
  warning->setWordWrap(true);
  classes = new QTableWidget;
  classes->setObjectName(QStringLiteral("qcClasses"));
  classes->setColumnCount(kColumns);
  classes->verticalHeader()->hide();
  classes->setSelectionBehavior(QAbstractItemView::SelectRows);
  classes->setSelectionMode(QAbstractItemView::SingleSelection);
  classes->setAlternatingRowColors(true);
  classes->setTabKeyNavigation(false);
  plot_title = new QLabel;
  plot_title->setObjectName(QStringLiteral("qcPlotTitle"));
  plot_title->setWordWrap(true);
  plot = new SeriesPlot;
  plot->setObjectName(QStringLiteral("qcPlot"));
  plot->setByOrder(true);
  first = new QSpinBox;
  first->setObjectName(QStringLiteral("qcFirst"));
  first->setRange(2, 999);
  first->setValue(20);
  first_label = new QLabel;
  first_label->setBuddy(first);
  take = new QPushButton;
  take->setObjectName(QStringLiteral("qcTake"));
  keep = new QPushButton;
  keep->setObjectName(QStringLiteral("qcKeep"));
  auto* expected = new QHBoxLayout;
  expected->addWidget(first_label);
  expected->addWidget(first);
  expected->addWidget(take);
  expected->addStretch();
  expected->addWidget(keep);
  auto* table_part = new QWidget;
  auto* table_layout = new QVBoxLayout(table_part);
  table_layout->setContentsMargins(0, 0, 0, 0);
  table_layout->addWidget(warning);
  table_layout->addWidget(classes, 1);
  table_layout->addLayout(expected);
  auto* plot_part = new QWidget;
  auto* plot_layout = new QVBoxLayout(plot_part);
  plot_layout->setContentsMargins(0, 0, 0, 0);
  plot_layout->addWidget(plot_title);
  plot_layout->addWidget(plot, 1);
  auto* right = new QSplitter(Qt::Vertical);
  right->setChildrenCollapsible(false);
  right->addWidget(table_part);
  right->addWidget(plot_part);
  right->setStretchFactor(0, 1);
  right->setStretchFactor(1, 1);
  auto* split = new QSplitter(Qt::Horizontal);
  split->setChildrenCollapsible(false);
  split->addWidget(left);
  split->addWidget(right);
  split->setStretchFactor(0, 0);
  split->setStretchFactor(1, 1);

  message = new QLabel;
  message->setObjectName(QStringLiteral("qcMessage"));
  message->setWordWrap(true);
  progress = new QProgressBar;
  progress->setObjectName(QStringLiteral("qcProgress"));
  progress->setTextVisible(false);
  progress->setMaximumWidth(220);
  run = new QPushButton;
  run->setObjectName(QStringLiteral("qcRun"));
  cancel = new QPushButton;
  cancel->setObjectName(QStringLiteral("qcCancel"));
  close = new QPushButton;
  close->setObjectName(QStringLiteral("qcClose"));
  for (auto* button : {add, remove, take, keep, run, cancel, close}) button->setAutoDefault(false);
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(message, 1);
  bottom->addWidget(progress);
  bottom->addWidget(cancel);
  bottom->addWidget(run);
  bottom->addWidget(close);
  auto* layout = new QVBoxLayout(q);
  layout->addWidget(about);
  layout->addWidget(split, 1);
  layout->addLayout(bottom);

  connect(slides, &QListWidget::currentRowChanged, q, [this] {
    if (!filling) showChart();
  });
  connect(classes, &QTableWidget::currentCellChanged, q, [this](int row, int, int before, int) {
    if (!filling && row != before) showPlot();
  });
  connect(classes, &QTableWidget::itemChanged, q, [this](QTableWidgetItem* item) {
    if (filling || (item->column() != kMean && item->column() != kSd)) return;
    // A person's entry: taken from no run.
    filling = true;
    auto* n = classes->item(item->row(), kN);
    n->setData(kRunsRole, 0);
    n->setText(QualityDialog::tr("entered"));
    filling = false;
    showButtons();
  });
  connect(add, &QPushButton::clicked, q, [this] {
    if (auto* session = workspace.session()) desk.mark(session->slide().id, true);
  });
  connect(remove, &QPushButton::clicked, q, [this] {
    if (const auto* c = chart()) desk.mark(c->slide.slide.id, false);
  });
  connect(take, &QPushButton::clicked, q, [this] { takeFirst(); });
  connect(keep, &QPushButton::clicked, q, [this] { keepExpected(); });
  connect(run, &QPushButton::clicked, q, [this] {
    message->clear();
    desk.runAll();
  });
  connect(cancel, &QPushButton::clicked, q, [this] {
    cancel->setEnabled(false);
    desk.cancel();
  });
  connect(close, &QPushButton::clicked, q, &QDialog::close);
}

void QualityDialog::Impl::fill() {
  filling = true;
  const auto* before = slides->currentItem();
  const auto id = before ? before->data(kIdRole).toLongLong() : 0;
  slides->clear();
  for (const auto& c : desk.charts()) {
    const auto& s = c.slide.slide;
    QString text =
        (s.sampleId.isEmpty() ? s.title : s.sampleId + QStringLiteral(" · ") + s.title) + QLatin1Char('\n');
    text += QualityDialog::tr("%n runs", nullptr, int(c.runs.size()));
    const int warnings = c.warnings();
    if (c.target.id == 0) {
      text += QStringLiteral(" · ") + QualityDialog::tr("nothing expected yet");
    } else if (warnings > 0) {
      text += QStringLiteral(" · ⚠ ") + QualityDialog::tr("%n warnings", nullptr, warnings);
    } else if (!c.runs.empty()) {
      text += QStringLiteral(" · ") + QualityDialog::tr("in control");
    }
    auto* item = new QListWidgetItem(text, slides);
    item->setData(kIdRole, s.id);
    if (s.id == id) slides->setCurrentItem(item);
  }
  if (!slides->currentItem() && slides->count() > 0) slides->setCurrentRow(0);
  filling = false;
  showChart();
}

void QualityDialog::Impl::showChart() {
  const auto* c = chart();
  filling = true;
  const int current = std::max(0, classes->currentRow());
  classes->setRowCount(c ? int(c->series.size()) : 0);
  QStringList broken;
  for (int row = 0; c && row < int(c->series.size()); ++row) {
    const auto& s = c->series[std::size_t(row)];
    const auto put = [&](int column, const QString& text, bool editable = false) {
      auto* item = new QTableWidgetItem(text);
      item->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled |
                     (editable ? Qt::ItemIsEditable : Qt::NoItemFlags));
      if (column > kClass && column < kVerdict) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
      classes->setItem(row, column, item);
      return item;
    };
    put(kClass, seriesText(s))->setData(kIdRole, s.classId);
    put(kLatest, s.values.empty()
                     ? QString()
                     : QualityDialog::tr("%1 of %2").arg(percent(s.values.back())).arg(s.of.back()));
    put(kMean, s.target ? percent(s.target->mean) : QString(), true);
    put(kSd, s.target ? percent(s.target->sd) : QString(), true);
    auto* n = put(kN, !s.target         ? QString()
                      : s.target->n > 0 ? QString::number(s.target->n)
                                        : QualityDialog::tr("entered"));
    n->setData(kRunsRole, s.target ? s.target->n : 0);
    const bool judged = !s.verdicts.empty();
    auto* verdict =
        put(kVerdict, judged ? verdictText(s.verdicts.back()) : QualityDialog::tr("nothing expected yet"));
    verdict->setToolTip(verdict->text());
    if (judged && s.verdicts.back().rejected())
      broken << QualityDialog::tr("%1: %2").arg(seriesText(s), verdictText(s.verdicts.back()));
  }
  if (classes->rowCount() > 0) classes->setCurrentCell(std::min(current, classes->rowCount() - 1), 0);
  classes->resizeColumnsToContents();
  // The last takes what is left; what it cuts is said whole above, and in its hint.
  classes->setColumnWidth(kVerdict, 0);
  classes->horizontalHeader()->setStretchLastSection(true);
  filling = false;
  QString text;
  if (!c) {
    text = QualityDialog::tr(
        "No slide is read for quality control yet. Open one that you know well, and add it.");
  } else if (c->runs.empty()) {
    text = QualityDialog::tr("Not read yet. Read it now, and then every day.");
  } else if (c->target.id == 0) {
    text = QualityDialog::tr("Nothing is expected yet: take it from the first runs, or enter mean and SD.");
  } else if (broken.isEmpty()) {
    text = QualityDialog::tr("In control: the last run keeps to what is expected.");
  } else {
    text = QStringLiteral("⚠ ") +
           QualityDialog::tr("Find the cause before patients' slides are read by this model:") +
           QStringLiteral("\n") + broken.join(QLatin1Char('\n'));
  }
  if (c && !c->modelChanged.empty() && c->modelChanged.back())
    text += QLatin1Char('\n') + QualityDialog::tr("The last run was by another model than the run before.");
  warning->setText(text);
  showPlot();
  showButtons();
}

void QualityDialog::Impl::showPlot() {
  const auto* c = chart();
  const int row = classes->currentRow();
  if (!c || row < 0 || row >= int(c->series.size())) {
    plot->setSeries({}, {});
    plot_title->clear();
    return;
  }
  const auto& s = c->series[std::size_t(row)];
  PlotSeries line{seriesText(s), QColor(s.colour), {}};
  QList<QDateTime> breaks;
  for (std::size_t i = 0; i < c->runs.size(); ++i) {
    const auto& r = c->runs[i];
    PlotPoint p;
    p.at = r.at;
    p.value = s.values[i];
    if (!s.verdicts.empty()) {
      p.mark = s.verdicts[i].beyond3s  ? PointMark::Outside
               : s.verdicts[i].twice2s ? PointMark::Shifted
                                       : PointMark::Plain;
    }
    p.text = QualityDialog::tr("Run %1, %2: %3 % of %4\n%5 %6, by %7")
                 .arg(QString::number(i + 1),
                      QLocale().toString(r.at.toLocalTime(), QStringLiteral("yyyy-MM-dd HH:mm")),
                      percent(s.values[i]), QString::number(s.of[i]), r.modelName, r.modelVersion, r.by);
    if (!s.verdicts.empty()) p.text += QLatin1Char('\n') + verdictText(s.verdicts[i]);
    line.points << p;
    if (c->modelChanged[i]) breaks << r.at;
  }
  std::optional<PlotLimits> limits;
  QString title = QualityDialog::tr("%1, %n runs", nullptr, int(c->runs.size())).arg(seriesText(s));
  if (s.target) {
    limits = PlotLimits{s.target->mean, s.target->sd};
    title +=
        QStringLiteral(" · ") +
        (s.target->n > 0 ? QualityDialog::tr("expected %1 %, SD %2 % (from %n runs)", nullptr, s.target->n)
                               .arg(percent(s.target->mean), percent(s.target->sd))
                         : QualityDialog::tr("expected %1 %, SD %2 % (entered)")
                               .arg(percent(s.target->mean), percent(s.target->sd)));
    if (s.target->sd == 0)
      title += QStringLiteral(" · ") +
               QualityDialog::tr("SD 0: the runs were all the same, so any change is told");
  }
  plot_title->setText(title);
  plot->setSeries({line}, breaks, limits);
}

void QualityDialog::Impl::takeFirst() {
  const auto* c = chart();
  if (!c) return;
  const auto expected = workflow::expectationsOf(*c, std::min(first->value(), int(c->runs.size())));
  if (!expected) {
    message->setText(sentence(expected.error()));
    return;
  }
  desk.freeze(c->slide.slide.id, *expected);
}

// What stands in the table.
void QualityDialog::Impl::keepExpected() {
  const auto* c = chart();
  if (!c) return;
  std::map<QString, casebook::QcExpectation> expected;
  const QLocale locale;
  for (int row = 0; row < classes->rowCount(); ++row) {
    const QString mean = classes->item(row, kMean)->text().trimmed(),
                  sd = classes->item(row, kSd)->text().trimmed();
    if (mean.isEmpty() && sd.isEmpty()) continue;
    bool mean_read = false, sd_read = false;
    casebook::QcExpectation e;
    e.mean = locale.toDouble(mean, &mean_read) / 100;
    e.sd = locale.toDouble(sd, &sd_read) / 100;
    e.n = classes->item(row, kN)->data(kRunsRole).toInt();
    if (!mean_read || !sd_read || e.mean < 0 || e.mean > 1 || e.sd < 0) {
      message->setText(QualityDialog::tr("%1: mean and SD are percentages, such as 12.5 and 1.1.")
                           .arg(classes->item(row, kClass)->text()));
      classes->setCurrentCell(row, mean_read ? kSd : kMean);
      return;
    }
    // Untouched ones keep every digit.
    const auto& s = c->series[std::size_t(row)];
    if (e.n > 0 && s.target) e = {s.target->mean, s.target->sd, s.target->n};
    expected[classes->item(row, kClass)->data(kIdRole).toString()] = e;
  }
  if (expected.empty()) {
    message->setText(QualityDialog::tr("Enter mean and SD of a class first."));
    return;
  }
  message->clear();
  desk.freeze(c->slide.slide.id, expected);
}

void QualityDialog::Impl::showButtons() {
  const bool busy = desk.busy();
  const auto* c = chart();
  const auto* session = workspace.session();
  const bool listed = session && std::any_of(desk.charts().begin(), desk.charts().end(), [&](auto& each) {
                        return each.slide.slide.id == session->slide().id;
                      });
  add->setEnabled(session && !listed && !busy);
  remove->setEnabled(c && !busy);
  take->setEnabled(c && c->runs.size() >= 2 && !busy);
  first->setEnabled(take->isEnabled());
  keep->setEnabled(c && !c->series.empty() && !busy);
  const bool ready = workspace.modelStatus().state == ModelStatus::State::Ready;
  run->setEnabled(!busy && ready && !desk.charts().empty());
  run->setToolTip(ready ? QString() : QualityDialog::tr("The model is not loaded yet."));
  progress->setVisible(busy);
  cancel->setVisible(busy);
  if (!busy) cancel->setEnabled(true);
}

void QualityDialog::Impl::retranslate() {
  q->setWindowTitle(QualityDialog::tr("Quality control"));
  about->setText(
      QualityDialog::tr("Slides that you know are read again by the model in use, without what experts "
                        "decided. A run is kept here and is "
                        "never a report. Read them every day, before patients' slides."));
  slides->setAccessibleName(QualityDialog::tr("Slides of quality control"));
  add->setText(QualityDialog::tr("&Add the open slide"));
  remove->setText(QualityDialog::tr("&Take out"));
  remove->setToolTip(QualityDialog::tr("Its runs stay in the record."));
  classes->setHorizontalHeaderLabels({QualityDialog::tr("Class"), QualityDialog::tr("Last run, %"),
                                      QualityDialog::tr("Expected, %"), QualityDialog::tr("SD, %"),
                                      QualityDialog::tr("n"), QualityDialog::tr("Last run against it")});
  classes->setAccessibleName(QualityDialog::tr("Classes: last run and what is expected"));
  plot->setAccessibleName(QualityDialog::tr("Levey-Jennings chart"));
  first_label->setText(QualityDialog::tr("&First runs"));
  take->setText(QualityDialog::tr("Expect &what they say"));
  keep->setText(QualityDialog::tr("&Keep what is entered"));
  run->setText(QualityDialog::tr("&Read now"));
  cancel->setText(QualityDialog::tr("Cancel"));
  close->setText(QualityDialog::tr("Close"));
  progress->setAccessibleName(QualityDialog::tr("Progress of the reading"));
  fill();
}

void QualityDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) impl_->retranslate();
  QDialog::changeEvent(event);
}

}  // namespace cellwise::ui
