#include "reporting/trends.h"

#include <algorithm>

#include "base/sha256.h"
#include "reporting/csv.h"
#include "reporting/differential.h"

namespace cellwise::reporting {
namespace {

QString iso(const QDateTime& t) {
  return t.isValid() ? t.toUTC().toString(Qt::ISODateWithMs) : QString();
}
QString fraction(double v) {
  return QString::number(v, 'f', 6);
}

const char* kindOf(casebook::SignatureKind kind) {
  switch (kind) {
    case casebook::SignatureKind::Release: return "release";
    case casebook::SignatureKind::Preparation: return "preparation";
    case casebook::SignatureKind::Preliminary: return "preliminary";
  }
  return "";
}

}  // namespace

Result<std::vector<Trend>> trendsOf(const QString& sampleId,
                                    const std::vector<casebook::SignedReport>& reports) {
  std::vector<Trend> trends;
  for (const auto& report : reports) {
    const auto& s = report.signature;
    if (sha256Hex(s.content.toStdString()) != s.contentSha256.toStdString())
      return failure(ErrorCode::Conflict, "slide " + std::to_string(report.slideId) +
                                              ": the signed content does not have the signed hash");
    const auto d = differentialFromJson(s.content);
    if (!d) return tl::make_unexpected(d.error());
    if (d->sampleId != sampleId) continue;
    auto trend =
        std::find_if(trends.begin(), trends.end(), [&](auto& t) { return t.specimen == d->specimen; });
    if (trend == trends.end()) trend = trends.insert(trends.end(), {sampleId, d->specimen, {}, {}});

    TrendPoint point;
    point.slide = report.slideId;
    point.title = d->title;
    point.importedAt = report.importedAt;
    point.signedAt = s.at;
    point.signer = s.signer;
    point.version = s.version;
    point.modelName = d->modelName;
    point.modelVersion = d->modelVersion;
    point.modelSha = d->modelSha;
    point.modelChanged = !trend->points.empty() && trend->points.back().modelSha != d->modelSha;
    point.counted = d->counted;
    point.unresolved = d->unresolved;
    for (const auto& row : d->rows) {
      if (!row.counted) continue;
      if (d->counted > 0) point.shares[row.classId] = {row.cells.total(), row.share, row.interval};
      const bool known = std::any_of(trend->classes.begin(), trend->classes.end(),
                                     [&](const TrendClass& c) { return c.id == row.classId; });
      if (!known) trend->classes.push_back({row.classId, row.nameEn, row.nameZh, row.shortName, row.colour});
    }
    trend->points.push_back(std::move(point));
  }
  return trends;
}

QByteArray toCsv(const std::vector<Trend>& trends) {
  QByteArray csv =
      csvLine({"sample_id", "specimen",   "slide",      "title",         "imported_at",    "signed_at",
               "version",   "signer",     "model_name", "model_version", "weights_sha256", "model_changed",
               "counted",   "unresolved", "class",      "name_en",       "name_zh",        "cells",
               "share",     "low95",      "high95"});
  for (const auto& trend : trends) {
    for (const auto& p : trend.points) {
      for (const auto& c : trend.classes) {
        const auto share = p.shares.find(c.id);
        if (share == p.shares.end()) continue;
        csv += csvLine({csvText(trend.sampleId),
                        trend.specimen,
                        QString::number(p.slide),
                        csvText(p.title),
                        iso(p.importedAt),
                        iso(p.signedAt),
                        QString::number(p.version),
                        csvText(p.signer),
                        csvText(p.modelName),
                        csvText(p.modelVersion),
                        p.modelSha,
                        p.modelChanged ? QStringLiteral("true") : QStringLiteral("false"),
                        QString::number(p.counted),
                        QString::number(p.unresolved),
                        csvText(c.id),
                        csvText(c.nameEn),
                        csvText(c.nameZh),
                        QString::number(share->second.cells),
                        fraction(share->second.share),
                        fraction(share->second.interval.low),
                        fraction(share->second.interval.high)});
      }
    }
  }
  return csv;
}

QByteArray toCsv(const std::vector<casebook::SignedReport>& reports) {
  QByteArray csv = csvLine({"signed_at", "sample_id", "title", "slide", "version", "kind", "signer",
                            "meaning", "reason", "replaced", "synthetic", "content_sha256"});
  for (const auto& r : reports) {
    const auto& s = r.signature;
    const auto flag = [](bool v) { return v ? QStringLiteral("true") : QStringLiteral("false"); };
    csv += csvLine({iso(s.at), csvText(r.sampleId), csvText(r.title), QString::number(r.slideId),
                    QString::number(s.version), QLatin1String(kindOf(s.kind)), csvText(s.signer),
                    csvText(s.meaning), csvText(s.reason), flag(r.replaced), flag(r.synthetic),
                    s.contentSha256});
  }
  return csv;
}

}  // namespace cellwise::reporting
