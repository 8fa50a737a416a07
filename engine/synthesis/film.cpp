#include "film.h"

#include <algorithm>
#include <cmath>
#include <locale>
#include <numeric>
#include <sstream>

#include "slide.h"
#include "writing.h"

namespace cellwise::synthesis {
namespace {

// Red cells of 7.2 micrometres are about 58 pixels wide in a digital analyser's 224-pixel crop.
constexpr double kCropWidth = 27.8;  // micrometres

struct Placed {
  cv::Point2d at;
  double radius;
};

// How deep a disc there would reach into its nearest neighbour; negative: the free distance.
double overlap(const std::vector<Placed>& others, cv::Point2d at, double radius) {
  double worst = -1e9;
  for (const auto& other : others)
    worst = std::max(worst, other.radius + radius - std::hypot(at.x - other.at.x, at.y - other.at.y));
  return worst;
}

// Lays red cells beside each other, some overlapping, and mostly not over white cells.
void layRedCells(Canvas& canvas, const Slide& slide, int count, cv::Size2d area,
                 const std::vector<Placed>& white, Random& random) {
  constexpr double kMargin = 4;
  std::vector<Placed> red;
  for (int i = 0; i < count; ++i) {
    const double radius = redCellRadius(random);
    const double allowed = random.chance(0.3) ? random.uniform(1, 3.5) : random.uniform(-0.5, 0.4);
    const double aside = random.chance(0.15) ? random.uniform(0.5, 2) : random.uniform(-0.5, 0.5);
    for (int tries = 0; tries < 60; ++tries) {
      const cv::Point2d at(random.uniform(-kMargin, area.width + kMargin),
                           random.uniform(-kMargin, area.height + kMargin));
      if (overlap(white, at, radius) > aside || overlap(red, at, radius) > allowed) continue;
      red.push_back({at, radius});
      canvas.layRed(drawRedCell(radius, slide.stain, canvas.pxPerUm(), random), at);
      break;
    }
  }
}

// Lays one field of this slide. Whole white cells only: a cell cut by the edge has no true class.
Result<DrawnField> layField(const FieldOptions& options, const Slide& slide, Random& random) {
  Canvas canvas(options.width, options.height, options.micrometresPerPixel);
  const cv::Size2d area(options.width * options.micrometresPerPixel,
                        options.height * options.micrometresPerPixel);
  DrawnField field;
  std::vector<Placed> placed;
  const auto inside = [&](cv::Point2d at, double margin) {
    return at.x > margin && at.y > margin && at.x < area.width - margin && at.y < area.height - margin;
  };
  const auto findFreePlace = [&](double radius, cv::Point2d& at) {
    const double margin = radius + 0.5;
    if (2 * margin >= area.width || 2 * margin >= area.height) return false;
    for (int tries = 0; tries < 600; ++tries) {
      at = {random.uniform(margin, area.width - margin), random.uniform(margin, area.height - margin)};
      if (overlap(placed, at, radius) < (tries < 400 ? -3.0 : -1.0)) return true;
    }
    return false;
  };
  // Moves towards a cell that is there until the two outlines meet.
  const auto findContact = [&](const Drawn& cell, cv::Point2d& at) {
    for (int tries = 0; tries < 60 && !placed.empty(); ++tries) {
      const std::size_t partner =
          static_cast<std::size_t>(random.integer(0, static_cast<int>(placed.size()) - 1));
      const double angle = random.angle();
      const double start = placed[partner].radius + cell.radius + 0.2;
      std::vector<Placed> others = placed;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(partner));
      for (double reach = start; reach > 0.6 * start; reach -= 0.15) {
        at = placed[partner].at + cv::Point2d(reach * std::cos(angle), reach * std::sin(angle));
        if (!inside(at, cell.radius + 0.5) || overlap(others, at, cell.radius) > -0.5) break;
        if (canvas.meetsWhite(cell, at)) return true;
      }
    }
    return false;
  };
  const auto add = [&](const std::string& id, const Drawn& cell, cv::Point2d at) {
    canvas.layWhite(cell, at);
    placed.push_back({at, cell.radius});
    field.cells.push_back({id, canvas.box(cell, at)});
  };

