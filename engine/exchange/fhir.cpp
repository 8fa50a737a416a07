// FHIR R4 (4.0.1): https://hl7.org/fhir/R4/diagnosticreport.html, observation.html, provenance.html
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "exchange/report_message.h"
#include "reporting/report_text.h"

namespace cellwise::exchange {
namespace {

using reporting::Language;
using reporting::Phrase;

const QString kUcum = QStringLiteral("http://unitsofmeasure.org");

QString instant(const QDateTime& t) {
  return t.toUTC().toString(Qt::ISODateWithMs);
}

const char* reportStatus(MessageStatus status) {
  switch (status) {
    case MessageStatus::Preliminary: return "preliminary";
    case MessageStatus::Final: return "final";
    case MessageStatus::Corrected: return "corrected";
    case MessageStatus::Amended: return "amended";
  }
  return "";
}

QJsonObject coding(const Code& code) {
  return {{"system", code.system}, {"code", code.code}};
}
// A code of another system goes with our own, which says which class it was.
QJsonObject concept_(const CodeTable& codes, const QString& specimen, const QString& id, Figure figure,
                     const QString& text) {
  QJsonArray list;
  if (codes.hasCode(specimen, id, figure)) list.append(coding(codes.code(specimen, id, figure)));
  list.append(coding(codes.local(id, figure)));
  return {{"coding", list}, {"text", text}};
}
QJsonObject localConcept(const CodeTable& codes, const QString& id, Figure figure, const QString& text) {
  return {{"coding", QJsonArray{coding(codes.local(id, figure))}}, {"text", text}};
}
QJsonObject textConcept(const QString& text) {
  return {{"text", text}};
}

QJsonObject quantity(double value, const QString& unit, const QString& text) {
  return {{"value", value}, {"unit", text}, {"system", kUcum}, {"code", unit}};
}

// A FHIR string holds no control characters but tab and line ends.
QString plainLines(QString text) {
  text.replace(QLatin1String("\r\n"), QLatin1String("\n"));
  text.replace(QLatin1Char('\r'), QLatin1Char('\n'));
  text.removeIf(
      [](QChar c) { return c.unicode() < 0x20 && c != QLatin1Char('\n') && c != QLatin1Char('\t'); });
  return text;
}

QJsonArray laboratoryCategory() {
  return {QJsonObject{{"coding", QJsonArray{QJsonObject{
                                     {"system", "http://terminology.hl7.org/CodeSystem/observation-category"},
                                     {"code", "laboratory"}}}}}};
}

// What was written on the report. R4's DiagnosticReport has a field for the conclusion alone.
QJsonObject commentObservation(const ReportToSend& report, const CodeTable& codes) {
  const auto& d = report.differential;
  return {{"resourceType", "Observation"},
          {"status", reportStatus(commentStatus(report))},
          {"category", laboratoryCategory()},
          {"code", concept_(codes, d.specimen, QStringLiteral("comments"), Figure::Text,
                            reporting::phrase(Phrase::Comments, Language::English))},
          {"valueString", plainLines(d.comments)}};
}

QJsonObject observation(const Finding& f, const reporting::Differential& d, const CodeTable& codes) {
  QJsonObject o{{"resourceType", "Observation"},
                {"status", reportStatus(f.status)},
                {"category", laboratoryCategory()},
                {"code", concept_(codes, d.specimen, f.id, f.figure, f.name)}};
  if (f.value) {
    o["valueQuantity"] = quantity(*f.value, f.unit, f.unitText);
  } else {
    o["dataAbsentReason"] = QJsonObject{
        {"coding",
         QJsonArray{QJsonObject{{"system", "http://terminology.hl7.org/CodeSystem/data-absent-reason"},
                                {"code", "not-performed"}}}},
        {"text", "no cells to count it from"}};
  }
  QJsonArray components;
  const auto component = [&](const QString& id, Figure figure, const QString& text, const QString& key,
                             const QJsonValue& value) {
    components.append(QJsonObject{{"code", localConcept(codes, id, figure, text)}, {key, value}});
  };
  if (f.value && f.low) {
    QJsonObject range{{"low", quantity(*f.low, f.unit, f.unitText)}};
    if (f.high) range["high"] = quantity(*f.high, f.unit, f.unitText);
    component(f.id, Figure::Interval, QStringLiteral("95 % interval (Clopper-Pearson)"),
              QStringLiteral("valueRange"), range);
  }
  if (f.confirmed)
    component(QStringLiteral("confirmed"), Figure::Count, QStringLiteral("Cells confirmed by an expert"),
              QStringLiteral("valueInteger"), *f.confirmed);
  if (f.autoAccepted)
    component(QStringLiteral("auto_accepted"), Figure::Count, QStringLiteral("Cells accepted by the model"),
              QStringLiteral("valueInteger"), *f.autoAccepted);
  if (f.of)
    component(QStringLiteral("counted"), Figure::Count, QStringLiteral("Cells counted (n)"),
              QStringLiteral("valueInteger"), *f.of);
  if (!components.isEmpty()) o["component"] = components;
  if (!f.note.isEmpty()) o["note"] = QJsonArray{QJsonObject{{"text", f.note}}};
  if (!d.modelName.isEmpty() && f.figure != Figure::Concentration) {
    o["method"] = textConcept(
        QStringLiteral("Digital cell images classified by %1 %2, uncertain ones left to an expert")
            .arg(d.modelName, d.modelVersion));
  }
  return o;
}

QString valueInWords(const Finding& f) {
  if (!f.value) return QStringLiteral("not available");
  const int decimals = f.figure == Figure::Count ? 0 : f.figure == Figure::Concentration ? 2 : 1;
  const auto number = [&](double value) { return QString::number(value, 'f', decimals); };
  QString text = number(*f.value) + QLatin1Char(' ') + f.unitText;
  if (f.low) {
    text += f.high ? QStringLiteral(" (95 % interval %1 to %2)").arg(number(*f.low), number(*f.high))
                   : QStringLiteral(" (95 % interval from %1)").arg(number(*f.low));
  }
  return text;
}

// What a person reads where nothing else is shown: it carries the marks and the signature.
QJsonObject narrative(const ReportToSend& report, const std::vector<Finding>& findings) {
  const auto& d = report.differential;
  QString html = QStringLiteral("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
  const auto paragraph = [&](const QString& text) {
    html += QStringLiteral("<p>") + text.toHtmlEscaped() + QStringLiteral("</p>");
  };
  const auto say = [&](Phrase phrase) { return reporting::phrase(phrase, Language::English); };
  paragraph(say(Phrase::ResearchUse) + QStringLiteral(". ") + say(Phrase::ResearchUseSentence));
  if (d.synthetic) paragraph(say(Phrase::Synthetic) + QStringLiteral(". ") + say(Phrase::SyntheticSentence));
  if (statusOf(report) == MessageStatus::Preliminary)
    paragraph(QStringLiteral("PRELIMINARY. These figures were not released."));
  if (const auto& s = report.signature) {
    paragraph(QStringLiteral("Version %1, signed by %2 at %3: %4.%5 Content SHA-256 %6.")
                  .arg(QString::number(s->version), s->signer, instant(s->at), s->meaning,
                       s->reason.isEmpty() ? QString() : QStringLiteral(" Reason: %1.").arg(s->reason),
                       s->contentSha256));
  } else {
    paragraph(say(Phrase::NotSigned) + QStringLiteral(". ") + say(Phrase::NotSignedSentence));
  }
  html += QStringLiteral("<table>");
  for (const auto& f : findings) {
    html += QStringLiteral("<tr><td>%1</td><td>%2</td></tr>")
                .arg(f.name.toHtmlEscaped(), valueInWords(f).toHtmlEscaped());
  }
  html += QStringLiteral("</table>");
  const auto written = [&](Phrase title, const QString& words) {
    if (!words.isEmpty())
      html += QStringLiteral("<p><b>%1</b><br/>%2</p>")
                  .arg(say(title).toHtmlEscaped(),
                       plainLines(words).toHtmlEscaped().replace(QLatin1Char('\n'), QLatin1String("<br/>")));
  };
  written(Phrase::Comments, d.comments);
  written(Phrase::Conclusion, d.conclusion);
  html += QStringLiteral("</div>");
  return {{"status", "generated"}, {"div", html}};
}

}  // namespace

QByteArray toFhir(const ReportToSend& report, const CodeTable& codes, const FhirOptions& options) {
  const auto& d = report.differential;
  const auto findings = findingsOf(report);
  const auto status = statusOf(report);
  const int version = report.signature ? report.signature->version : 0;
  const QDateTime at = report.signature ? report.signature->at : d.computedAt;
  const QString versionName =
      version ? QString::number(version) : QStringLiteral("draft-") + instant(d.computedAt);

  QJsonArray entries;
  const auto url = [&](const QString& part) {
    return QStringLiteral("urn:uuid:") + QUuid::createUuidV5(report.id, versionName + QLatin1Char('/') + part)
                                             .toString(QUuid::WithoutBraces);
  };
  const auto refer = [&](const QString& part) { return QJsonObject{{"reference", url(part)}}; };
  const auto add = [&](const QString& part, QJsonObject resource) {
    if (d.synthetic) {  // not a patient's: a test message
      resource["meta"] = QJsonObject{
          {"tag", QJsonArray{QJsonObject{{"system", "http://terminology.hl7.org/CodeSystem/v3-ActReason"},
                                         {"code", "HTEST"}}}}};
    }
    entries.append(QJsonObject{{"fullUrl", url(part)}, {"resource", resource}});
  };

  const bool ofPatient = options.identifier == Identifier::Patient && !d.sampleId.isEmpty();
  const bool ofSample = options.identifier == Identifier::Sample && !d.sampleId.isEmpty();
  QJsonObject links;  // what report and observations have in common
  QJsonObject specimen{{"resourceType", "Specimen"}};
  if (!d.specimen.isEmpty())
    specimen["type"] = textConcept(reporting::specimenName(d.specimen, Language::English));
  if (ofSample) specimen["identifier"] = QJsonArray{QJsonObject{{"value", d.sampleId}}};
  if (ofPatient) {
    links["subject"] = refer(QStringLiteral("patient"));
    specimen["subject"] = links["subject"];
  }

  QJsonObject main{
      {"resourceType", "DiagnosticReport"},
      {"text", narrative(report, findings)},
      {"identifier", QJsonArray{QJsonObject{
                         {"system", "urn:ietf:rfc:3986"},
                         {"value", QStringLiteral("urn:uuid:") + report.id.toString(QUuid::WithoutBraces)}}}},
      {"status", reportStatus(status)},
      {"category",
       QJsonArray{QJsonObject{
           {"coding", QJsonArray{QJsonObject{{"system", "http://terminology.hl7.org/CodeSystem/v2-0074"},
                                             {"code", "HM"}}}}}}},
      {"code", concept_(codes, d.specimen, QStringLiteral("differential"), Figure::Panel,
                        reporting::phrase(d.specimen == QLatin1String("marrow")  ? Phrase::TitleMarrow
                                          : d.specimen == QLatin1String("blood") ? Phrase::TitleBlood
                                                                                 : Phrase::TitleOther,
                                          Language::English))},
      {"issued", instant(at)}};
  if (ofPatient) main["subject"] = links["subject"];
  main["specimen"] = QJsonArray{refer(QStringLiteral("specimen"))};
  QJsonArray results;
  for (const auto& f : findings)
    results.append(refer(QString::fromLatin1(name(f.figure)) + QLatin1Char('/') + f.id));
  const bool comments = !d.comments.isEmpty();
  if (comments) results.append(refer(QStringLiteral("comments")));
  main["result"] = results;
  if (!d.conclusion.isEmpty()) main["conclusion"] = plainLines(d.conclusion);
  if (report.signature)
    main["resultsInterpreter"] = QJsonArray{QJsonObject{{"display", report.signature->signer}}};
  if (!options.pdf.isEmpty()) {
    main["presentedForm"] = QJsonArray{QJsonObject{{"contentType", "application/pdf"},
                                                   {"data", QString::fromLatin1(options.pdf.toBase64())},
                                                   {"title", d.title},
                                                   {"creation", instant(at)}}};
  }
  add(QStringLiteral("report"), main);
  if (ofPatient) {
    add(QStringLiteral("patient"),
        {{"resourceType", "Patient"}, {"identifier", QJsonArray{QJsonObject{{"value", d.sampleId}}}}});
  }
  add(QStringLiteral("specimen"), specimen);
  for (const auto& f : findings) {
    QJsonObject o = observation(f, d, codes);
    o["issued"] = instant(at);
    if (ofPatient) o["subject"] = links["subject"];
    o["specimen"] = refer(QStringLiteral("specimen"));
    add(QString::fromLatin1(name(f.figure)) + QLatin1Char('/') + f.id, o);
  }
  if (comments) {
    QJsonObject o = commentObservation(report, codes);
    o["issued"] = instant(at);
    if (ofPatient) o["subject"] = links["subject"];
    o["specimen"] = refer(QStringLiteral("specimen"));
    add(QStringLiteral("comments"), o);
  }
  if (const auto& s = report.signature) {
    QJsonObject provenance{
        {"resourceType", "Provenance"},
        {"target", QJsonArray{refer(QStringLiteral("report"))}},
        {"recorded", instant(s->at)},
        {"activity", textConcept(s->meaning)},
        {"agent",
         QJsonArray{QJsonObject{
             {"type", QJsonObject{{"coding",
                                   QJsonArray{QJsonObject{
                                       {"system",
                                        "http://terminology.hl7.org/CodeSystem/provenance-participant-type"},
                                       {"code", "attester"}}}}}},
             {"who", QJsonObject{{"display", s->signer}}}}}},
        {"entity",
         QJsonArray{QJsonObject{
             {"role", "source"},
             {"what",
              QJsonObject{{"identifier", QJsonObject{{"system", "urn:cellwise:content-sha256"},
                                                     {"value", s->contentSha256}}},
                          {"display", QStringLiteral("signed content, version %1").arg(s->version)}}}}}}};
    if (!s->reason.isEmpty()) provenance["reason"] = QJsonArray{textConcept(s->reason)};
    add(QStringLiteral("signature"), provenance);
  }
  const QJsonObject bundle{
      {"resourceType", "Bundle"},
      {"identifier", QJsonObject{{"system", "urn:ietf:rfc:3986"}, {"value", url(QStringLiteral("bundle"))}}},
      {"type", "collection"},
      {"timestamp", instant(at)},
      {"entry", entries}};
  return QJsonDocument(bundle).toJson(QJsonDocument::Indented);
}

}  // namespace cellwise::exchange
