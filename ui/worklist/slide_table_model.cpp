#include "worklist/slide_table_model.h"

#include <QFont>
#include <QLocale>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "bridge/slide_notes.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "worklist/slide_state.h"

namespace cellwise::ui {
namespace {

// In everything that the worklist shows or sorts by.
bool same(const casebook::SlideSummary& a, const casebook::SlideSummary& b) {
  const auto shown = [](const casebook::SlideSummary& s) {
    return std::tie(s.sampleId, s.title, s.sourcePath, s.synthetic, s.importedAt, s.modelSha, s.cells,
                    s.classified, s.failed, s.confirmed, s.toReview, s.signedVersion, s.changedSinceSigning);
  };
  return shown(a) == shown(b);
}

}  // namespace

SlideTableModel::SlideTableModel(Workspace& workspace, QObject* parent)
    : QAbstractTableModel(parent), workspace_(workspace), slides_(workspace.slides()) {
  connect(&workspace, &Workspace::slidesChanged, this, &SlideTableModel::refresh);
  connect(&workspace, &Workspace::activitiesChanged, this, &SlideTableModel::refreshStates);
  connect(&workspace, &Workspace::sessionChanged, this, &SlideTableModel::refreshStates);
  connect(workspace.notes(), &SlideNotes::changed, this, &SlideTableModel::repaintAll);
}

int SlideTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(slides_.size());
}
int SlideTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

std::optional<double> SlideTableModel::progress(int row) const {
  return workspace_.classificationProgress(slide(row).id);
}

QVariant SlideTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto& s = slide(index.row());
  const QLocale locale;
  if (role == IdRole) return s.id;
  if (role == Qt::FontRole) {
    const auto* session = workspace_.session();
    QFont font;
    font.setBold(session && session->slide().id == s.id);  // the one that is open
    return font;
  }
  if (role == Qt::TextAlignmentRole && index.column() == Cells) {
    return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role == Qt::ToolTipRole && index.column() == Title) return s.sourcePath;
  if (role == Qt::ToolTipRole && index.column() == Comment) return workspace_.notes()->of(s.id).comment;
  if (role != Qt::DisplayRole && role != SortRole) return {};
  const bool sorting = role == SortRole;
  switch (index.column()) {
    case Sample: return s.sampleId;
    case Title: return s.synthetic && !sorting ? tr("%1 (synthetic)").arg(s.title) : s.title;
    case Date:
      if (sorting) return s.importedAt;
      return s.importedAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"));
    case Cells: return sorting ? QVariant(s.cells) : QVariant(locale.toString(s.cells));
    case State:
      // What asks for work comes first.
      if (sorting) {
        const int order[] = {1, 2, 4, 3, 0};
        const bool released = s.signedKind == casebook::SignatureKind::Release;
        const auto state = s.state() == casebook::SlideState::Signed && !released
                               ? casebook::SlideState::ReadyToSign
                               : s.state();
        return order[int(state)] * 1'000'000 + std::min(s.toReview, 999'999);
      }
      return slideStateText(s, progress(index.row()));
    case Tags: return workspace_.notes()->of(s.id).tags.join(QStringLiteral(", "));
    case Comment: return workspace_.notes()->of(s.id).comment;
  }
  return {};
}

QVariant SlideTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) {
    return QVariant((section == Cells ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Sample: return tr("Sample");
    case Title: return tr("Slide");
    case Date: return tr("Imported");
    case Cells: return tr("Cells");
    case State: return tr("State");
    case Tags: return tr("Tags");
    case Comment: return tr("Comment");
  }
  return {};
}

void SlideTableModel::refresh() {
  const auto& fresh = workspace_.slides();
  const bool sameSlides =
      fresh.size() == slides_.size() && std::equal(fresh.begin(), fresh.end(), slides_.begin(),
                                                   [](const auto& a, const auto& b) { return a.id == b.id; });
  if (!sameSlides) {
    beginResetModel();
    slides_ = fresh;
    endResetModel();
    return;
  }
  // A decision changes one slide of thousands.
  for (int row = 0; row < rowCount(); ++row) {
    auto& shown = slides_[std::size_t(row)];
    if (same(shown, fresh[std::size_t(row)])) continue;
    shown = fresh[std::size_t(row)];
    Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
  }
}

// Of the slides that are open or at work, and those that were: progress comes thirty times a second.
void SlideTableModel::refreshStates() {
  const auto* session = workspace_.session();
  std::set<int> rows;
  for (const auto id : std::exchange(live_, {})) {
    const auto it = std::find_if(slides_.begin(), slides_.end(), [id](const auto& s) { return s.id == id; });
    if (it != slides_.end()) rows.insert(int(it - slides_.begin()));
  }
  for (int row = 0; row < rowCount(); ++row) {
    if (!progress(row) && !(session && session->slide().id == slide(row).id)) continue;
    live_.push_back(slide(row).id);
    rows.insert(row);
  }
  for (const int row : rows) Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
}

void SlideTableModel::retranslate() {
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, kColumns - 1);
  repaintAll();
}

void SlideTableModel::repaintAll() {
  if (!slides_.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
}

}  // namespace cellwise::ui
