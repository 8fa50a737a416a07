// A slide's report as another system takes it: HL7 FHIR R4 and HL7 v2. What is sent is what was signed; a
// slide that nobody signed goes out as preliminary and says so. Identifiers are those that were typed; what
// nobody entered (a name, a time of sampling) is not made up.
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QUuid>

#include <optional>
#include <vector>

#include "base/result.h"
#include "casebook/casebook.h"
#include "exchange/code_table.h"
#include "reporting/differential.h"

namespace cellwise::exchange {

struct ReportToSend {
  QUuid id;  // of the report, the same for every version and every export
  reporting::Differential differential;
  std::optional<casebook::SignatureRecord> signature;  // none: a draft
  std::vector<reporting::Differential> earlier;        // released versions before this one, oldest first
};

// The slide's latest released version, with its hash checked; later changes to the slide are not in it. Where
// none was released the latest signed one, which is preliminary.
// Errors: NotFound (no slide, or never signed), Conflict (the content does not have the signed hash),
// FormatInvalid, VersionUnsupported (the content), those of the casebook.
Result<ReportToSend> signedReport(const casebook::Casebook& casebook, casebook::Id slide);
// The slide as it is now, whether it was signed or not: its report of this moment.
ReportToSend draftReport(const casebook::SlideSummary& slide, reporting::Differential differential);

// Of a report and of each of its figures. A figure is corrected when an earlier released version gave
// another; a later version that corrects none (another title) is amended.
enum class MessageStatus { Preliminary, Final, Corrected, Amended };
MessageStatus statusOf(const ReportToSend& report);
// Of the comments alone: corrected where an earlier released version said something else.
MessageStatus commentStatus(const ReportToSend& report);

// One figure of a report. Percentages with one decimal, concentrations with two, as they are printed.
struct Finding {
  // Class id, or wbc, wbc_corrected, nucleated_red_cells, myeloid_erythroid, counted, unresolved
  QString id;
  QString name;  // English
  Figure figure = Figure::Share;
  std::optional<double> value;      // empty: cannot be had, such as a share of no cells
  std::optional<double> low, high;  // exact 95 % interval; an end without value is open
  QString unit;                     // UCUM
  QString unitText;
  std::optional<int> confirmed, autoAccepted;  // cells
  std::optional<int> of;                       // the denominator
  QString note;                                // where it does not come from cells alone; English
  MessageStatus status = MessageStatus::Final;
};
// The white cell count as entered and, where the laboratory's rule corrects it, as corrected; classes in the
// report's order; ratios; absolute counts; what was counted and what is still open.
std::vector<Finding> findingsOf(const ReportToSend& report);

// Whose identifier was typed for the slide.
enum class Identifier { Sample, Patient };

// --- FHIR R4: a Bundle (collection) of DiagnosticReport, its Observations, Specimen or Patient, and for
// a signed one the Provenance: who, when, why, the content's SHA-256. JSON, UTF-8. The same report gives
// the same bytes; a draft's stand for the moment of its differential.
struct FhirOptions {
  Identifier identifier = Identifier::Sample;
  QByteArray pdf;  // attached as presentedForm; empty: none
};
QByteArray toFhir(const ReportToSend& report, const CodeTable& codes, const FhirOptions& options = {});

// --- HL7 v2: one ORU^R01 message, segments ended by CR, UTF-8.
enum class Hl7Version { V231, V24, V25, V251 };
const char* name(Hl7Version version);  // "2.5.1"
std::optional<Hl7Version> hl7Version(const QString& name);

struct Hl7Options {
  Hl7Version version = Hl7Version::V251;
  Identifier identifier = Identifier::Sample;
  QString sendingFacility, receivingApplication, receivingFacility;
  QDateTime now;  // MSH-7; invalid: this moment
};
QByteArray toHl7(const ReportToSend& report, const CodeTable& codes, const Hl7Options& options = {});

// A text as it stands in a field: delimiters and control characters escaped.
QByteArray hl7Escaped(const QString& text);

}  // namespace cellwise::exchange
