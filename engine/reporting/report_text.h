// The report's words in its two languages, apart from the interface's translator: a report can be
// printed in either language, whatever the interface speaks.
#pragma once

#include <QString>
#include <QStringList>

#include "decision/intervals.h"

namespace cellwise::reporting {

struct Differential;
struct DifferentialRow;
struct LineageTotal;
struct RatioInterval;
struct AbsoluteCount;
struct Change;
struct LimitFinding;

enum class Language { English, Chinese };

// --- numbers, the same in both languages
QString percent(double share);                                                  // "12.4 %"
QString percentRange(const decision::Interval& interval);                       // "10.1–15.0"
QString percentWithInterval(double share, const decision::Interval& interval);  // "12.4 % (10.1–15.0)"
QString ratioRange(const RatioInterval& interval, int decimals);                // "1.9–3.0", "≥ 4.1"
QString absoluteText(double cells);                                             // 10^9/L: "7.41"
QString absoluteWithInterval(const AbsoluteCount& count);                       // "7.41 (6.14–8.60)"
QString absoluteRange(double low, double high);                                 // "6.14–8.60"

// --- names in the report's language
QString className(const DifferentialRow& row, Language language);
QString lineageName(const LineageTotal& lineage, Language language);
QString specimenName(const QString& specimen, Language language);
QString changeName(const Change& change, Language language);

// Where a limit stands: by what is not settled, then by sampling.
enum class LimitSide { Below, Reached, StraddlesOpen, StraddlesSampling };
LimitSide sideOf(const LimitFinding& finding);
QString limitSide(const LimitFinding& finding, Language language);

// --- statements, each one paragraph; empty where there is nothing to say
QString thresholdsInWords(const Differential& differential, Language language);
QString calibrationInWords(const Differential& differential, Language language);
QString evidenceInWords(const Differential& differential, Language language);
QString unresolvedInWords(const Differential& differential, Language language);
QString whiteCellsInWords(const Differential& differential, Language language);
QString partialInWords(const Differential& differential, Language language);

// --- single phrases
enum class Phrase {
  TitleBlood,
  TitleMarrow,
  TitleOther,
  ResearchUse,
  ResearchUseSentence,
  Synthetic,
  SyntheticSentence,
  SignedVersion,
  NotSigned,
  NotSignedSentence,
  SignatureForeign,
  Sample,
  SlideTitle,
  Specimen,
  Imported,
  Computed,
  Operator,
  Model,
  Weights,
  CellsOnSlide,
  NotStated,
  CountedOf,
  OutsideOf,
  UnresolvedOf,
  Class,
  Confirmed,
  AutoAccepted,
  Total,
  Share,
  Interval95,
  ToReview,
  OnceDecided,
  Distribution,
  CountedTotal,
  OutsideHeading,
  NothingCounted,
  Lineages,
  Lineage,
  MyeloidErythroid,
  MyeloidErythroidDefinition,
  NoErythroid,
  NucleatedRed,
  NucleatedRedValue,
  NucleatedRedDefinition,
  NoWhiteCells,
  Unresolved,
  RepresentativeCells,
  PictureMissing,
  CaptionConfirmed,
  CaptionAutoAccepted,
  HowMade,
  LegendConfirmed,
  LegendAutoAccepted,
  LegendInterval,
  IntervalNote,
  Signature,
  PrintedName,
  SignedAt,
  Meaning,
  Version,
  Reason,
  ContentHash,
  AuditHead,
  WeightsHash,
  Page,
  ListSeparator,
  AmendedVersion,
  PreparedVersion,
  PreliminaryVersion,
  WhiteCells,
  WhiteCellsEntered,
  WhiteCellsBelowRule,
  WhiteCellsCorrected,
  NotEntered,
  Absolute,
  AbsoluteNote,
  AbsoluteOf,
  Partial,
  PartialDefinition,
  PartialFull,
  PartialBlasts,
  PartialSame,
  PartialChanges,
  Limits,
  LimitName,
  LimitFound,
  LimitState,
  LimitOf,
  LimitBelow,
  LimitAbove,
  LimitStraddlesOpen,
  LimitStraddlesSampling,
  LimitNote,
  Readers,
  ReaderDifference,
  ReaderCells,
  Examiners,
  ExaminersNote,
  ExaminersShared,
  Differs,
  ReadersNote,
  BlindAudit,
  AuditPlain,
  AuditCorrected,
  AuditNote,
  Comments,
  Conclusion,
  NotWritten,
  Changes,
  ChangesNone,
  ChangesReason,
  ChangeWhat,
  ChangeFrom,
  ChangeTo,
  ChangeConfirmed,
  ChangeCounted,
  ChangeOutside,
  ChangeUnresolved,
  ChangeThresholds,
  ChangePictures,
  Laboratory,
  Count_
};
QString phrase(Phrase phrase, Language language);

}  // namespace cellwise::reporting
