#include "gallery/cell_model.h"

#include <QDataStream>
#include <QIODevice>
#include <QMimeData>

#include <algorithm>
#include <cmath>

#include "style/marks.h"

namespace cellwise::ui {

bool CellFilter::everything() const {
  return *this == CellFilter{};
}

CellModel::CellModel(QObject* parent) : QAbstractListModel(parent) {}

void CellModel::setSession(SlideSession* session) {
  beginResetModel();
  session_ = session;
  keys_.clear();
  sorted_.clear();
  rows_.clear();
  indices_.clear();
  sections_.clear();
  endResetModel();
  refresh();
}

void CellModel::setFilter(const CellFilter& filter) {
  filter_ = filter;
  arrange();
}

void CellModel::setOrder(CellOrder order) {
  order_ = order;
  refresh();
}

bool CellModel::passes(int cell) const {
  const auto& record = session_->cells()[static_cast<std::size_t>(cell)];
  if (filter_.only && !std::binary_search(filter_.only->begin(), filter_.only->end(), cell)) return false;
  if (filter_.classIndex && session_->classOf(cell) != *filter_.classIndex) return false;
  if (filter_.state && session_->stateOf(cell) != *filter_.state) return false;
  if (filter_.mark == CellFilter::Mark::Flagged && !record.flagged) return false;
  if (filter_.mark == CellFilter::Mark::Commented && record.comment.isEmpty()) return false;
  if (filter_.reason && (!record.prediction || session_->decisionOf(cell) != *filter_.reason)) return false;
  const bool anyConfidence = filter_.lowest == CellFilter{}.lowest && filter_.highest == CellFilter{}.highest;
  if (!anyConfidence) {
    // Two decimals are shown and asked for: 0.504 is "0.50" in the list, and so passes "to 0.50".
    if (!record.prediction) return false;
    const double shown = std::round(record.prediction->confidence * 100) / 100;
    if (shown < filter_.lowest - 1e-9 || shown > filter_.highest + 1e-9) return false;
  }
  if (!filter_.reviewer.isEmpty() && (!record.review || record.review->reviewer != filter_.reviewer))
    return false;
  return filter_.comment.isEmpty() || record.comment.contains(filter_.comment, Qt::CaseInsensitive) ||
         std::any_of(record.tags.begin(), record.tags.end(),
                     [&](const QString& tag) { return tag.contains(filter_.comment, Qt::CaseInsensitive); });
}

CellModel::Key CellModel::keyOf(int cell) const {
  Key key;
  if (const int c = session_->classOf(cell); c >= 0)
    key.place = session_->manifest().scheme.classes[static_cast<std::size_t>(c)].order;
  const auto& prediction = session_->cells()[static_cast<std::size_t>(cell)].prediction;
  if (order_ == CellOrder::LeastCertainFirst && prediction) {
    key.certainty = std::min(prediction->confidence, prediction->maxMembership);
  }
  return key;
}

bool CellModel::before(int a, int b) const {
  const Key& x = keys_[static_cast<std::size_t>(a)];
  const Key& y = keys_[static_cast<std::size_t>(b)];
  if (x.place != y.place) return x.place < y.place;
  return x.certainty != y.certainty ? x.certainty < y.certainty : a < b;
}

void CellModel::refresh() {
  keys_.clear();
  sorted_.clear();
  if (session_) {
    for (int cell = 0; cell < static_cast<int>(session_->cells().size()); ++cell) {
      keys_.push_back(keyOf(cell));
      sorted_.push_back(cell);
    }
    std::sort(sorted_.begin(), sorted_.end(), [this](int a, int b) { return before(a, b); });
  }
  arrange();
}

void CellModel::refresh(const QList<int>& changed) {
  if (!session_ || keys_.size() != session_->cells().size()) return refresh();
  std::vector<std::pair<int, Key>> moved;
  for (const int cell : changed) {
    const Key key = keyOf(cell);
    if (!(key == keys_[static_cast<std::size_t>(cell)])) moved.emplace_back(cell, key);
  }
  if (!moved.empty()) {
    std::vector<bool> moves(keys_.size());
    for (const auto& [cell, key] : moved) moves[static_cast<std::size_t>(cell)] = true;
    std::erase_if(sorted_, [&](int cell) { return moves[static_cast<std::size_t>(cell)]; });
    const auto middle = static_cast<std::ptrdiff_t>(sorted_.size());
    for (const auto& [cell, key] : moved) {
      if (!moves[static_cast<std::size_t>(cell)]) continue;  // named twice
      moves[static_cast<std::size_t>(cell)] = false;
      keys_[static_cast<std::size_t>(cell)] = key;
      sorted_.push_back(cell);
    }
    const auto order = [this](int a, int b) { return before(a, b); };
    std::sort(sorted_.begin() + middle, sorted_.end(), order);
    std::inplace_merge(sorted_.begin(), sorted_.begin() + middle, sorted_.end(), order);
  }
  arrange();
}

void CellModel::arrange() {
  std::vector<int> rows;
  std::vector<CellSection> sections;
  std::vector<int> indices(keys_.size(), -1);
  const bool all = filter_.everything();
  rows.reserve(sorted_.size());
  for (const int cell : sorted_) {
    if (!all && !passes(cell)) continue;
    const int c = session_->classOf(cell);
    const int i = static_cast<int>(rows.size());
    if (sections.empty() || sections.back().classIndex != c) sections.push_back({c, i, 0});
    ++sections.back().count;
    indices[static_cast<std::size_t>(cell)] = i;
    rows.push_back(cell);
  }
  if (rows == rows_ && sections == sections_) {
    indices_ = std::move(indices);
    if (!rows_.empty()) Q_EMIT dataChanged(index(0), index(shown() - 1));
    return;
  }
  beginResetModel();
  rows_ = std::move(rows);
  sections_ = std::move(sections);
  indices_ = std::move(indices);
  endResetModel();
}

const CellSection* CellModel::sectionOf(int index) const {
  auto after = std::upper_bound(sections_.begin(), sections_.end(), index,
                                [](int i, const CellSection& section) { return i < section.first; });
  return after == sections_.begin() ? nullptr : &*(after - 1);
}

int CellModel::indexOf(int cell) const {
  return cell < 0 || cell >= static_cast<int>(indices_.size()) ? -1
                                                               : indices_[static_cast<std::size_t>(cell)];
}

int CellModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : shown();
}

