// HL7 v2 ORU^R01, chapters 2, 3 and 7 of versions 2.3.1 to 2.5.1.
#include <QRegularExpression>
#include <QStringList>

#include <utility>

#include "base/sha256.h"
#include "exchange/report_message.h"
#include "reporting/report_text.h"

namespace cellwise::exchange {
namespace {

using reporting::Language;
using reporting::Phrase;

constexpr Hl7Version kVersions[] = {Hl7Version::V231, Hl7Version::V24, Hl7Version::V25, Hl7Version::V251};

// One segment; fields are counted as in the standard, from 1.
class Segment {
 public:
  explicit Segment(const char* name) : fields_{QByteArray(name)} {}
  Segment& set(int field, const QByteArray& encoded) {
    while (fields_.size() <= field) fields_.append(QByteArray());
    fields_[field] = encoded;
    return *this;
  }
  Segment& text(int field, const QString& plain) { return set(field, hl7Escaped(plain)); }
  QByteArray line() const { return fields_.join('|') + '\r'; }

 private:
  QByteArrayList fields_;
};

QByteArray time(const QDateTime& t) {
  return t.isValid() ? t.toUTC().toString(QStringLiteral("yyyyMMddHHmmss")).toLatin1() + "+0000"
                     : QByteArray();
}

QByteArray number(double value, Figure figure) {
  return QByteArray::number(value, 'f',
                            figure == Figure::Count           ? 0
                            : figure == Figure::Concentration ? 2
                                                              : 1);
}

char letter(MessageStatus status) {
  switch (status) {
    case MessageStatus::Preliminary: return 'P';
    case MessageStatus::Final: return 'F';
    // A version that corrects no figure still replaces the one before.
    case MessageStatus::Corrected:
    case MessageStatus::Amended: return 'C';
  }
  return 'P';
}

QByteArray triplet(const Code& code, const QString& text) {
  return hl7Escaped(code.code) + '^' + hl7Escaped(text) + '^' + hl7Escaped(code.hl7System);
}
// CE: the code of the table, then our own as the alternate.
QByteArray identifier(const CodeTable& codes, const QString& specimen, const QString& id, Figure figure,
                      const QString& text) {
  const QByteArray local = triplet(codes.local(id, figure), text);
  return codes.hasCode(specimen, id, figure) ? triplet(codes.code(specimen, id, figure), text) + '^' + local
                                             : local;
}

QByteArray unitOf(const Finding& f) {
  return hl7Escaped(f.unit) + '^' + hl7Escaped(f.unitText) + "^UCUM";
}

QString countsInWords(const Finding& f) {
  if (!f.confirmed || !f.autoAccepted) return {};
  QString text = QStringLiteral("%1 cells confirmed by an expert, %2 accepted by the model")
                     .arg(*f.confirmed)
                     .arg(*f.autoAccepted);
  if (f.of) text += QStringLiteral("; %1 cells counted").arg(*f.of);
  return text;
}

}  // namespace

const char* name(Hl7Version version) {
  switch (version) {
    case Hl7Version::V231: return "2.3.1";
    case Hl7Version::V24: return "2.4";
    case Hl7Version::V25: return "2.5";
    case Hl7Version::V251: return "2.5.1";
  }
  return "";
}

std::optional<Hl7Version> hl7Version(const QString& text) {
  for (const auto version : kVersions) {
    if (text == QLatin1String(name(version))) return version;
  }
  return {};
}

QByteArray hl7Escaped(const QString& text) {
  QByteArray escaped;
  for (const char c : text.toUtf8()) {
    switch (c) {
      case '\\': escaped += "\\E\\"; break;
      case '|': escaped += "\\F\\"; break;
      case '^': escaped += "\\S\\"; break;
      case '&': escaped += "\\T\\"; break;
      case '~': escaped += "\\R\\"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          escaped += "\\X" +
                     QByteArray::number(static_cast<unsigned char>(c), 16).rightJustified(2, '0').toUpper() +
                     '\\';
        } else {
          escaped += c;
        }
    }
  }
  return escaped;
}

