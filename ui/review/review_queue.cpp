#include "review/review_queue.h"

#include <QLocale>
#include <QSettings>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "bridge/audit_desk.h"
#include "bridge/limit_rules.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "decision/queue_order.h"

namespace cellwise::ui {
namespace {

const QString kOrderKey = QStringLiteral("review/order");
const QString kBlindKey = QStringLiteral("review/blindFirst");
constexpr const char* kOrderNames[] = {"confidence", "margin", "diverse", "class", "limits"};
constexpr double kLeastBlind = 0.1;  // of the unsure cells, where an audit asks

std::span<const float> membershipsOf(const SlideSession& session, int row) {
  const auto& prediction = session.cells()[static_cast<std::size_t>(row)].prediction;
  if (!prediction) return {};
  return prediction->memberships;
}

// All rows' memberships, of equal length; zeros for cells without.
std::vector<float> vectorsOf(const SlideSession& session, const std::vector<int>& rows) {
  const std::size_t length = session.manifest().scheme.classes.size();
  std::vector<float> vectors(rows.size() * length, 0.F);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto memberships = membershipsOf(session, rows[i]);
    std::copy_n(memberships.begin(), std::min(length, memberships.size()),
                vectors.begin() + static_cast<std::ptrdiff_t>(i * length));
  }
  return vectors;
}

std::size_t groupsFor(std::size_t cells) {
  return std::max<std::size_t>(
      1, static_cast<std::size_t>(std::lround(std::sqrt(2.0 * static_cast<double>(cells)))));
}

// By an expert. Without a look at the cell's record: asked of every cell at every step.
bool decided(const SlideSession& session, int row) {
  const CellState state = session.stateOf(row);
  return state == CellState::Confirmed || state == CellState::Changed;
}

// The model was, or could not read it.
bool unsure(const SlideSession& session, int row) {
  const auto& cell = session.cells()[static_cast<std::size_t>(row)];
  return cell.prediction ? session.decisionOf(row) != decision::Decision::Accepted : !cell.failure.isEmpty();
}

QString percentRange(const decision::ShareBounds& bounds) {
  return reporting::percentRange({bounds.low.share(), bounds.high.share()}) + QStringLiteral(" %");
}

reporting::Language language() {
  return QLocale().language() == QLocale::Chinese ? reporting::Language::Chinese
                                                  : reporting::Language::English;
}

}  // namespace

ReviewQueue::ReviewQueue(Workspace& workspace, QObject* parent) : QObject(parent), workspace_(workspace) {
  const QSettings settings;
  const QString name = settings.value(kOrderKey).toString();
  for (const Order order : kOrders) {
    if (name == QLatin1String(kOrderNames[static_cast<int>(order)])) order_ = order;
  }
  blind_first_ = settings.value(kBlindKey, false).toBool();
  const auto follow = [this] {
    place_.clear();
    if (SlideSession* session = workspace_.session()) {
      connect(session, &SlideSession::cellsChanged, this, &ReviewQueue::stale);
      connect(session, &SlideSession::cellsReset, this, [this] {
        place_.clear();  // another model has read the slide
        stale();
      });
      connect(session, &SlideSession::thresholdsChanged, this, &ReviewQueue::stale);
    }
    stale();
  };
  connect(&workspace, &Workspace::sessionChanged, this, follow);
  connect(workspace.limits(), &LimitRules::changed, this, [this] {
    stale();
    if (order_ == Order::Limits) Q_EMIT changed();
  });
  connect(workspace.audit(), &AuditDesk::changed, this, [this] {
    stale();
    Q_EMIT changed();
  });
  follow();
}

void ReviewQueue::stale() {
  limits_known_ = false;
  blind_share_.reset();
  Q_EMIT limitsChanged();
}

void ReviewQueue::setOrder(Order order) {
  if (order == order_) return;
  order_ = order;
  QSettings().setValue(kOrderKey, QLatin1String(kOrderNames[static_cast<int>(order)]));
  Q_EMIT changed();
  Q_EMIT reordered();
}

void ReviewQueue::setBlindFirst(bool on) {
  if (on == blind_first_) return;
  blind_first_ = on;
  QSettings().setValue(kBlindKey, on);
  Q_EMIT changed();
}

QString ReviewQueue::orderName(Order order) {
  switch (order) {
    case Order::Confidence: return tr("Least certain first");
    case Order::Margin: return tr("Closest two classes first");
    case Order::Diverse: return tr("Most unlike each other first");
    case Order::Class: return tr("By likeliest class");
    case Order::Limits: return tr("What decides a limit first");
  }
  return {};
}