  for (const auto& id : options.classes) {
    const Drawn cell = drawWhiteCell(id, slide.stain, canvas.pxPerUm(), random);
    cv::Point2d at;
    const bool touch = random.chance(options.touching);
    if (!(touch && findContact(cell, at)) && !findFreePlace(cell.radius, at))
      return failure(ErrorCode::ArgumentInvalid, "the field has no room for its cells");
    add(id, cell, at);
  }
  for (int i = 0; i < options.platelets; ++i) {
    const Drawn platelet = drawSmallPlatelet(slide.stain, canvas.pxPerUm(), random);
    cv::Point2d at;
    if (findFreePlace(platelet.radius, at)) add("platelet", platelet, at);
  }
  for (int i = 0; i < options.debris; ++i) {
    const Drawn debris = drawDebris(slide.stain, canvas.pxPerUm(), random);
    cv::Point2d at;
    if (findFreePlace(debris.radius, at)) add("debris", debris, at);
  }
  layRedCells(canvas, slide, options.redCells, area, placed, random);
  field.rgb = canvas.photograph(slide.camera, random);
  return field;
}

Result<void> check(const FieldOptions& options) {
  const auto bad = [](const char* what) { return failure(ErrorCode::ArgumentInvalid, what); };
  if (options.width < 64 || options.height < 64 || options.width > 8192 || options.height > 8192)
    return bad("a field's sides must be 64 to 8192 pixels");
  if (!(options.micrometresPerPixel >= 0.05 && options.micrometresPerPixel <= 1))
    return bad("micrometres per pixel must be 0.05 to 1");
  if (!(options.touching >= 0 && options.touching <= 1)) return bad("the touching share must be 0 to 1");
  if (options.redCells < 0 || options.platelets < 0 || options.debris < 0) return bad("a count is negative");
  for (const auto& id : options.classes)
    if (!canDraw(id)) return failure(ErrorCode::NotFound, "no such class to draw: " + id);
  return {};
}

// A left-shifted blood film, as drawableClasses(): percent of the nucleated cells.
constexpr double kLeftShifted[] = {3, 5, 6, 12, 34, 8, 4, 9, 14, 5, 0};

// Exact numbers by class: whole parts first, then the largest remainders, then shuffled.
std::vector<std::string> dealClasses(int cells, const std::vector<double>& shares, Random& random) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  std::vector<int> counts;
  std::vector<std::pair<double, std::size_t>> rest;
  int dealt = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double exact = cells * shares[i] / sum;
    counts.push_back(static_cast<int>(exact));
    dealt += counts.back();
    rest.emplace_back(exact - counts.back(), i);
  }
  std::stable_sort(rest.begin(), rest.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; dealt < cells; ++i, ++dealt) ++counts[rest[i % rest.size()].second];
  std::vector<std::string> deck;
  for (std::size_t i = 0; i < counts.size(); ++i) deck.insert(deck.end(), counts[i], drawableClasses()[i]);
  for (std::size_t i = deck.size(); i > 1; --i)
    std::swap(deck[i - 1], deck[random.integer(0, static_cast<int>(i) - 1)]);
  return deck;
}

std::string numbered(const char* prefix, int number, int digits, const char* suffix) {
  std::string text = std::to_string(number);
  if (static_cast<int>(text.size()) < digits) text.insert(0, digits - text.size(), '0');
  return prefix + text + suffix;
}

}  // namespace

const std::vector<std::string>& drawableClasses() {
  static const std::vector<std::string> ids = {
      "promyelocyte",         "myelocyte",    "metamyelocyte", "band_neutrophil",
      "segmented_neutrophil", "eosinophil",   "basophil",      "monocyte",
      "lymphocyte",           "erythroblast", "platelet"};
  return ids;
}