QByteArray toHl7(const ReportToSend& report, const CodeTable& codes, const Hl7Options& options) {
  const auto& d = report.differential;
  const QDateTime now = options.now.isValid() ? options.now : QDateTime::currentDateTimeUtc();
  const auto status = statusOf(report);
  const QDateTime at = report.signature ? report.signature->at : d.computedAt;
  const QString reportId = report.id.toString(QUuid::Id128);

  QByteArray message;
  const auto add = [&](const Segment& segment) { message += segment.line(); };

  // The control id names this message, not the report: another moment gives another.
  const std::string control =
      sha256Hex((reportId + now.toString(Qt::ISODateWithMs) + QString::number(int(status))).toStdString());
  add(Segment("MSH")
          .set(1, "^~\\&")
          .set(2, "Cellwise")
          .text(3, options.sendingFacility)
          .text(4, options.receivingApplication)
          .text(5, options.receivingFacility)
          .set(6, time(now))
          .set(8, "ORU^R01^ORU_R01")
          .set(9, QByteArray::fromStdString(control.substr(0, 20)))
          .set(10, d.synthetic ? "T" : "P")
          .set(11, name(options.version))
          .set(17, "UNICODE UTF-8"));  // MSH-1 is the separator itself, so each index is one less here

  const bool patient = options.identifier == Identifier::Patient && !d.sampleId.isEmpty();
  if (patient) {
    // PID-5 is required; U: no name is stated.
    add(Segment("PID").set(1, "1").text(3, d.sampleId).set(5, "^^^^^^U"));
  }

  Segment obr("OBR");
  obr.set(1, "1");
  obr.text(3, patient || d.sampleId.isEmpty() ? reportId.left(20) : d.sampleId);
  obr.set(4, identifier(codes, d.specimen, QStringLiteral("differential"), Figure::Panel,
                        reporting::phrase(d.specimen == QLatin1String("marrow")  ? Phrase::TitleMarrow
                                          : d.specimen == QLatin1String("blood") ? Phrase::TitleBlood
                                                                                 : Phrase::TitleOther,
                                          Language::English)));
  if (const QString source = codes.specimenCode(d.specimen); !source.isEmpty()) obr.text(15, source);
  obr.set(20, reportId.toLatin1());
  obr.set(22, time(at));
  obr.set(24, "HM");
  obr.set(25, QByteArray(1, letter(status)));
  if (report.signature) obr.set(32, '&' + hl7Escaped(report.signature->signer));
  add(obr);

  int note = 0;
  const auto say = [&](const QString& text) {
    if (!text.isEmpty()) add(Segment("NTE").set(1, QByteArray::number(++note)).set(2, "L").text(3, text));
  };
  const auto phrase = [](Phrase p) { return reporting::phrase(p, Language::English); };
  say(phrase(Phrase::ResearchUse) + QStringLiteral(". ") + phrase(Phrase::ResearchUseSentence));
  if (d.synthetic) say(phrase(Phrase::Synthetic) + QStringLiteral(". ") + phrase(Phrase::SyntheticSentence));
  if (status == MessageStatus::Preliminary)
    say(QStringLiteral("PRELIMINARY. These figures were not released."));
  if (const auto& s = report.signature) {
    say(QStringLiteral("Version %1, signed by %2 at %3: %4. Content SHA-256 %5")
            .arg(QString::number(s->version), s->signer, s->at.toUTC().toString(Qt::ISODate), s->meaning,
                 s->contentSha256));
    if (!s->reason.isEmpty()) say(QStringLiteral("Reason for this version: %1").arg(s->reason));
  } else {
    say(phrase(Phrase::NotSigned) + QStringLiteral(". ") + phrase(Phrase::NotSignedSentence));
  }
  if (!d.modelName.isEmpty()) {
    say(QStringLiteral("Model %1 %2, weights SHA-256 %3").arg(d.modelName, d.modelVersion, d.modelSha));
  }
  // What was written on the report, line by line.
  for (const auto& [title, words] :
       {std::pair(Phrase::Comments, d.comments), std::pair(Phrase::Conclusion, d.conclusion)}) {
    QString lead = phrase(title) + QStringLiteral(": ");
    for (const QString& line : words.split(QRegularExpression(QStringLiteral("[\r\n]+")), Qt::SkipEmptyParts))
      say(std::exchange(lead, QString()) + line);
  }

  int set = 0, group = 0;
  for (const auto& f : findingsOf(report)) {
    const QByteArray sub = QByteArray::number(++group);
    const QByteArray resultStatus(1, f.value ? letter(f.status) : 'X');
    Segment obx("OBX");
    obx.set(1, QByteArray::number(++set)).set(2, "NM");
    obx.set(3, identifier(codes, d.specimen, f.id, f.figure, f.name)).set(4, sub);
    if (f.value) obx.set(5, number(*f.value, f.figure));
    obx.set(6, unitOf(f)).set(11, resultStatus);
    if (report.signature) obx.set(16, '^' + hl7Escaped(report.signature->signer));
    add(obx);
    note = 0;
    say(countsInWords(f));
    say(f.note);
    if (!f.value || !f.low) continue;
    // SN: from low to high, or at least low.
    const QByteArray range = f.high ? '^' + number(*f.low, f.figure) + "^-^" + number(*f.high, f.figure)
                                    : ">=^" + number(*f.low, f.figure);
    Segment interval("OBX");
    interval.set(1, QByteArray::number(++set)).set(2, "SN");
    interval.set(3, triplet(codes.local(f.id, Figure::Interval), QStringLiteral("95 % interval: ") + f.name));
    interval.set(4, sub).set(5, range).set(6, unitOf(f)).set(11, resultStatus);
    if (report.signature) interval.set(16, '^' + hl7Escaped(report.signature->signer));
    add(interval);
  }
  return message;
}

}  // namespace cellwise::exchange
