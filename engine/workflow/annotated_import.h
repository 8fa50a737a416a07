// Images with the boxes that another program or person drew, as a slide: COCO, or GeoJSON beside the images.
// A label arrives as an imported annotation, in the cell's comment; a decision it is only where the caller
// says who decided.
#pragma once

#include <QString>
#include <QStringList>

#include <filesystem>
#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "casebook/casebook.h"
#include "exchange/annotations.h"
#include "imaging/image_file.h"
#include "model/class_scheme.h"
#include "workflow/slide_import.h"

namespace cellwise::workflow {

struct AnnotatedImportRequest {
  // One COCO file (*.json); or GeoJSON files (*.geojson), each of the image whose name it carries
  // (field_1.jpg.geojson or field_1.geojson), and folders, whose GeoJSON files are all taken.
  std::vector<std::filesystem::path> annotations;
  // Where the images are; empty: the folder of the annotations. COCO's file names are paths below it.
  std::filesystem::path images;
  casebook::NewSlide slide;  // empty title: the folder's name
  QString operatorName;
  // Who decided the labels: they become that person's decisions, and every label has to be a class of the
  // scheme, by id or by a name. Empty: nobody said.
  QString decidedBy;
  model::ClassScheme scheme;
  exchange::AnnotationLimits limits;
  imaging::ImageLimits imageLimits;
};

// By its name: *.json and *.geojson, but for those that only accompany images (synthetic.json).
bool isAnnotationFile(const std::filesystem::path& file);

// All or nothing: one thing that is wrong refuses the import, with the field or the image named, and no
// slide is left behind. Images without a box are left out. Progress counts images.
// Errors: Cancelled; FormatInvalid (the annotations, a COCO file beside others, an unknown label, a box
// outside of its image, an image named twice); FileNotFound (an image, no annotations); those of decoding
// and of the casebook.
Result<ImportResult> importAnnotated(casebook::Casebook& casebook, const AnnotatedImportRequest& request,
                                     const ProgressCallback& progress = {}, std::stop_token stop = {});

}  // namespace cellwise::workflow
