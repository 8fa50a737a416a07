#include "casebook/features.h"

#include <QtEndian>

#include <algorithm>
#include <cmath>

#include "casebook/casebook_impl.h"

namespace cellwise::casebook {

QByteArray packedFeatures(const std::vector<float>& values) {
  float largest = 0;
  for (const float value : values) largest = std::max(largest, std::abs(value));
  const float scale = largest / 127;
  QByteArray bytes(static_cast<qsizetype>(sizeof scale + values.size()), Qt::Uninitialized);
  qToLittleEndian(scale, bytes.data());
  for (std::size_t i = 0; i < values.size(); ++i) {
    bytes[static_cast<qsizetype>(sizeof scale + i)] =
        static_cast<char>(scale > 0 ? std::lround(values[i] / scale) : 0);
  }
  return bytes;
}

std::vector<float> unpackedFeatures(const QByteArray& bytes) {
  if (bytes.size() < qsizetype(sizeof(float))) return {};
  const auto scale = qFromLittleEndian<float>(bytes.constData());
  std::vector<float> values;
  values.reserve(static_cast<std::size_t>(bytes.size()) - sizeof scale);
  for (qsizetype i = sizeof scale; i < bytes.size(); ++i) {
    values.push_back(scale * static_cast<float>(static_cast<signed char>(bytes[i])));
  }
  return values;
}

Result<std::vector<NearCell>> Features::nearest(const Casebook& casebook, Id cell, const QString& classId,
                                                int limit, Id exceptSlide) {
  return attempt([&] {
    const Database& database = casebook.impl_->database;
    const ReadTransaction view(database);
    std::vector<NearCell> near;
    QSqlQuery query = database.query(
        QStringLiteral("SELECT f.features, m.sha256, s.synthetic FROM cells c"
                       " JOIN slides s ON s.id = c.slide_id JOIN predictions p ON p.id = c.prediction_id"
                       " JOIN models m ON m.id = p.model_id JOIN cell_features f ON f.prediction_id = p.id"
                       " WHERE c.id = ?"),
        {cell});
    if (!query.next()) return near;
    const std::vector<float> wanted = unpackedFeatures(query.value(0).toByteArray());
    const QVariant model = query.value(1), synthetic = query.value(2);
    query.finish();

    QSqlQuery rows = database.query(
        QStringLiteral("SELECT c.id, c.slide_id, e.reviewer, f.features FROM cells c"
                       " JOIN review_events e ON e.id = c.review_id JOIN slides s ON s.id = c.slide_id"
                       " JOIN predictions p ON p.id = c.prediction_id JOIN models m ON m.id = p.model_id"
                       " JOIN cell_features f ON f.prediction_id = p.id"
                       " WHERE c.review_class = ? AND c.id <> ? AND m.sha256 = ? AND s.synthetic = ?"
                       " AND NOT s.discarded AND +c.slide_id <> ? ORDER BY c.review_id DESC LIMIT ?"),
        {classId, cell, model, synthetic, exceptSlide, kLookedAt});
    while (rows.next()) {
      const std::vector<float> values = unpackedFeatures(rows.value(3).toByteArray());
      if (values.size() != wanted.size()) continue;
      double sum = 0;
      for (std::size_t i = 0; i < values.size(); ++i)
        sum += std::pow(double(values[i]) - double(wanted[i]), 2);
      near.push_back(
          {rows.value(0).toLongLong(), rows.value(1).toLongLong(), rows.value(2).toString(), std::sqrt(sum)});
    }
    database.checkFinished(rows);
    std::stable_sort(near.begin(), near.end(),
                     [](const NearCell& a, const NearCell& b) { return a.distance < b.distance; });
    if (std::ssize(near) > limit) near.resize(static_cast<std::size_t>(limit));
    return near;
  });
}

}  // namespace cellwise::casebook
