#include "limits/limits_dialog.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

#include "bridge/audit_desk.h"
#include "bridge/limit_rules.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "limits/limit_editor.h"
#include "reporting/limits.h"

namespace cellwise::ui {
namespace {

enum Column { kName, kLimit, kSpecimen, kSource, kSlide, kColumns };

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

reporting::Language language() {
  return QLocale().language() == QLocale::Chinese ? reporting::Language::Chinese
                                                  : reporting::Language::English;
}

}  // namespace

struct LimitsDialog::Impl {
  Impl(LimitsDialog* dialog, Workspace& w) : q(dialog), workspace(w) {}

  LimitsDialog* q;
  Workspace& workspace;
  QLabel* head = nullptr;
  QTableWidget* table = nullptr;
  QLabel* words = nullptr;
  QLabel* problem = nullptr;
  QPushButton *add = nullptr, *change = nullptr, *remove = nullptr, *reset = nullptr, *close = nullptr;
  QTimer later;

  void build();
  void retranslate();
  void fill();
  void select();
  void edit(bool isNew);
  QString keep(const model::DecisionLimits& limits);
  std::vector<reporting::LimitResult> results() const;
};

LimitsDialog::LimitsDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  setObjectName(QStringLiteral("limitsDialog"));
  impl_->build();
  impl_->retranslate();
  resize(900, 520);
}

LimitsDialog::~LimitsDialog() = default;

void LimitsDialog::Impl::build() {
  head = new QLabel;
  head->setObjectName(QStringLiteral("limitsHead"));
  head->setWordWrap(true);
  table = new QTableWidget(0, kColumns);
  table->setObjectName(QStringLiteral("limitsTable"));
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setSelectionMode(QAbstractItemView::SingleSelection);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setTabKeyNavigation(false);
  table->verticalHeader()->hide();
  table->setWordWrap(false);
  table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table->horizontalHeader()->setSectionResizeMode(kSlide, QHeaderView::Stretch);
  words = new QLabel;
  words->setObjectName(QStringLiteral("limitsWords"));
  words->setWordWrap(true);
  words->setTextInteractionFlags(Qt::TextSelectableByMouse);
  words->setMinimumHeight(3 * words->fontMetrics().lineSpacing());
  words->setAlignment(Qt::AlignTop);
  problem = new QLabel;
  problem->setObjectName(QStringLiteral("limitsProblem"));
  problem->setWordWrap(true);
  problem->hide();

  auto* buttons = new QHBoxLayout;
  const auto button = [&](const char* name) {
    auto* made = new QPushButton;
    made->setObjectName(QLatin1String(name));
    made->setAutoDefault(false);
    buttons->addWidget(made);
    return made;
  };
  add = button("limitsAdd");
  change = button("limitsChange");
  remove = button("limitsRemove");
  reset = button("limitsReset");
  buttons->addStretch(1);
  close = button("limitsClose");
  auto* layout = new QVBoxLayout(q);
  layout->addWidget(head);
  layout->addWidget(table, 1);
  layout->addWidget(words);
  layout->addWidget(problem);
  layout->addLayout(buttons);

  QObject::connect(add, &QPushButton::clicked, q, [this] { edit(true); });
  QObject::connect(change, &QPushButton::clicked, q, [this] { edit(false); });
  QObject::connect(table, &QTableWidget::itemActivated, q, [this] { edit(false); });
  QObject::connect(remove, &QPushButton::clicked, q, [this] {
    auto limits = workspace.limits()->limits();
    const int row = table->currentRow();
    if (row < 0 || row >= int(limits.rules.size())) return;
    limits.rules.erase(limits.rules.begin() + row);
    keep(limits);
    table->setCurrentCell(std::min(row, table->rowCount() - 1), 0);
  });
  QObject::connect(reset, &QPushButton::clicked, q, [this] {
    const auto done = workspace.limits()->reset();
    problem->setText(done ? QString() : sentence(done.error()));
    problem->setVisible(!done);
  });
  QObject::connect(close, &QPushButton::clicked, q, &QDialog::close);
  QObject::connect(table, &QTableWidget::currentCellChanged, q, [this] { select(); });
  QObject::connect(workspace.limits(), &LimitRules::changed, q, [this] { fill(); });
  // Beside the window: figures follow the review, a moment later.
  later.setSingleShot(true);
  later.setInterval(150);
  QObject::connect(&later, &QTimer::timeout, q, [this] { fill(); });
  const auto follow = [this] {
    if (SlideSession* session = workspace.session()) {
      QObject::connect(session, &SlideSession::cellsChanged, &later, qOverload<>(&QTimer::start));
      QObject::connect(session, &SlideSession::cellsReset, &later, qOverload<>(&QTimer::start));
      QObject::connect(session, &SlideSession::thresholdsChanged, &later, qOverload<>(&QTimer::start));
    }
    later.start();
  };
  QObject::connect(&workspace, &Workspace::sessionChanged, q, follow);
  follow();
}

