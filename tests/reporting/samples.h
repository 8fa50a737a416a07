// Slides to report on: cells with known decisions, on the schemes that ship.
#pragma once

#include <QDateTime>
#include <QString>

#include <vector>

#include "base/sha256.h"
#include "casebook/records.h"
#include "model/manifest.h"
#include "reporting/differential.h"

namespace samples {

using namespace cellwise;

inline model::Manifest manifest(const char* scheme) {
  model::Manifest m;
  m.name = "Test model";
  m.version = "1.2";
  m.scheme =
      model::loadScheme(std::string(CELLWISE_SOURCE_DIR "/resources/schemes/") + scheme + ".json").value();
  m.thresholds = {0.9, 0.2};
  m.membershipQuantile = 0.01;
  m.calibration.rule = decision::CalibrationRule::Guaranteed;
  m.calibration.threshold = 0.9;
  m.calibration.target = 0.98;
  m.calibration.delta = 0.05;
  m.calibration.n = 800;
  m.calibration.accepted = 600;
  m.calibration.errors = 6;
  m.calibration.bound = 0.0199;
  m.calibration.tests = 11;
  // 600 above the thresholds, 6 of them wrong; 200 below, half of these wrong.
  for (int i = 0; i < 800; ++i) {
    const bool above = i < 600;
    const bool wrong = above ? i < 6 : i % 2 == 0;
    m.calibrationRows.push_back({0, wrong ? 1 : 0, above ? 0.95 : 0.6, 0.8, "s"});
  }
  return m;
}

inline casebook::SlideSummary slide(const QString& specimen) {
  casebook::SlideSummary s;
  s.id = 1;
  s.sampleId = "B-2024-0117";
  s.title = "Film 1";
  s.specimen = specimen;
  s.importedAt = QDateTime({2024, 5, 1}, {8, 30, 12, 345}, Qt::UTC);
  s.modelSha = QString("5e").repeated(32);
  s.thresholds = {0.9, 0.2};
  return s;
}

inline const QDateTime kNow({2024, 5, 1}, {9, 15}, Qt::UTC);

struct Cells {
  std::vector<casebook::CellRecord> list;

  Cells& predicted(int n, const char* id, double confidence = 0.97, double membership = 0.8) {
    for (int i = 0; i < n; ++i) {
      casebook::CellRecord c;
      c.id = static_cast<casebook::Id>(list.size()) + 1;
      c.prediction =
          casebook::PredictionRecord{QString("5e").repeated(32), id, {}, confidence, membership, {}};
      list.push_back(c);
    }
    return *this;
  }
  // The expert's word, against a model that was sure of another class.
  Cells& confirmed(int n, const char* id, const char* model) {
    predicted(n, model);
    for (auto it = list.end() - n; it != list.end(); ++it)
      it->review = casebook::ReviewRecord{it->id, id, "Dr. A", kNow};
    return *this;
  }
  Cells& failed(int n, const char* why) {
    for (int i = 0; i < n; ++i) {
      casebook::CellRecord c;
      c.failure = why;
      list.push_back(c);
    }
    return *this;
  }
};

inline constexpr double kUnsure = 0.5;    // c below c_th: between classes
inline constexpr double kStrange = 0.05;  // max D below d_th: unlike any class

// 120 cells: 100 counted, 10 outside, 10 unresolved.
inline Cells blood() {
  Cells c;
  c.confirmed(20, "segmented_neutrophil", "band_neutrophil").predicted(40, "segmented_neutrophil");
  c.predicted(11, "band_neutrophil").predicted(20, "lymphocyte").confirmed(9, "monocyte", "lymphocyte");
  c.confirmed(1, "erythroblast", "lymphocyte").predicted(3, "erythroblast").predicted(6, "platelet");
  c.predicted(3, "segmented_neutrophil", kUnsure).predicted(2, "band_neutrophil", kUnsure);
  c.predicted(2, "lymphocyte", 0.99, kStrange);
  c.failed(1, "ImageDamaged").failed(2, "");
  return c;
}

inline reporting::Differential bloodDifferential() {
  return reporting::computeDifferential(slide("blood"), blood().list, manifest("blood-11"), "T. Technician",
                                        kNow);
}

inline reporting::Differential marrowDifferential() {
  Cells c;
  c.predicted(12, "myeloblast")
      .predicted(7, "promyelocyte")
      .confirmed(44, "myelocyte_metamyelocyte", "promyelocyte");
  c.predicted(150, "mature_granulocyte")
      .predicted(9, "other_granulocytic")
      .predicted(31, "early_erythroblast");
  c.predicted(96, "late_erythroblast").confirmed(5, "lymphoblast", "lymphocyte").predicted(61, "lymphocyte");
  c.predicted(17, "monocytic").confirmed(3, "plasma_cell", "monocytic").predicted(2, "megakaryocyte");
  c.predicted(40, "degenerate");
  return reporting::computeDifferential(slide("marrow"), c.list, manifest("marrow-13"), "T. Technician",
                                        kNow);
}

inline casebook::SignatureRecord signatureOf(const reporting::Differential& d) {
  casebook::SignatureRecord s;
  s.version = 2;
  s.signer = "Dr. Wei Chen";
  s.meaning = "reviewed and released";
  s.reason = "two monocytes were reclassified";
  s.at = QDateTime({2024, 5, 1}, {10, 2, 3}, Qt::UTC);
  s.content = reporting::toJson(d);
  s.contentSha256 = QString::fromStdString(sha256Hex(s.content.toStdString()));
  s.auditHead = QString("a7").repeated(32);
  return s;
}

}  // namespace samples