QVariant CellModel::data(const QModelIndex& index, int role) const {
  if (!session_ || !index.isValid() || index.row() >= shown()) return {};
  const int cell = cellAt(index.row());
  if (cell >= static_cast<int>(session_->cells().size())) return {};
  const auto& record = session_->cells()[static_cast<std::size_t>(cell)];
  switch (role) {
    case CellRole: return cell;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
      const int c = session_->classOf(cell);
      QString text = c < 0 ? stateText(session_->stateOf(cell))
                           : tr("%1. %2").arg(
                                 className(session_->manifest().scheme.classes[static_cast<std::size_t>(c)]),
                                 stateText(session_->stateOf(cell)));
      const QString reason = record.failure.isEmpty() ? reasonText(*session_, cell) : record.failure;
      if (!reason.isEmpty()) text += QStringLiteral(": ") + reason;
      if (record.prediction)
        text += QLatin1Char('\n') + tr("Confidence %1").arg(record.prediction->confidence, 0, 'f', 2);
      if (record.flagged) text += QLatin1Char('\n') + tr("Flagged");
      if (!record.tags.isEmpty())
        text += QLatin1Char('\n') + tr("Tags: %1").arg(record.tags.join(QStringLiteral(", ")));
      if (!record.comment.isEmpty()) text += QLatin1Char('\n') + record.comment;
      return text;
    }
    default: return {};
  }
}

Qt::ItemFlags CellModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::NoItemFlags;
  return Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren;
}

QStringList CellModel::mimeTypes() const {
  return {QLatin1String(kCellsMimeType)};
}

QMimeData* CellModel::mimeData(const QModelIndexList& indexes) const {
  QList<int> cells;
  for (const QModelIndex& index : indexes) cells << cellAt(index.row());
  QByteArray bytes;
  QDataStream stream(&bytes, QIODevice::WriteOnly);
  stream << cells;
  auto* data = new QMimeData;
  data->setData(QLatin1String(kCellsMimeType), bytes);
  return data;
}

}  // namespace cellwise::ui