void LimitsDialog::Impl::retranslate() {
  q->setWindowTitle(LimitsDialog::tr("Decision limits"));
  head->setText(LimitsDialog::tr(
      "Shares that mean something when they are reached. The list that comes with the program is from the "
      "literature: a laboratory checks it before it relies on it. Each limit is printed with its source."));
  table->setHorizontalHeaderLabels({LimitsDialog::tr("Of what"), LimitsDialog::tr("Limit"),
                                    LimitsDialog::tr("Specimen"), LimitsDialog::tr("Source"),
                                    LimitsDialog::tr("On this slide")});
  table->setAccessibleName(LimitsDialog::tr("Decision limits"));
  add->setText(LimitsDialog::tr("&Add…"));
  change->setText(LimitsDialog::tr("&Change…"));
  remove->setText(LimitsDialog::tr("&Remove"));
  reset->setText(LimitsDialog::tr("Reset to what shi&pped"));
  close->setText(LimitsDialog::tr("Close"));
  fill();
}

std::vector<reporting::LimitResult> LimitsDialog::Impl::results() const {
  const SlideSession* session = workspace.session();
  if (!session) return {};
  reporting::LimitContext context;
  context.acceptedError = workspace.audit()->figures().errorBound();
  return reporting::evaluateLimits(session->differential(), workspace.limits()->limits(), context);
}

void LimitsDialog::Impl::fill() {
  const auto& rules = workspace.limits()->limits().rules;
  const auto found = results();
  const int current = std::max(0, table->currentRow());
  table->setRowCount(int(rules.size()));
  for (int row = 0; row < int(rules.size()); ++row) {
    const auto& rule = rules[std::size_t(row)];
    const auto set = [&](Column column, const QString& text) {
      auto* item = new QTableWidgetItem(text);
      item->setToolTip(text);
      table->setItem(row, column, item);
    };
    // "Blasts ≥ 20 % (WHO)" without the name and the book, which have columns.
    QString limit = reporting::limitTitle(rule, language());
    const QString name = qt(language() == reporting::Language::Chinese ? rule.nameZh : rule.nameEn);
    limit.remove(0, name.size());
    limit.chop(qt(rule.source).size() + 2);
    set(kName, name);
    set(kLimit, limit.trimmed());
    set(kSpecimen, rule.specimen == "blood"    ? LimitsDialog::tr("Blood")
                   : rule.specimen == "marrow" ? LimitsDialog::tr("Bone marrow")
                                               : LimitsDialog::tr("Both"));
    set(kSource, rule.edition.empty() ? qt(rule.source)
                                      : QStringLiteral("%1 (%2)").arg(qt(rule.source), qt(rule.edition)));
    QString state, why;
    if (std::size_t(row) < found.size()) {
      const auto& result = found[std::size_t(row)];
      if (!result.applies()) {
        state = LimitsDialog::tr("Not applicable");
        why = reporting::notApplicableInWords(result, language());
      } else {
        const QString share = result.share.now.defined() ? reporting::percent(result.share.now.share())
                                                         : LimitsDialog::tr("nothing counted");
        switch (result.share.state) {
          case decision::LimitState::Below: state = LimitsDialog::tr("%1, below").arg(share); break;
          case decision::LimitState::Above: state = LimitsDialog::tr("%1, above").arg(share); break;
          case decision::LimitState::Straddles: state = LimitsDialog::tr("%1, still open").arg(share); break;
        }
      }
    }
    set(kSlide, state);
    if (!why.isEmpty()) table->item(row, kSlide)->setToolTip(why);
  }
  if (!rules.empty()) table->setCurrentCell(std::min(current, int(rules.size()) - 1), 0);
  reset->setEnabled(workspace.limits()->own());
  if (const auto& wrong = workspace.limits()->problem()) {
    problem->setText(
        LimitsDialog::tr("Your own list cannot be read; the shipped one is used. %1").arg(sentence(*wrong)));
    problem->show();
  }
  select();
}

