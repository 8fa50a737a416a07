// Canonical JSON of a differential. QJsonObject keeps its keys sorted and QJsonDocument writes the
// shortest number that reads back to the same double; Compact leaves no white space.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <limits>

#include "reporting/differential.h"

namespace cellwise::reporting {
namespace {

constexpr int kSchemaVersion = 1;
constexpr auto kFormat = "cellwise-differential";

// --- writing

QJsonObject json(const decision::Interval& i) {
  return {{"low", i.low}, {"high", i.high}};
}
QJsonObject json(const decision::Thresholds& t) {
  return {{"confidence", t.confidence}, {"membership", t.membership}};
}
QJsonObject json(const Provenance& p) {
  return {{"confirmed", p.confirmed}, {"autoAccepted", p.autoAccepted}};
}
QJsonValue json(const std::optional<double>& v) {
  return v ? QJsonValue(*v) : QJsonValue();
}
QJsonObject json(const RatioInterval& i) {
  return {{"low", i.low}, {"high", json(i.high)}};
}
QJsonArray json(const QStringList& list) {
  return QJsonArray::fromStringList(list);
}
QString json(const QDateTime& t) {
  return t.isValid() ? t.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QJsonObject json(const decision::CalibratedThreshold& c) {
  return {{"rule", decision::name(c.rule)},
          {"threshold", c.threshold},
          {"target", c.target},
          {"delta", c.delta},
          {"n", static_cast<qint64>(c.n)},
          {"accepted", static_cast<qint64>(c.accepted)},
          {"errors", static_cast<qint64>(c.errors)},
          {"bound", c.bound},
          {"tests", c.tests}};
}

QJsonObject json(const DifferentialRow& r) {
  return {{"classId", r.classId},
          {"nameEn", r.nameEn},
          {"nameZh", r.nameZh},
          {"shortName", r.shortName},
          {"lineage", r.lineage},
          {"colour", r.colour},
          {"counted", r.counted},
          {"cells", json(r.cells)},
          {"share", r.share},
          {"interval", json(r.interval)},
          {"unresolvedPredicted", r.unresolvedPredicted},
          {"possible", json(r.possible)}};
}

QJsonObject json(const LineageTotal& l) {
  return {{"id", l.id},
          {"nameEn", l.nameEn},
          {"nameZh", l.nameZh},
          {"cells", json(l.cells)},
          {"share", l.share},
          {"interval", json(l.interval)},
          {"unresolvedPredicted", l.unresolvedPredicted},
          {"possible", json(l.possible)}};
}

// --- reading: every field must be there with its type; the first fault is kept

class Reader {
 public:
  Reader(const QJsonValue& value, QString path, QString& fault)
      : object_(value.toObject()), path_(std::move(path)), fault_(fault) {
    if (!value.isObject()) fail({}, "is not an object");
  }

  QString text(const char* key) {
    const QJsonValue v = object_.value(QLatin1String(key));
    if (!v.isString()) fail(key, "is not a text");
    return v.toString();
  }
  bool flag(const char* key) {
    const QJsonValue v = object_.value(QLatin1String(key));
    if (!v.isBool()) fail(key, "is not true or false");
    return v.toBool();
  }
  double number(const char* key) {
    const QJsonValue v = object_.value(QLatin1String(key));
    if (!v.isDouble()) fail(key, "is not a number");
    return v.toDouble();
  }
  std::optional<double> numberOrNull(const char* key) {
    if (object_.value(QLatin1String(key)).isNull()) return {};
    return number(key);
  }
  int count(const char* key) {
    const double v = number(key);
    if (v < 0 || v > std::numeric_limits<int>::max() || v != std::floor(v)) {
      fail(key, "is not a count");
      return 0;
    }
    return static_cast<int>(v);
  }
  QDateTime time(const char* key) {
    const QString v = text(key);
    if (v.isEmpty()) return {};
    const QDateTime t = QDateTime::fromString(v, Qt::ISODateWithMs);
    if (!t.isValid()) fail(key, "is not a time");
    return t.toUTC();
  }
  QStringList texts(const char* key) {
    QStringList list;
    for (const QJsonValue& v : array(key)) {
      if (!v.isString()) fail(key, "is not a list of texts");
      list << v.toString();
    }
    return list;
  }
  QJsonArray array(const char* key) {
    const QJsonValue v = object_.value(QLatin1String(key));
    if (!v.isArray()) fail(key, "is not a list");
    return v.toArray();
  }
  bool isNull(const char* key) const { return object_.value(QLatin1String(key)).isNull(); }
  Reader object(const char* key) {
    return Reader(object_.value(QLatin1String(key)), path_ + QLatin1String(key) + QLatin1Char('.'), fault_);
  }
  decision::Interval interval(const char* key) {
    Reader r = object(key);
    return {r.number("low"), r.number("high")};
  }
  RatioInterval ratio(const char* key) {
    Reader r = object(key);
    RatioInterval i;
    i.low = r.number("low");
    i.high = r.numberOrNull("high");
    return i;
  }
  decision::Thresholds thresholds(const char* key) {
    Reader r = object(key);
    return {r.number("confidence"), r.number("membership")};
  }
  Provenance provenance(const char* key) {
    Reader r = object(key);
    Provenance p;
    p.confirmed = r.count("confirmed");
    p.autoAccepted = r.count("autoAccepted");
    return p;
  }
  void fail(const char* key, const char* what) {
    if (fault_.isEmpty())
      fault_ = QStringLiteral("%1%2 %3").arg(path_, QLatin1String(key), QLatin1String(what));
  }

 private:
  QJsonObject object_;
  QString path_;
  QString& fault_;
};

decision::CalibratedThreshold readCalibration(Reader r) {
  decision::CalibratedThreshold c;
  const QString rule = r.text("rule");
  if (const auto known = decision::calibrationRule(rule.toStdString()))
    c.rule = *known;
  else
    r.fail("rule", "is unknown");
  c.threshold = r.number("threshold");
  c.target = r.number("target");
  c.delta = r.number("delta");
  c.n = r.count("n");
  c.accepted = r.count("accepted");
  c.errors = r.count("errors");
  c.bound = r.number("bound");
  c.tests = r.count("tests");
  return c;
}

// Shared by rows and lineages.
template <class T>
void readFigures(Reader& r, T& to) {
  to.nameEn = r.text("nameEn");
  to.nameZh = r.text("nameZh");
  to.cells = r.provenance("cells");
  to.share = r.number("share");
  to.interval = r.interval("interval");
  to.unresolvedPredicted = r.count("unresolvedPredicted");
  to.possible = r.interval("possible");
}

}  // namespace

QByteArray toJson(const Differential& d) {
  QJsonArray rows, lineages;
  for (const auto& r : d.rows) rows.append(json(r));
  for (const auto& l : d.lineages) lineages.append(json(l));
  QJsonValue me, red;
  if (d.meRatio) {
    const auto& m = *d.meRatio;
    me = QJsonObject{{"myeloid", m.myeloid},
                     {"erythroid", m.erythroid},
                     {"ratio", json(m.ratio)},
                     {"interval", json(m.interval)},
                     {"myeloidClasses", json(m.myeloidClasses)},
                     {"erythroidClasses", json(m.erythroidClasses)}};
  }
  if (d.nucleatedRedCells) {
    const auto& r = *d.nucleatedRedCells;
    red = QJsonObject{{"cells", json(r.cells)},
                      {"whiteCells", r.whiteCells},
                      {"per100", json(r.per100)},
                      {"interval", json(r.interval)},
                      {"classes", json(r.classes)}};
  }
  const QJsonObject root{
      {"format", kFormat},
      {"schemaVersion", kSchemaVersion},
      {"sampleId", d.sampleId},
      {"title", d.title},
      {"specimen", d.specimen},
      {"synthetic", d.synthetic},
      {"importedAt", json(d.importedAt)},
      {"computedAt", json(d.computedAt)},
      {"operator", d.operatorName},
      {"model",
       QJsonObject{{"name", d.modelName}, {"version", d.modelVersion}, {"weightsSha256", d.modelSha}}},
      {"thresholds", json(d.thresholds)},
      {"modelThresholds", json(d.modelThresholds)},
      {"calibration", json(d.calibration)},
      {"membershipQuantile", d.membershipQuantile},
      {"evidence", QJsonObject{{"cells", d.evidence.cells},
                               {"accepted", d.evidence.accepted},
                               {"errors", d.evidence.errors},
                               {"accuracy", json(d.evidence.accuracy)}}},
      {"calibrationStatement", d.calibrationStatement},
      {"cells", d.cells},
      {"counted", d.counted},
      {"outside", d.outside},
      {"unresolved", d.unresolved},
      {"ambiguous", d.ambiguous},
      {"unfamiliar", d.unfamiliar},
      {"failed", d.failed},
      {"unclassified", d.unclassified},
      {"rows", rows},
      {"lineages", lineages},
      {"meRatio", me},
      {"nucleatedRedCells", red}};
  return QJsonDocument(root).toJson(QJsonDocument::Compact);
}

Result<Differential> differentialFromJson(const QByteArray& bytes) {
  QJsonParseError parse;
  const QJsonDocument document = QJsonDocument::fromJson(bytes, &parse);
  if (parse.error != QJsonParseError::NoError)
    return failure(ErrorCode::FormatInvalid,
                   QStringLiteral("%1 at byte %2").arg(parse.errorString()).arg(parse.offset).toStdString());
  QString fault;
  Reader r(document.isObject() ? QJsonValue(document.object()) : QJsonValue(), {}, fault);
  if (r.text("format") != QLatin1String(kFormat)) r.fail("format", "is not that of a differential");
  if (!fault.isEmpty()) return failure(ErrorCode::FormatInvalid, fault.toStdString());
  if (const int version = r.count("schemaVersion"); version > kSchemaVersion)
    return failure(ErrorCode::VersionUnsupported,
                   "differential of schema version " + std::to_string(version));

  Differential d;
  d.sampleId = r.text("sampleId");
  d.title = r.text("title");
  d.specimen = r.text("specimen");
  d.synthetic = r.flag("synthetic");
  d.importedAt = r.time("importedAt");
  d.computedAt = r.time("computedAt");
  d.operatorName = r.text("operator");
  Reader model = r.object("model");
  d.modelName = model.text("name");
  d.modelVersion = model.text("version");
  d.modelSha = model.text("weightsSha256");
  d.thresholds = r.thresholds("thresholds");
  d.modelThresholds = r.thresholds("modelThresholds");
  d.calibration = readCalibration(r.object("calibration"));
  d.membershipQuantile = r.number("membershipQuantile");
  Reader evidence = r.object("evidence");
  d.evidence.cells = evidence.count("cells");
  d.evidence.accepted = evidence.count("accepted");
  d.evidence.errors = evidence.count("errors");
  d.evidence.accuracy = evidence.interval("accuracy");
  d.calibrationStatement = r.text("calibrationStatement");
  d.cells = r.count("cells");
  d.counted = r.count("counted");
  d.outside = r.count("outside");
  d.unresolved = r.count("unresolved");
  d.ambiguous = r.count("ambiguous");
  d.unfamiliar = r.count("unfamiliar");
  d.failed = r.count("failed");
  d.unclassified = r.count("unclassified");
  qint64 counted = 0, outside = 0;
  for (const QJsonValue& v : r.array("rows")) {
    Reader row(v, QStringLiteral("rows.%1.").arg(d.rows.size()), fault);
    DifferentialRow to;
    to.classId = row.text("classId");
    to.shortName = row.text("shortName");
    to.lineage = row.text("lineage");
    to.colour = row.text("colour");
    to.counted = row.flag("counted");
    readFigures(row, to);
    (to.counted ? counted : outside) += qint64{to.cells.confirmed} + to.cells.autoAccepted;
    d.rows.push_back(std::move(to));
  }
  for (const QJsonValue& v : r.array("lineages")) {
    Reader lineage(v, QStringLiteral("lineages.%1.").arg(d.lineages.size()), fault);
    LineageTotal to;
    to.id = lineage.text("id");
    readFigures(lineage, to);
    d.lineages.push_back(std::move(to));
  }
  if (!r.isNull("meRatio")) {
    Reader me = r.object("meRatio");
    auto& to = d.meRatio.emplace();
    to.myeloid = me.count("myeloid");
    to.erythroid = me.count("erythroid");
    to.ratio = me.numberOrNull("ratio");
    to.interval = me.ratio("interval");
    to.myeloidClasses = me.texts("myeloidClasses");
    to.erythroidClasses = me.texts("erythroidClasses");
  }
  if (!r.isNull("nucleatedRedCells")) {
    Reader red = r.object("nucleatedRedCells");
    auto& to = d.nucleatedRedCells.emplace();
    to.cells = red.provenance("cells");
    to.whiteCells = red.count("whiteCells");
    to.per100 = red.numberOrNull("per100");
    to.interval = red.ratio("interval");
    to.classes = red.texts("classes");
  }
  if (counted != d.counted || outside != d.outside) r.fail("rows", "do not add up to the counts");
  if (qint64{d.counted} + d.outside + d.unresolved != d.cells ||
      qint64{d.ambiguous} + d.unfamiliar + d.failed + d.unclassified != d.unresolved)
    r.fail("cells", "is not the sum of its parts");
  if (!fault.isEmpty()) return failure(ErrorCode::FormatInvalid, fault.toStdString());
  return d;
}

}  // namespace cellwise::reporting
