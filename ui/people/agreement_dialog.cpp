#include "people/agreement_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "casebook/second_readings.h"
#include "decision/agreement.h"
#include "people/direction_chart.h"
#include "style/marks.h"

namespace cellwise::ui {
namespace {

using casebook::ReaderDecision;
using casebook::TwiceReadCell;

QTableWidget* table(const char* name, const QStringList& heads) {
  auto* made = new QTableWidget(0, int(heads.size()));
  made->setObjectName(QLatin1String(name));
  made->setHorizontalHeaderLabels(heads);
  made->verticalHeader()->hide();
  made->verticalHeader()->setDefaultSectionSize(made->fontMetrics().height() + 8);
  made->setEditTriggers(QAbstractItemView::NoEditTriggers);
  made->setSelectionMode(QAbstractItemView::NoSelection);
  made->setTabKeyNavigation(false);
  made->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  made->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  return made;
}

QString thousandths(double value) {
  return QLocale().toString(std::abs(value) < 0.0005 ? 0.0 : value, 'f', 3);  // no "-0.000"
}

void addRow(QTableWidget* to, const QStringList& texts) {
  const int row = to->rowCount();
  to->insertRow(row);
  for (int i = 0; i < texts.size(); ++i) {
    auto* item = new QTableWidgetItem(texts[i]);
    if (i > 0) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    to->setItem(row, i, item);
  }
}

}  // namespace

struct AgreementDialog::Impl {
  Impl(AgreementDialog* dialog, Workspace& w) : q(dialog), workspace(w) {}

  AgreementDialog* q;
  Workspace& workspace;
  std::vector<TwiceReadCell> twice;
  std::vector<ReaderDecision> decisions;
  // The scheme's classes, and after them what else readers said.
  std::vector<QString> ids, names;
  std::vector<int> lineage, stage;

  QComboBox* who = nullptr;
  QCheckBox* drawn = nullptr;
  QLabel *kappa = nullptr, *note = nullptr;
  QTableWidget *classes = nullptr, *reliance = nullptr;
  DirectionChart* chart = nullptr;