void LimitsDialog::Impl::select() {
  const int row = table->currentRow();
  const auto& rules = workspace.limits()->limits().rules;
  const bool any = row >= 0 && row < int(rules.size());
  change->setEnabled(any);
  remove->setEnabled(any);
  if (!any) return words->clear();
  const auto& rule = rules[std::size_t(row)];
  const bool chinese = language() == reporting::Language::Chinese;
  QStringList lines;
  if (const QString meaning = qt(chinese ? rule.meaningZh : rule.meaningEn); !meaning.isEmpty())
    lines << meaning;
  const auto found = results();
  if (std::size_t(row) < found.size()) lines << reporting::inWords(found[std::size_t(row)], language());
  if (const QString note = qt(chinese ? rule.noteZh : rule.noteEn); !note.isEmpty()) lines << note;
  words->setText(lines.join(QLatin1Char('\n')));
}

// Empty, or why not.
QString LimitsDialog::Impl::keep(const model::DecisionLimits& limits) {
  const auto kept = workspace.limits()->keep(limits);
  const QString text = kept ? QString() : sentence(kept.error());
  problem->setText(text);
  problem->setVisible(!text.isEmpty());
  return text;
}

void LimitsDialog::Impl::edit(bool isNew) {
  const int row = table->currentRow();
  const auto& rules = workspace.limits()->limits().rules;
  if (!isNew && (row < 0 || row >= int(rules.size()))) return;
  model::DecisionLimit rule = isNew ? model::DecisionLimit{} : rules[std::size_t(row)];
  if (isNew) {
    rule.share.limitPercent = 10;
    rule.specimen = "any";
  }
  QStringList known;
  if (const SlideSession* session = workspace.session()) {
    if (isNew) rule.specimen = session->differential().specimen.toStdString();
    for (const auto& c : session->manifest().scheme.classes) known << qt(c.id);
  }
  auto* editor = new LimitEditor(
      rule, known,
      [this, isNew, row](model::DecisionLimit made) {
        auto limits = workspace.limits()->limits();
        if (isNew) {
          // A second limit of the same name and height has a number.
          const std::string base = made.id;
          for (int i = 2; limits.rule(made.id); ++i) made.id = base + "-" + std::to_string(i);
          limits.rules.push_back(std::move(made));
        } else {
          limits.rules[std::size_t(row)] = std::move(made);
        }
        const QString wrong = keep(limits);
        if (wrong.isEmpty() && isNew) table->setCurrentCell(table->rowCount() - 1, 0);
        return wrong;
      },
      q);
  editor->setAttribute(Qt::WA_DeleteOnClose);
  editor->open();
}

void LimitsDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) impl_->retranslate();
  QDialog::changeEvent(event);
}

}  // namespace cellwise::ui
