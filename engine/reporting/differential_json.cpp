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

QJsonValue json(const std::optional<AbsoluteCount>& a) {
  if (!a) return {};
  return QJsonObject{{"value", a->value}, {"low", a->low}, {"high", a->high}};
}

QJsonObject json(const DifferentialRow& r, bool parts) {
  QJsonObject o{{"classId", r.classId},
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
  if (parts) o["absolute"] = json(r.absolute);
  return o;
}

QJsonObject json(const LineageTotal& l, bool parts) {
  QJsonObject o{{"id", l.id},
                {"nameEn", l.nameEn},
                {"nameZh", l.nameZh},
                {"cells", json(l.cells)},
                {"share", l.share},
                {"interval", json(l.interval)},
                {"unresolvedPredicted", l.unresolvedPredicted},
                {"possible", json(l.possible)}};
  if (parts) o["absolute"] = json(l.absolute);
  return o;
}

// --- what people and the laboratory add: since version 2

constexpr const char* kCorrections[] = {"off", "always", "fromFive"};

QJsonValue json(const std::optional<WhiteCells>& w) {
  if (!w) return {};
  return QJsonObject{{"entered", w->entered},
                     {"rule", kCorrections[static_cast<int>(w->rule)]},
                     {"corrected", w->corrected},
                     {"value", w->value},
                     {"low", w->low},
                     {"high", w->high}};
}

QJsonValue json(const std::optional<PartialDifferential>& p) {
  if (!p) return {};
  QJsonArray rows;
  for (const auto& r : p->rows)
    rows.append(QJsonObject{
        {"classId", r.classId}, {"cells", r.cells}, {"share", r.share}, {"interval", json(r.interval)}});
  return QJsonObject{{"cells", p->cells},
                     {"rows", rows},
                     {"fullBlasts", p->fullBlasts},
                     {"partialBlasts", p->partialBlasts},
                     {"categoryChanges", p->categoryChanges}};
}

QJsonObject json(const LimitFinding& f) {
  return {{"rule", f.rule},
          {"titleEn", f.titleEn},
          {"titleZh", f.titleZh},
          {"meaningEn", f.meaningEn},
          {"meaningZh", f.meaningZh},
          {"source", f.source},
          {"edition", f.edition},
          {"cells", f.cells},
          {"of", f.of},
          {"interval", json(f.interval)},
          {"possible", json(f.possible)},
          {"verdict", f.verdict},
          {"state", f.state},
          {"sampling", f.sampling},
          {"wordsEn", f.wordsEn},
          {"wordsZh", f.wordsZh}};
}

QJsonValue json(const std::optional<AuditStatement>& a) {
  if (!a) return {};
  QJsonArray rows;
  for (const auto& r : a->rows)
    rows.append(QJsonObject{{"classId", r.classId},
                            {"plain", r.plain},
                            {"corrected", r.corrected},
                            {"interval", json(r.interval)}});
  return QJsonObject{{"accepted", a->accepted}, {"audited", a->audited}, {"errors", a->errors},
                     {"error", json(a->error)}, {"alarm", a->alarm},     {"wordsEn", a->wordsEn},
                     {"wordsZh", a->wordsZh},   {"rows", rows}};
}

QJsonObject json(const ReaderCount& r) {
  QJsonArray classes;
  for (const auto& [id, n] : r.classes) classes.append(QJsonObject{{"classId", id}, {"cells", n}});
  return {
      {"name", r.name}, {"at", json(r.at)}, {"cells", r.cells}, {"counted", r.counted}, {"classes", classes}};
}

QJsonValue json(const std::optional<TwoExaminers>& e) {
  if (!e) return {};
  QJsonArray classes;
  for (const auto& c : e->classes)
    classes.append(QJsonObject{
        {"classId", c.classId}, {"nameEn", c.nameEn}, {"nameZh", c.nameZh}, {"counted", c.counted}});
  return QJsonObject{{"target", e->target}, {"shared", e->shared}, {"classes", classes}};
}

QJsonObject json(const ReportPicture& p) {
  return {{"cell", p.cell},
          {"imageSha256", p.imageSha256},
          {"crop", QJsonArray{p.crop.x(), p.crop.y(), p.crop.width(), p.crop.height()}},
          {"confirmed", p.confirmed},
          {"reviewer", p.reviewer},
          {"chosen", p.chosen}};
}

QJsonValue json(const std::optional<Amendment>& a) {
  if (!a) return {};
  QJsonArray changes;
  for (const auto& c : a->changes)
    changes.append(QJsonObject{{"what", c.what},
                               {"classId", c.classId},
                               {"nameEn", c.nameEn},
                               {"nameZh", c.nameZh},
                               {"from", c.from},
                               {"to", c.to}});
  return QJsonObject{{"version", a->version}, {"contentSha256", a->contentSha256}, {"changes", changes}};
}

template <class T>
QJsonArray list(const std::vector<T>& values) {
  QJsonArray array;
  for (const auto& value : values) array.append(json(value));
  return array;
}

void addParts(QJsonObject& root, const Differential& d) {
  QJsonArray pictures;
  for (const auto& [id, cells] : d.pictures)
    pictures.append(QJsonObject{{"classId", id}, {"cells", list(cells)}});
  root["whiteCells"] = json(d.whiteCells);
  root["partial"] = json(d.partial);
  root["limits"] = list(d.limits);
  root["readers"] = list(d.readers);
  if (d.schemaVersion >= 3) {
    root["examiners"] = json(d.examiners);
  }
  root["audit"] = json(d.audit);
  root["pictures"] = pictures;
  root["comments"] = d.comments;
  root["conclusion"] = d.conclusion;
  root["laboratory"] = QJsonObject{{"name", d.laboratory.name},
                                   {"address", d.laboratory.address},
                                   {"logoSha256", d.laboratory.logoSha256}};
  root["amends"] = json(d.amends);
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
  std::optional<AbsoluteCount> absolute(const char* key) {
    if (isNull(key)) return {};
    Reader r = object(key);
    return AbsoluteCount{r.number("value"), r.number("low"), r.number("high")};
  }
  // Each object of a list, with its place in faults.
  template <class Read>
  void each(const char* key, Read read) {
    int i = 0;
    for (const QJsonValue& v : array(key)) {
      Reader r(v, QStringLiteral("%1%2.%3.").arg(path_, QLatin1String(key)).arg(i++), fault_);
      read(r);
    }
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
void readFigures(Reader& r, T& to, bool parts) {
  to.nameEn = r.text("nameEn");
  to.nameZh = r.text("nameZh");
  to.cells = r.provenance("cells");
  to.share = r.number("share");
  to.interval = r.interval("interval");
  to.unresolvedPredicted = r.count("unresolvedPredicted");
  to.possible = r.interval("possible");
  if (parts) to.absolute = r.absolute("absolute");
}

WhiteCells readWhiteCells(Reader r) {
  WhiteCells w;
  w.entered = r.number("entered");
  const QString rule = r.text("rule");
  int at = 0;
  while (at < 3 && rule != QLatin1String(kCorrections[at])) ++at;
  if (at == 3)
    r.fail("rule", "is unknown");
  else
    w.rule = static_cast<casebook::WhiteCellCorrection>(at);
  w.corrected = r.flag("corrected");
  w.value = r.number("value");
  w.low = r.number("low");
  w.high = r.number("high");
  return w;
}

PartialDifferential readPartial(Reader r) {
  PartialDifferential p;
  p.cells = r.count("cells");
  r.each("rows", [&](Reader& row) {
    p.rows.push_back(
        {row.text("classId"), row.count("cells"), row.number("share"), row.interval("interval")});
  });
  p.fullBlasts = r.number("fullBlasts");
  p.partialBlasts = r.number("partialBlasts");
  p.categoryChanges = r.flag("categoryChanges");
  return p;
}

LimitFinding readLimit(Reader& r) {
  LimitFinding f;
  f.rule = r.text("rule");
  f.titleEn = r.text("titleEn");
  f.titleZh = r.text("titleZh");
  f.meaningEn = r.text("meaningEn");
  f.meaningZh = r.text("meaningZh");
  f.source = r.text("source");
  f.edition = r.text("edition");
  f.cells = r.count("cells");
  f.of = r.count("of");
  f.interval = r.interval("interval");
  f.possible = r.interval("possible");
  f.verdict = r.text("verdict");
  f.state = r.text("state");
  f.sampling = r.text("sampling");
  f.wordsEn = r.text("wordsEn");
  f.wordsZh = r.text("wordsZh");
  return f;
}

AuditStatement readAudit(Reader r) {
  AuditStatement a;
  a.accepted = r.count("accepted");
  a.audited = r.count("audited");
  a.errors = r.count("errors");
  a.error = r.interval("error");
  a.alarm = r.flag("alarm");
  a.wordsEn = r.text("wordsEn");
  a.wordsZh = r.text("wordsZh");
  r.each("rows", [&](Reader& row) {
    a.rows.push_back(
        {row.text("classId"), row.number("plain"), row.number("corrected"), row.interval("interval")});
  });
  return a;
}

ReaderCount readReader(Reader& r) {
  ReaderCount reader;
  reader.name = r.text("name");
  reader.at = r.time("at");
  reader.cells = r.count("cells");
  reader.counted = r.count("counted");
  r.each("classes", [&](Reader& c) { reader.classes[c.text("classId")] = c.count("cells"); });
  return reader;
}

ReportPicture readPicture(Reader& r) {
  ReportPicture p;
  p.cell = static_cast<casebook::Id>(r.number("cell"));
  p.imageSha256 = r.text("imageSha256");
  const QJsonArray crop = r.array("crop");
  if (crop.size() != 4) r.fail("crop", "is not four numbers");
  p.crop = {crop.at(0).toInt(), crop.at(1).toInt(), crop.at(2).toInt(), crop.at(3).toInt()};
  p.confirmed = r.flag("confirmed");
  p.reviewer = r.text("reviewer");
  p.chosen = r.flag("chosen");
  return p;
}

Amendment readAmendment(Reader r) {
  Amendment a;
  a.version = r.count("version");
  a.contentSha256 = r.text("contentSha256");
  r.each("changes", [&](Reader& c) {
    a.changes.push_back({c.text("what"), c.text("classId"), c.text("nameEn"), c.text("nameZh"),
                         c.text("from"), c.text("to")});
  });
  return a;
}

void readParts(Reader& r, Differential& d) {
  if (!r.isNull("whiteCells")) d.whiteCells = readWhiteCells(r.object("whiteCells"));
  if (!r.isNull("partial")) d.partial = readPartial(r.object("partial"));
  r.each("limits", [&](Reader& limit) { d.limits.push_back(readLimit(limit)); });
  r.each("readers", [&](Reader& reader) { d.readers.push_back(readReader(reader)); });
  if (d.schemaVersion >= 3 && !r.isNull("examiners")) {
    Reader examiners = r.object("examiners");
    d.examiners = TwoExaminers{examiners.count("target"), examiners.count("shared"), {}};
    examiners.each("classes", [&](Reader& c) {
      d.examiners->classes.push_back(
          {c.text("classId"), c.text("nameEn"), c.text("nameZh"), c.flag("counted")});
    });
  }
  if (!r.isNull("audit")) d.audit = readAudit(r.object("audit"));
  r.each("pictures", [&](Reader& group) {
    auto& cells = d.pictures[group.text("classId")];
    group.each("cells", [&](Reader& picture) { cells.push_back(readPicture(picture)); });
  });
  d.comments = r.text("comments");
  d.conclusion = r.text("conclusion");
  Reader laboratory = r.object("laboratory");
  d.laboratory.name = laboratory.text("name");
  d.laboratory.address = laboratory.text("address");
  d.laboratory.logoSha256 = laboratory.text("logoSha256");
  if (!r.isNull("amends")) d.amends = readAmendment(r.object("amends"));
}

}  // namespace

QByteArray toJson(const Differential& d) {
  QJsonArray rows, lineages;
  const bool parts = d.schemaVersion >= 2;
  for (const auto& r : d.rows) rows.append(json(r, parts));
  for (const auto& l : d.lineages) lineages.append(json(l, parts));
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
    QJsonObject o{{"cells", json(r.cells)},
                  {"whiteCells", r.whiteCells},
                  {"per100", json(r.per100)},
                  {"interval", json(r.interval)},
                  {"classes", json(r.classes)}};
    if (parts) o["absolute"] = json(r.absolute);
    red = o;
  }
  QJsonObject root{
      {"format", kFormat},
      {"schemaVersion", d.schemaVersion},
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
  if (parts) addParts(root, d);
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
  Differential d;
  d.schemaVersion = r.count("schemaVersion");
  if (d.schemaVersion > kDifferentialSchema)
    return failure(ErrorCode::VersionUnsupported,
                   "differential of schema version " + std::to_string(d.schemaVersion));
  const bool parts = d.schemaVersion >= 2;
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
    readFigures(row, to, parts);
    (to.counted ? counted : outside) += qint64{to.cells.confirmed} + to.cells.autoAccepted;
    d.rows.push_back(std::move(to));
  }
  for (const QJsonValue& v : r.array("lineages")) {
    Reader lineage(v, QStringLiteral("lineages.%1.").arg(d.lineages.size()), fault);
    LineageTotal to;
    to.id = lineage.text("id");
    readFigures(lineage, to, parts);
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
    if (parts) to.absolute = red.absolute("absolute");
  }
  if (parts) readParts(r, d);
  if (counted != d.counted || outside != d.outside) r.fail("rows", "do not add up to the counts");
  if (qint64{d.counted} + d.outside + d.unresolved != d.cells ||
      qint64{d.ambiguous} + d.unfamiliar + d.failed + d.unclassified != d.unresolved)
    r.fail("cells", "is not the sum of its parts");
  if (!fault.isEmpty()) return failure(ErrorCode::FormatInvalid, fault.toStdString());
  return d;
}

}  // namespace cellwise::reporting