  void build();
  void read();
  void learnClasses();
  int indexOf(const QString& id) const {
    const auto it = std::find(ids.begin(), ids.end(), id);
    return it == ids.end() ? -1 : int(it - ids.begin());
  }
  decision::Crosstab readers() const;
  decision::Crosstab against(const QString& reader) const;
  std::set<QString> people() const;
  void fill();
  void show();
};

void AgreementDialog::Impl::build() {
  who = new QComboBox;
  who->setObjectName(QStringLiteral("agreementWho"));
  drawn = new QCheckBox(AgreementDialog::tr("&Drawn slides instead of patients'"));
  drawn->setObjectName(QStringLiteral("agreementDrawn"));
  kappa = new QLabel;
  kappa->setObjectName(QStringLiteral("agreementKappa"));
  kappa->setWordWrap(true);
  kappa->setTextInteractionFlags(Qt::TextSelectableByMouse);
  classes =
      table("agreementClasses",
            {AgreementDialog::tr("Class"), AgreementDialog::tr("Both"), AgreementDialog::tr("Only the first"),
             AgreementDialog::tr("Only the second"), AgreementDialog::tr("Agreement")});
  classes->setAccessibleName(AgreementDialog::tr("Agreement by class"));
  chart = new DirectionChart;
  reliance = table("agreementReliance",
                   {AgreementDialog::tr("Agrees with the model"), AgreementDialog::tr("its label shown"),
                    AgreementDialog::tr("its label hidden"), AgreementDialog::tr("Fisher's exact p")});
  reliance->setMinimumHeight(90);
  note =
      new QLabel(AgreementDialog::tr("Kappa: Cohen 1960, its interval by the standard error of Fleiss, Cohen "
                                     "and Everitt 1969. By class: specific "
                                     "agreement 2a / (2a + b + c). Direction: exact sign test. Each person's "
                                     "first word on a cell counts; nothing of a "
                                     "slide that is being read a second time. A difference between shown and "
                                     "hidden may also come from other cells, "
                                     "unless both were drawn alike."));
  note->setWordWrap(true);
  note->setForegroundRole(QPalette::PlaceholderText);
  auto* top = new QHBoxLayout;
  auto* label = new QLabel(AgreementDialog::tr("&Compare"));
  label->setBuddy(who);
  top->addWidget(label);
  top->addWidget(who, 1);
  top->addWidget(drawn);
  const auto heading = [](const QString& text) { return new QLabel(QStringLiteral("<b>%1</b>").arg(text)); };
  auto* close = new QPushButton(AgreementDialog::tr("Close"));
  auto* layout = new QVBoxLayout(q);
  layout->addLayout(top);
  layout->addWidget(kappa);
  layout->addWidget(classes, 3);
  layout->addWidget(heading(AgreementDialog::tr("Which way they differ within a lineage")));
  layout->addWidget(chart);
  layout->addWidget(heading(AgreementDialog::tr("Does seeing the model's label draw readers to it?")));
  layout->addWidget(reliance, 1);
  layout->addWidget(note);
  layout->addWidget(close, 0, Qt::AlignRight);
  QObject::connect(close, &QPushButton::clicked, q, &QDialog::reject);
  QObject::connect(who, &QComboBox::currentIndexChanged, q, [this] { show(); });
  QObject::connect(drawn, &QCheckBox::toggled, q, [this] { read(); });
}

void AgreementDialog::Impl::read() {
  workspace.casebookDoor()(
      q, [this, synthetic = drawn->isChecked()](casebook::Casebook& book) -> std::function<void()> {
        const casebook::SecondReadings readings(book);
        auto compared = readings.allCompared(synthetic);
        auto first = readings.firstDecisions(synthetic);
        return [this, compared = std::move(compared), first = std::move(first)] {
          if (!compared || !first) {
            kappa->setText(sentence(!compared ? compared.error() : first.error()));
            return;
          }
          twice = *compared;
          decisions = *first;
          learnClasses();
          fill();
        };
      });
}

void AgreementDialog::Impl::learnClasses() {
  ids.clear();
  names.clear();
  lineage.clear();
  stage.clear();
  const model::ClassScheme* scheme = workspace.session()       ? &workspace.session()->manifest().scheme
                                     : workspace.modelFolder() ? &workspace.modelFolder()->manifest.scheme
                                                               : nullptr;
  if (scheme) {
    std::map<std::string, int> lineages;
    for (const auto& c : scheme->classes) {
      ids.push_back(QString::fromStdString(c.id));
      names.push_back(className(c));
      lineage.push_back(lineages.emplace(c.lineage, int(lineages.size())).first->second);
      stage.push_back(c.maturationStage);
    }
  }
  int alone = -1;  // of no known lineage: comparable with nothing but itself
  const auto add = [&](const QString& id) {
    if (id.isEmpty() || indexOf(id) >= 0) return;
    ids.push_back(id);
    names.push_back(id);
    lineage.push_back(alone--);
    stage.push_back(0);
  };
  for (const auto& cell : twice) {
    add(cell.first);
    add(cell.second);
  }
  for (const auto& d : decisions) {
    add(d.classId);
    add(d.model);
  }
}

decision::Crosstab AgreementDialog::Impl::readers() const {
  decision::Crosstab counts(ids.size(), std::vector<std::int64_t>(ids.size(), 0));
  for (const auto& cell : twice) {
    const int a = indexOf(cell.first), b = indexOf(cell.second);
    // Where nobody decided first there is the model's word alone: that is no reader.
    if (a >= 0 && b >= 0 && cell.firstDecided) ++counts[std::size_t(a)][std::size_t(b)];
  }
  return counts;
}

// The model first, the reader second. All: an empty name.
decision::Crosstab AgreementDialog::Impl::against(const QString& reader) const {
  decision::Crosstab counts(ids.size(), std::vector<std::int64_t>(ids.size(), 0));
  for (const auto& d : decisions) {
    const int a = indexOf(d.model), b = indexOf(d.classId);
    if (a >= 0 && b >= 0 && d.reader == reader) ++counts[std::size_t(a)][std::size_t(b)];
  }
  return counts;
}

std::set<QString> AgreementDialog::Impl::people() const {
  std::set<QString> all;
  for (const auto& d : decisions) all.insert(d.reader);
  return all;
}

void AgreementDialog::Impl::fill() {
  const QString before = who->currentData().toString();
  const QSignalBlocker quiet(who);
  who->clear();
  who->addItem(AgreementDialog::tr("First and second readers"), QString());
  for (const QString& person : people())
    who->addItem(AgreementDialog::tr("%1 and the model").arg(person), person);
  who->setCurrentIndex(std::max(0, who->findData(before)));

  std::vector<DirectionChart::Row> rows;
  if (!twice.empty()) {
    rows.push_back(
        {AgreementDialog::tr("Second against first"), decision::direction(readers(), lineage, stage)});
  }
  for (const QString& person : people()) {
    rows.push_back({AgreementDialog::tr("%1 against the model").arg(person),
                    decision::direction(against(person), lineage, stage)});
  }
  chart->setRows(std::move(rows));

  reliance->setRowCount(0);
  for (const QString& person : people()) {
    std::int64_t agree[2] = {}, of[2] = {};
    for (const auto& d : decisions) {
      if (d.reader != person || d.model.isEmpty() || !d.modelShown) continue;
      ++of[*d.modelShown ? 0 : 1];
      agree[*d.modelShown ? 0 : 1] += d.model == d.classId;
    }
    const auto share = [&](int i) {
      if (of[i] == 0) return AgreementDialog::tr("no answer, n = 0");
      return AgreementDialog::tr("%1, n = %2")
          .arg(shareText(double(agree[i]) / double(of[i]), decision::clopperPearson(agree[i], of[i])))
          .arg(of[i]);
    };
    const bool both = of[0] > 0 && of[1] > 0;
    addRow(reliance,
           {person, share(0), share(1),
            both ? QLocale().toString(decision::fisherExact(agree[0], of[0], agree[1], of[1]), 'f', 3)
                 : QStringLiteral("–")});
  }
  show();
}

void AgreementDialog::Impl::show() {
  const QString person = who->currentData().toString();
  const bool two = person.isEmpty();
  const auto counts = two ? readers() : against(person);
  const auto k = decision::cohensKappa(counts);
  const QLocale locale;
  classes->setHorizontalHeaderItem(2, new QTableWidgetItem(two ? AgreementDialog::tr("Only the first")
                                                               : AgreementDialog::tr("Only the model")));
  classes->setHorizontalHeaderItem(3, new QTableWidgetItem(two ? AgreementDialog::tr("Only the second")
                                                               : AgreementDialog::tr("Only the reader")));
  if (k.n == 0) {
    kappa->setText(
        two ? AgreementDialog::tr("No slide was read twice yet: ask for a second reading in the People menu.")
            : AgreementDialog::tr("No decision to compare yet."));
  } else {
    const auto agreed = decision::clopperPearson(std::llround(k.observed * double(k.n)), k.n);
    const QString observed = AgreementDialog::tr("They agree on %1 of n = %2 cells; by chance on %3 %.")
                                 .arg(shareText(k.observed, agreed), locale.toString(qlonglong(k.n)),
                                      locale.toString(100 * k.expected, 'f', 1));
    kappa->setText(
        (k.value ? AgreementDialog::tr("<b>Cohen's κ = %1</b> (95 %: %2 to %3). %4")
                       .arg(thousandths(*k.value), thousandths(k.low), thousandths(k.high), observed)
                 : AgreementDialog::tr("κ is not defined: both used one class only. %1").arg(observed)) +
        (k.n < 50 ? AgreementDialog::tr(" With fewer than 50 cells the interval is rough.") : QString()));
  }
  classes->setRowCount(0);
  const auto each = decision::classAgreement(counts);
  for (std::size_t i = 0; i < each.size(); ++i) {
    if (!each[i].specific) continue;
    addRow(classes,
           {names[i], locale.toString(qlonglong(each[i].both)), locale.toString(qlonglong(each[i].onlyFirst)),
            locale.toString(qlonglong(each[i].onlySecond)), locale.toString(*each[i].specific, 'f', 2)});
  }
}

AgreementDialog::AgreementDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  setObjectName(QStringLiteral("agreementDialog"));
  setWindowTitle(tr("Agreement of readers"));
  impl_->build();
  resize(860, 720);
  if (const auto* session = workspace.session()) impl_->drawn->setChecked(session->slide().synthetic);
  impl_->read();
}
AgreementDialog::~AgreementDialog() = default;

}  // namespace cellwise::ui
