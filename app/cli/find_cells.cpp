// cellwise-cli find-cells: nucleated cells on photographs of fields of view.
#include "find_cells.h"

#include <cstdio>
#include <memory>
#include <optional>

#include "command.h"
#include "imaging/cell_finder.h"
#include "output.h"
#include "workflow/paths.h"

namespace cellwise::cli {
namespace {

namespace fs = std::filesystem;

struct Field {
  fs::path file;
  cv::Size size;
  std::vector<imaging::FoundCell> cells;
  std::optional<imaging::DetectionCounts> counts;  // with an annotation
};

Result<Field> look(const fs::path& file, const FindCellsArguments& a) {
  const auto rgb = imaging::decodeFile(file);
  if (!rgb) return tl::make_unexpected(rgb.error());
  imaging::CellFinderOptions options;
  options.micrometresPerPixel = a.micrometresPerPixel;
  auto cells = imaging::findCells(*rgb, options);
  if (!cells) return tl::make_unexpected(cells.error());
  Field field{file, rgb->size(), std::move(*cells), {}};
  if (a.annotations.empty()) return field;
  const fs::path annotation = fs::path(a.annotations) / fs::path(file.stem()).concat(".xml");
  const auto boxes = imaging::readPascalVoc(annotation.string());
  if (!boxes) return tl::make_unexpected(boxes.error());
  std::vector<cv::Rect> annotated, found;
  for (const auto& each : *boxes) {
    if (each.label == a.label) annotated.push_back(each.box);
  }
  for (const auto& each : field.cells) found.push_back(each.box);
  field.counts = imaging::compareBoxes(annotated, found);
  return field;
}

// recall and precision, by both ways of matching.
void addMeasures(Json& json, const imaging::DetectionCounts& counts) {
  json["annotated"] = counts.annotated;
  json["found"] = counts.found;
  json["matchedIou50"] = counts.matchedIou;
  json["matchedCentre"] = counts.matchedCentre;
}

Json toJson(const cv::Rect& box) {
  return {{"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}};
}

Json toJson(const Field& field) {
  Json json = {
      {"path", workflow::toUtf8(field.file)}, {"width", field.size.width}, {"height", field.size.height}};
  json["cells"] = Json::array();
  for (const auto& cell : field.cells) {
    json["cells"].push_back({{"box", toJson(cell.box)},
                             {"crop", toJson(cell.crop)},
                             {"nucleusArea", cell.nucleusArea},
                             {"touchesBorder", cell.touchesBorder}});
  }
  if (field.counts) addMeasures(json, *field.counts);
  return json;
}

}  // namespace

CLI::Option* addFieldOptions(CLI::App& command, FindCellsArguments& a) {
  auto* fields =
      command.add_option("--fields", a.fields, "photographs of fields of view: a folder, or one image")
          ->type_name("DIR");
  command
      .add_option("--annotations", a.annotations,
                  "Pascal VOC boxes, NAME.xml for each image: measures recall and precision")
      ->type_name("DIR")
      ->needs(fields);
  command.add_option("--label", a.label, "the annotations' name for nucleated cells")
      ->needs(fields)
      ->capture_default_str();
  command
      .add_option("--scale", a.micrometresPerPixel,
                  "micrometres per pixel, where known: sizes are judged by it")
      ->type_name("UM")
      ->needs(fields)
      ->check(CLI::PositiveNumber);
  return fields;
}

int findCells(const FindCellsArguments& a) {
  std::error_code ignored;
  if (!a.annotations.empty() && !fs::is_directory(a.annotations, ignored)) {
    return fail({ErrorCode::FileNotFound, "no such folder of annotations", a.annotations});
  }
  auto inputs = workflow::listImages({a.fields});
  auto& skipped = inputs.skipped;
  // Annotations often lie beside the images.
  std::erase_if(inputs.files, [](const fs::path& file) { return file.extension() == ".xml"; });
  std::vector<Field> fields;
  imaging::DetectionCounts total;
  const auto stop = stopToken();
  {
    ProgressBar bar("finding cells");
    Progress progress{0, static_cast<std::int64_t>(inputs.files.size())};
    for (const auto& file : inputs.files) {
      if (stop.stop_requested()) return fail({ErrorCode::Cancelled, "stopped", {}});
      if (auto field = look(file, a)) {
        if (field->counts) total += *field->counts;
        fields.push_back(std::move(*field));
      } else {
        skipped.push_back({file, field.error()});
      }
      ++progress.done;
      bar.update(progress);
    }
  }
  std::size_t cells = 0;
  for (const auto& field : fields) cells += field.cells.size();
  const bool measured = !a.annotations.empty() && !fields.empty();
  const auto recallIou = workflow::share(total.matchedIou, total.annotated);
  const auto precisionIou = workflow::share(total.matchedIou, total.found);
  const auto recallCentre = workflow::share(total.matchedCentre, total.annotated);
  const auto precisionCentre = workflow::share(total.matchedCentre, total.found);

  if (!a.json.empty()) {
    Json json = document("find-cells");
    json["summary"] = {{"fields", fields.size()}, {"cells", cells}, {"skipped", skipped.size()}};
    if (measured) {
      Json measure = {{"label", a.label}};
      addMeasures(measure, total);
      addShare(measure, "recallIou50", recallIou);
      addShare(measure, "precisionIou50", precisionIou);
      addShare(measure, "recallCentre", recallCentre);
      addShare(measure, "precisionCentre", precisionCentre);
      json["measure"] = measure;
    }
    json["fields"] = Json::array();
    for (const auto& field : fields) json["fields"].push_back(toJson(field));
    json["skipped"] = cli::toJson(skipped);
    if (auto written = writeJson(a.json, json); !written) return fail(written.error());
  } else if (!measured) {
    for (const auto& field : fields) {
      std::printf("%s: %zu cells\n", workflow::toUtf8(field.file).c_str(), field.cells.size());
      for (const auto& cell : field.cells) {
        std::printf("  x %d y %d width %d height %d%s\n", cell.box.x, cell.box.y, cell.box.width,
                    cell.box.height, cell.touchesBorder ? ", cut by the border" : "");
      }
    }
  }
  if (a.json != "-") {
    std::printf("%zu fields, %zu cells found, %zu files left out\n", fields.size(), cells, skipped.size());
    if (measured) {
      std::printf("%d %s annotated\n", total.annotated, a.label.c_str());
      std::printf("IoU >= 0.5        recall %s; precision %s\n", inWords(recallIou).c_str(),
                  inWords(precisionIou).c_str());
      std::printf("centre in box     recall %s; precision %s\n", inWords(recallCentre).c_str(),
                  inWords(precisionCentre).c_str());
    }
  }
  printSkipped(skipped);
  if (fields.empty()) return fail({ErrorCode::NotAnImage, "no field of view could be read", a.fields});
  return skipped.empty() ? kOk : kPartly;
}

void addFindCells(CLI::App& program, int& exitCode) {
  auto* command =
      program.add_subcommand("find-cells", "Find the nucleated cells on photographs of fields of view");
  auto a = std::make_shared<FindCellsArguments>();
  addFieldOptions(*command, *a)->required();
  addJsonOption(*command, a->json);
  command->footer(
      "Prints the cells' boxes in pixels. With annotations it prints how many annotated cells were found "
      "(recall)\n"
      "and how many of those found are annotated (precision), by overlap (IoU >= 0.5) and by whether the "
      "found\n"
      "box's centre lies in an annotated one. A field whose annotation is missing is left out and listed.\n\n"
      "Examples:\n"
      "  cellwise-cli find-cells --fields photographs/ --scale 0.16 --json cells.json\n"
      "  cellwise-cli find-cells --fields fields/images --annotations fields/annotations");
  command->callback([a, &exitCode] { exitCode = findCells(*a); });
}

}  // namespace cellwise::cli