Result<cv::Mat> drawCell(const std::string& classId, std::uint64_t seed, int size,
                         const StainAndFocus& variation) {
  if (!canDraw(classId)) return failure(ErrorCode::NotFound, "no such class to draw: " + classId);
  if (size < 32 || size > 2048)
    return failure(ErrorCode::ArgumentInvalid, "a crop's size must be 32 to 2048 pixels");
  try {
    Random random(seed);
    const Slide slide = prepareSlide(variation, random);
    Canvas canvas(size, size, kCropWidth / size);
    const cv::Size2d area(kCropWidth, kCropWidth);
    std::vector<Placed> placed;

    const Drawn cell = drawWhiteCell(classId, slide.stain, canvas.pxPerUm(), random);
    const cv::Point2d middle(kCropWidth / 2 + random.normal(0, 0.3), kCropWidth / 2 + random.normal(0, 0.3));
    canvas.layWhite(cell, middle);
    placed.push_back({middle, cell.radius * 0.95});

    // A neighbour, cut by the edge.
    if (random.chance(0.1)) {
      const auto& ids = drawableClasses();
      const Drawn other = drawWhiteCell(ids[random.integer(0, 9)], slide.stain, canvas.pxPerUm(), random);
      const double reach = cell.radius + other.radius + random.uniform(-0.2, 2);
      const double angle = random.angle();
      const cv::Point2d at(middle.x + reach * std::cos(angle), middle.y + reach * std::sin(angle));
      canvas.layWhite(other, at);
      placed.push_back({at, other.radius});
    }
    const int platelets = random.chance(0.5) ? random.integer(1, 2) : 0;
    for (int i = 0; i < platelets; ++i) {
      const Drawn platelet = drawSmallPlatelet(slide.stain, canvas.pxPerUm(), random);
      const cv::Point2d at(random.uniform(0, kCropWidth), random.uniform(0, kCropWidth));
      if (overlap(placed, at, platelet.radius) > -0.3) continue;
      canvas.layWhite(platelet, at);
      placed.push_back({at, platelet.radius});
    }
    if (random.chance(0.06)) {
      const Drawn debris = drawDebris(slide.stain, canvas.pxPerUm(), random);
      const cv::Point2d at(random.uniform(0, kCropWidth), random.uniform(0, kCropWidth));
      if (overlap(placed, at, debris.radius) < -0.5) canvas.layWhite(debris, at);
    }
    layRedCells(canvas, slide, random.integer(12, 34), area, placed, random);
    return canvas.photograph(slide.camera, random);
  } catch (const cv::Exception& e) {
    return failure(ErrorCode::Internal, e.what());
  }
}

Result<DrawnField> drawField(const FieldOptions& options, std::uint64_t seed) {
  if (auto valid = check(options); !valid) return tl::make_unexpected(valid.error());
  try {
    Random random(seed);
    const Slide slide = prepareSlide(options.variation, random);
    return layField(options, slide, random);
  } catch (const cv::Exception& e) {
    return failure(ErrorCode::Internal, e.what());
  }
}