// --- which cells ------------------------------------------------------------------------------------

bool ReviewQueue::asked(int row) const {
  return workspace_.audit()->drawn(row) && !decided(*workspace_.session(), row);
}

bool ReviewQueue::wasAsked(int row) const {
  const SlideSession* session = workspace_.session();
  return decided(*session, row) && (unsure(*session, row) || workspace_.audit()->drawn(row));
}

std::vector<int> ReviewQueue::waiting(int past) const {
  const SlideSession* session = workspace_.session();
  if (!session) return {};
  std::vector<int> rows = session->reviewQueue();
  sort(rows);
  // The audit's questions have fixed places among all, by chance: those that are past come next.
  std::vector<int> questions;
  for (int row = 0; row < static_cast<int>(session->cells().size()); ++row) {
    if (asked(row)) questions.push_back(row);
  }
  const auto chance = [this](int row) { return workspace_.audit()->placeOf(row); };
  std::sort(questions.begin(), questions.end(), [&](int a, int b) { return chance(a) < chance(b); });
  const auto total = static_cast<double>(rows.size() + questions.size()) + past;
  // No two at one place, and none beyond the end.
  std::vector<int> all;
  all.reserve(rows.size() + questions.size());
  auto next = rows.begin();
  for (const int row : questions) {
    const auto place = std::max<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(chance(row) * total) - past, 0);
    while (next != rows.end() && std::ssize(all) < place) all.push_back(*next++);
    all.push_back(row);
  }
  all.insert(all.end(), next, rows.end());
  return all;
}

void ReviewQueue::sort(std::vector<int>& rows) const {
  const SlideSession& session = *workspace_.session();
  std::vector<int> order;
  std::vector<double> values(rows.size());
  switch (order_) {
    case Order::Confidence: return;  // as the session has them
    case Order::Margin:
      for (std::size_t i = 0; i < rows.size(); ++i)
        values[i] = decision::membershipMargin(membershipsOf(session, rows[i]));
      order = decision::ascendingOrder(values);
      break;
    case Order::Diverse:
      makeDiverse();
      for (std::size_t i = 0; i < rows.size(); ++i) values[i] = place_[static_cast<std::size_t>(rows[i])];
      order = decision::ascendingOrder(values);
      break;
    case Order::Class:
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const int c = session.predictedClassOf(rows[i]);
        values[i] = c < 0 ? std::numeric_limits<double>::quiet_NaN()
                          : session.manifest().scheme.classes[static_cast<std::size_t>(c)].order;
      }
      order = decision::ascendingOrder(values);
      break;
    case Order::Limits: {
      std::vector<std::vector<int>> numerators;
      for (const auto& limit : limits()) {
        for (const auto* share : {&limit.share, limit.alsoShare ? &*limit.alsoShare : nullptr}) {
          if (!share || !limit.applies() || share->state != decision::LimitState::Straddles) continue;
          auto& classes = numerators.emplace_back();
          for (const QString& id : share->classes)
            classes.push_back(session.manifest().scheme.indexOf(id.toStdString()));
        }
      }
      std::vector<double> chances(numerators.size());
      for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = 0; j < numerators.size(); ++j)
          chances[j] = decision::chanceInNumerator(membershipsOf(session, rows[i]), numerators[j]);
        values[i] = -decision::limitPull(chances);
      }
      order = decision::ascendingOrder(values);
      break;
    }
  }
  std::vector<int> sorted;
  sorted.reserve(rows.size());
  for (const int i : order) sorted.push_back(rows[static_cast<std::size_t>(i)]);
  rows = std::move(sorted);
}

void ReviewQueue::makeDiverse() const {
  const SlideSession& session = *workspace_.session();
  std::vector<int> all;
  for (int row = 0; row < static_cast<int>(session.cells().size()); ++row) {
    if (unsure(session, row)) all.push_back(row);
  }
  if (all == unsure_ && place_.size() == session.cells().size()) return;
  unsure_ = std::move(all);
  place_.assign(session.cells().size(), -1);
  leader_ = place_;
  const auto diverse = decision::diverseOrder(
      vectorsOf(session, unsure_), session.manifest().scheme.classes.size(), groupsFor(unsure_.size()));
  for (std::size_t i = 0; i < diverse.order.size(); ++i) {
    const auto cell = static_cast<std::size_t>(diverse.order[i]);
    place_[static_cast<std::size_t>(unsure_[cell])] = static_cast<int>(i);
    leader_[static_cast<std::size_t>(unsure_[i])] = unsure_[static_cast<std::size_t>(diverse.group[i])];
  }
}

