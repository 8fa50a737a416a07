// The blind audit of the open slide: which accepted cells are to be asked about, and what the answers say.
// Follows the workspace's session; reads and writes on the casebook thread.
#pragma once

#include <QObject>

#include <optional>
#include <vector>

#include "bridge/casebook_door.h"
#include "casebook/blind_audits.h"
#include "reporting/audited.h"

namespace cellwise::ui {

class SlideSession;
class Workspace;

class AuditDesk : public QObject {
  Q_OBJECT
 public:
  static constexpr double kDefaultShare = 0.05;

  explicit AuditDesk(Workspace& workspace);

  // Share of the accepted cells of a slide that is asked about, for slides whose audit has not begun; kept
  // in the settings. 0: no audits.
  static double defaultShare();
  // For the open slide and from now on.
  void setShare(double share);
  // Of the open slide; empty until it is read or begun: that happens by itself when a model has read the
  // slide, so that chance has spoken before anyone looks at a cell.
  const std::optional<casebook::BlindAudit>& audit() const { return audit_; }
  const std::vector<casebook::BlindAnswer>& answers() const { return answers_; }

  // Drawn by chance and accepted at the thresholds in use, answered or not.
  bool drawn(int row) const;
  bool answered(int row) const;
  // An even number in [0, 1) that belongs to the cell, for everything else that chance decides about it.
  double chance(int row, const char* what) const;
  double placeOf(int row) const;  // chance(row, "place"), kept: the queue is sorted by it at every decision
  reporting::AuditFigures figures() const;

 Q_SIGNALS:
  void changed();

 private:
  void follow();
  void read();
  void begin();

  Workspace& workspace_;
  std::optional<casebook::BlindAudit> audit_;
  std::vector<casebook::BlindAnswer> answers_;
  bool known_ = false;                          // the slide's audit was read
  mutable std::vector<double> draws_, places_;  // by row; empty until asked for; places: NaN until then
};

}  // namespace cellwise::ui