Result<void> writeFilm(const std::filesystem::path& folder, const FilmOptions& options,
                       const ProgressCallback& progress, std::stop_token stop) {
  const auto bad = [](const char* what) { return failure(ErrorCode::ArgumentInvalid, what); };
  std::vector<double> shares = options.shares;
  if (shares.empty()) shares.assign(std::begin(kLeftShifted), std::end(kLeftShifted));
  if (shares.size() != drawableClasses().size())
    return bad("one share is needed for each class that can be drawn");
  for (const double share : shares)
    if (!(share >= 0) || !std::isfinite(share)) return bad("a share is negative or not a number");
  if (!(std::accumulate(shares.begin(), shares.end(), 0.0) > 0)) return bad("all shares are zero");
  if (options.fields < 1 || options.fields > 9999) return bad("a film has 1 to 9999 fields");
  if (options.cells < 0) return bad("the number of cells is negative");
  if (options.jpegQuality < 1 || options.jpegQuality > 100) return bad("JPEG quality must be 1 to 100");
  FieldOptions field = options.field;
  field.classes.clear();
  if (auto valid = check(field); !valid) return valid;
  if (auto made = makeFolder(folder); !made) return made;

  Random random(options.seed);
  const std::vector<std::string> deck = dealClasses(options.cells, shares, random);
  const Slide slide = prepareSlide(field.variation, random);
  std::string truth = "field,x,y,width,height,class\n";
  for (int i = 0; i < options.fields; ++i) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "stopped on request");
    const auto first = deck.begin() + static_cast<std::ptrdiff_t>(deck.size() * i / options.fields);
    const auto last = deck.begin() + static_cast<std::ptrdiff_t>(deck.size() * (i + 1) / options.fields);
    field.classes.assign(first, last);
    const std::string name = numbered("field_", i + 1, 3, ".jpg");
    try {
      Random here(random.seed());
      auto drawn = layField(field, moveOn(slide, field.variation, here), here);
      if (!drawn) return tl::make_unexpected(drawn.error());
      if (auto written = writeJpeg(folder / name, drawn->rgb, options.jpegQuality); !written) return written;
      for (const auto& cell : drawn->cells)
        truth += name + ',' + std::to_string(cell.box.x) + ',' + std::to_string(cell.box.y) + ',' +
                 std::to_string(cell.box.width) + ',' + std::to_string(cell.box.height) + ',' + cell.classId +
                 '\n';
    } catch (const cv::Exception& e) {
      return failure(ErrorCode::Internal, e.what());
    }
    if (progress) progress({i + 1, options.fields});
  }
  if (auto written = writeText(folder / "truth.csv", truth); !written) return written;

  std::ostringstream json;
  json.imbue(std::locale::classic());
  json << "{\n  \"notice\": \"" << kSyntheticMark
       << "\",\n  \"synthetic\": true,\n  \"seed\": " << options.seed << ",\n  \"fields\": " << options.fields
       << ",\n  \"cells\": " << options.cells << ",\n  \"width\": " << field.width
       << ",\n  \"height\": " << field.height << ",\n  \"micrometresPerPixel\": " << field.micrometresPerPixel
       << ",\n  \"redCellsPerField\": " << field.redCells << ",\n  \"plateletsPerField\": " << field.platelets
       << ",\n  \"debrisPerField\": " << field.debris << ",\n  \"touching\": " << field.touching
       << ",\n  \"stainShift\": " << field.variation.stainShift
       << ",\n  \"defocus\": " << field.variation.defocus << ",\n  \"jpegQuality\": " << options.jpegQuality
       << ",\n  \"shares\": {";
  for (std::size_t i = 0; i < shares.size(); ++i)
    json << (i ? ", " : "") << "\n    \"" << drawableClasses()[i] << "\": " << shares[i];
  json << "\n  }\n}\n";
  return writeText(folder / "synthetic.json", json.str());
}

Result<void> writeCrops(const std::filesystem::path& folder, const model::ClassScheme& scheme, int perClass,
                        std::uint64_t seed, int size, const ProgressCallback& progress,
                        std::stop_token stop) {
  if (perClass < 1) return failure(ErrorCode::ArgumentInvalid, "at least one crop a class is needed");
  constexpr int kGroup = 25;
  constexpr int kQuality = 92;
  std::vector<std::string> ids;
  for (const auto& each : scheme.classes)
    if (canDraw(each.id)) ids.push_back(each.id);
  if (ids.empty()) return failure(ErrorCode::ArgumentInvalid, "no class of the scheme can be drawn");
  if (auto made = makeFolder(folder); !made) return made;

  std::string index = "path,class,group\n";
  Progress done{0, static_cast<std::int64_t>(ids.size()) * perClass};
  for (const auto& id : ids) {
    if (auto made = makeFolder(folder / id); !made) return made;
    // Seeded by the class's name: a scheme with other neighbours gives the same crops.
    std::uint64_t key = seed ^ 0xCBF29CE484222325ull;
    for (const char c : id) key = (key ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    Random random(key);
    for (int i = 0; i < perClass; ++i) {
      if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "stopped on request");
      const auto crop = drawCell(id, random.seed(), size);
      if (!crop) return tl::make_unexpected(crop.error());
      const std::string name = numbered("", i + 1, 5, ".jpg");
      if (auto written = writeJpeg(folder / id / name, *crop, kQuality); !written) return written;
      index +=
          id + '/' + name + ',' + id + ',' + numbered(("drawn-" + id + '-').c_str(), i / kGroup + 1, 3, "\n");
      ++done.done;
      if (progress) progress(done);
    }
  }
  if (auto written = writeText(folder / "index.csv", index); !written) return written;
  return writeText(folder / "synthetic.json",
                   std::string("{\n  \"notice\": \"") + kSyntheticMark +
                       "\",\n  \"synthetic\": true,\n  \"seed\": " + std::to_string(seed) +
                       ",\n  \"perClass\": " + std::to_string(perClass) +
                       ",\n  \"size\": " + std::to_string(size) + "\n}\n");
}

}  // namespace cellwise::synthesis