QList<int> ReviewQueue::groupOf(int row) const {
  const SlideSession* session = workspace_.session();
  QList<int> group{row};
  if (!session || row < 0 || blind(row)) return group;
  const std::vector<int> rows = session->reviewQueue();
  if (std::find(rows.begin(), rows.end(), row) == rows.end() || session->predictedClassOf(row) < 0)
    return group;
  makeDiverse();
  for (const int other : rows) {
    if (other != row && leader_[static_cast<std::size_t>(other)] == leader_[static_cast<std::size_t>(row)] &&
        !blind(other) && session->predictedClassOf(other) == session->predictedClassOf(row))
      group << other;
  }
  return group;
}

bool ReviewQueue::blind(int row) const {
  const SlideSession* session = workspace_.session();
  if (!session || row < 0 || decided(*session, row)) return false;
  if (blind_first_ || asked(row)) return true;
  if (session->stateOf(row) == CellState::AutoAccepted) return false;
  return workspace_.audit()->chance(row, "blind") < blindShare();
}

// As many blind questions about unsure cells as the audit asks, by expectation.
double ReviewQueue::blindShare() const {
  if (blind_share_) return *blind_share_;
  const SlideSession* session = workspace_.session();
  const AuditDesk& audit = *workspace_.audit();
  int questions = 0, others = 0;
  for (int other = 0; other < static_cast<int>(session->cells().size()); ++other) {
    if (audit.drawn(other)) {
      ++questions;
    } else if (session->decisionOf(other) != decision::Decision::Accepted) {
      ++others;
    }
  }
  blind_share_ =
      questions == 0 ? 0 : std::clamp(static_cast<double>(questions) / std::max(1, others), kLeastBlind, 1.0);
  return *blind_share_;
}

QString ReviewQueue::originOf(int row) const {
  return asked(row) ? casebook::kAuditOrigin : QStringLiteral("review");
}

// --- limits -----------------------------------------------------------------------------------------

const std::vector<reporting::LimitResult>& ReviewQueue::limits() const {
  if (limits_known_) return limits_;
  limits_known_ = true;
  limits_.clear();
  if (const SlideSession* session = workspace_.session()) {
    const auto differential = session->differential();
    reporting::LimitContext context;
    context.acceptedError = workspace_.audit()->figures().errorBound();
    limits_ = reporting::evaluateLimits(differential, workspace_.limits()->limits(), context);
  }
  return limits_;
}

QString ReviewQueue::limitsInWords() const {
  if (!workspace_.session() || workspace_.session()->slide().classified == 0) return {};
  const bool chinese = language() == reporting::Language::Chinese;
  QStringList open;
  bool any = false, mistakes = false;
  int unresolved = 0;
  for (const auto& limit : limits()) {
    if (!limit.applies()) continue;
    any = true;
    unresolved = limit.share.unresolved;
    mistakes |= limit.share.stateWithErrors == decision::LimitState::Straddles;
    const auto describe = [&](const reporting::LimitShare& share, const model::ShareCondition& condition) {
      if (share.state != decision::LimitState::Straddles || !share.possible) return;
      open << tr("%1 %2, straddles %3 % (%4): %n cells can decide it", "share, range, limit, book",
                 share.unresolved)
                  .arg(QString::fromStdString(chinese ? limit.rule.nameZh : limit.rule.nameEn),
                       percentRange(*share.possible), QLocale().toString(condition.limitPercent),
                       QString::fromStdString(limit.rule.source));
    };
    describe(limit.share, limit.rule.share);
    if (limit.alsoShare) describe(*limit.alsoShare, *limit.rule.alsoShare);
  }
  if (!any) return tr("No decision limit applies to these classes.");
  if (open.size() == 1) return open.first();
  if (open.size() > 1) return tr("%1 (and %n more)", nullptr, int(open.size()) - 1).arg(open.first());
  QString text = unresolved > 0 ? tr("No remaining cell can change any limit.") : tr("No limit is open.");
  if (mistakes) text += QLatin1Char(' ') + tr("Mistakes among accepted cells could still change one.");
  return text;
}

QString ReviewQueue::limitsInFull() const {
  QStringList lines;
  for (const auto& limit : limits()) {
    if (limit.applies()) lines << reporting::inWords(limit, language());
  }
  return lines.join(QLatin1Char('\n'));
}

}  // namespace cellwise::ui
