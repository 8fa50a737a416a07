#include "bridge/audit_desk.h"

#include <QPointer>
#include <QSettings>

#include <algorithm>
#include <cmath>
#include <limits>

#include "bridge/slide_session.h"
#include "bridge/workspace.h"

namespace cellwise::ui {
namespace {

const QString kShareKey = QStringLiteral("review/auditShare");

}  // namespace

AuditDesk::AuditDesk(Workspace& workspace) : QObject(&workspace), workspace_(workspace) {
  connect(&workspace, &Workspace::sessionChanged, this, &AuditDesk::follow);
}

double AuditDesk::defaultShare() {
  return std::clamp(QSettings().value(kShareKey, kDefaultShare).toDouble(), 0.0, 1.0);
}

void AuditDesk::setShare(double share) {
  QSettings().setValue(kShareKey, share);
  if (!workspace_.session() || (!audit_ && share <= 0)) return;
  const auto slide = workspace_.session()->slide().id;
  workspace_.casebookDoor()(this, [this, slide, share, name = workspace_.operatorName()](auto& book) {
    auto set = casebook::BlindAudits(book).setShare(slide, share, name);
    return std::function<void()>([this, slide, set] {
      if (!set) return Q_EMIT workspace_.failed(set.error());
      if (!workspace_.session() || workspace_.session()->slide().id != slide) return;
      audit_ = *set;
      Q_EMIT changed();
    });
  });
}

void AuditDesk::follow() {
  audit_.reset();
  answers_.clear();
  draws_.clear();
  places_.clear();
  known_ = false;
  if (SlideSession* session = workspace_.session()) {
    connect(session, &SlideSession::cellsChanged, this, [this, session](const QList<int>& rows) {
      if (workspace_.session() != session) return;  // it is being closed
      if (!audit_) return begin();                  // the model may have read its first cells
      if (std::any_of(rows.begin(), rows.end(), [this](int row) { return drawn(row) || answered(row); }))
        read();
    });
    connect(session, &SlideSession::cellsReset, this, &AuditDesk::begin);
    read();
  }
  Q_EMIT changed();
}

void AuditDesk::read() {
  const auto slide = workspace_.session()->slide().id;
  workspace_.casebookDoor()(this, [this, slide](auto& book) {
    const casebook::BlindAudits audits(book);
    auto audit = audits.of(slide);
    auto answers = audits.answers(slide);
    return std::function<void()>([this, slide, audit, answers] {
      if (!workspace_.session() || workspace_.session()->slide().id != slide) return;
      if (!audit || !answers) return Q_EMIT workspace_.failed(audit ? answers.error() : audit.error());
      known_ = true;
      audit_ = *audit;
      answers_ = *answers;
      Q_EMIT changed();
      begin();
    });
  });
}

// Silent where it is refused: who may not review is asked nothing.
void AuditDesk::begin() {
  const SlideSession* session = workspace_.session();
  if (!known_ || audit_ || !session || session->slide().classified == 0 || defaultShare() <= 0) return;
  known_ = false;  // once
  const auto slide = session->slide().id;
  workspace_.casebookDoor()(this, [this, slide, name = workspace_.operatorName()](auto& book) {
    auto begun = casebook::BlindAudits(book).setShare(slide, defaultShare(), name);
    return std::function<void()>([this, slide, begun] {
      if (!begun || !workspace_.session() || workspace_.session()->slide().id != slide) return;
      audit_ = *begun;
      Q_EMIT changed();
    });
  });
}

bool AuditDesk::drawn(int row) const {
  const SlideSession* session = workspace_.session();
  if (!audit_ || !session) return false;
  if (draws_.size() != session->cells().size()) {
    draws_.clear();
    for (const auto& each : session->cells()) draws_.push_back(casebook::drawOf(audit_->seed, each.id));
  }
  return draws_[static_cast<std::size_t>(row)] < audit_->share &&
         session->decisionOf(row) == decision::Decision::Accepted;  // none without a prediction
}

bool AuditDesk::answered(int row) const {
  const auto id = workspace_.session()->cells()[static_cast<std::size_t>(row)].id;
  return std::any_of(answers_.begin(), answers_.end(),
                     [&](const auto& answer) { return answer.cellId == id; });
}

double AuditDesk::chance(int row, const char* what) const {
  if (!audit_) return 1;
  return casebook::drawOf(audit_->seed + QLatin1String(what),
                          workspace_.session()->cells()[static_cast<std::size_t>(row)].id);
}

double AuditDesk::placeOf(int row) const {
  if (places_.size() != workspace_.session()->cells().size()) {
    places_.assign(workspace_.session()->cells().size(), std::numeric_limits<double>::quiet_NaN());
  }
  double& place = places_[static_cast<std::size_t>(row)];
  if (std::isnan(place)) place = chance(row, "place");
  return place;
}

reporting::AuditFigures AuditDesk::figures() const {
  const SlideSession* session = workspace_.session();
  if (!session) return {};
  return reporting::auditFigures(session->slide(), session->cells(), session->manifest(), answers_);
}

}  // namespace cellwise::ui
