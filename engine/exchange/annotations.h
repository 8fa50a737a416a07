// Cells with their boxes and classes as other programs keep them: COCO (instances) and GeoJSON as QuPath
// reads it. Every label says who decided it; none is an expert's that no expert decided.
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QRect>
#include <QString>

#include <vector>

#include "base/result.h"
#include "casebook/records.h"

namespace cellwise::exchange {

struct Category {
  QString id;    // class id
  QString name;  // English
  QString lineage;
  QString colour;  // "#rrggbb"; empty: none
};

// Whose word a label is.
enum class Basis {
  None,    // no one's: a box without a class
  Expert,  // confirmed in this casebook
  Model,   // accepted by the model, above both thresholds
  Likely,  // what the model takes it for, below a threshold: to review
};
const char* name(Basis basis);  // "expert"

struct CellAnnotation {
  casebook::Id cell = 0;
  QRect box;        // pixels of the image
  QString classId;  // empty with Basis::None
  Basis basis = Basis::None;
  QString decidedBy;                         // the expert's name, or the model's name and version
  QDateTime decidedAt;                       // of an expert's
  double confidence = 0, maxMembership = 0;  // the model's; 0 without a prediction
};

struct AnnotatedImage {
  QString file;  // path below the exported folder
  QString sha256;
  int width = 0, height = 0;
  casebook::Id slide = 0;
  int group = 0;  // cells of one sample have one number: split by it
  std::vector<CellAnnotation> cells;
};

// Categories in the order given, numbered from 1; annotations without a class are left out (COCO has none).
// Provenance stands in each annotation's "attributes", as CVAT writes them. No licence is stated.
QByteArray toCoco(const std::vector<AnnotatedImage>& images, const std::vector<Category>& categories,
                  const QDateTime& now);
// One image's cells as a FeatureCollection of rectangles, annotations with classification and measurements.
QByteArray toGeoJson(const AnnotatedImage& image, const std::vector<Category>& categories);

// --- reading what another program annotated

struct ReadBox {
  QRect box;      // rounded outwards to whole pixels
  QString label;  // as it stands there; empty: none
};
struct ReadImage {
  QString file;                // as it stands there; empty in GeoJSON
  int width = 0, height = 0;   // 0 where not stated
  std::vector<ReadBox> boxes;  // in the file's order
};

// At most so much of a file is read.
struct AnnotationLimits {
  std::size_t bytes = 256u << 20;
  std::size_t images = 100'000;
  std::size_t boxes = 1'000'000;
  int side = 32'768;  // pixels: no box reaches beyond
};

// All or nothing. Errors: FileNotFound, FileUnreadable, FileTooLarge; FormatInvalid, whose detail names the
// field ("annotations[3].bbox is not four numbers") or, where it is no JSON, line and column.
Result<std::vector<ReadImage>> readCoco(const QString& file, const AnnotationLimits& limits = {});
// Polygons, multipolygons and their bounds; other geometries are refused.
Result<ReadImage> readGeoJson(const QString& file, const AnnotationLimits& limits = {});

}  // namespace cellwise::exchange
