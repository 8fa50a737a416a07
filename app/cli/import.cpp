// cellwise-cli import: a folder of images becomes a classified slide of a casebook.
#include <cstdio>
#include <optional>

#include "casebook_option.h"
#include "command.h"
#include "output.h"
#include "workflow/annotated_import.h"
#include "workflow/slide_classification.h"
#include "workflow/slide_import.h"

namespace cellwise::cli {
namespace {

using workflow::ImportKind;

struct Arguments {
  ModelArguments model;
  std::string casebook, operatorName, json;
  std::string sample, title, specimen;
  std::string kind = "auto";
  std::string annotations, decidedBy;
  double micrometresPerPixel = 0;
  bool noClassify = false;
  std::vector<std::string> paths;
};

const std::map<std::string, ImportKind>& kinds() {
  static const std::map<std::string, ImportKind> all = {
      {"auto", ImportKind::Auto}, {"crops", ImportKind::Crops}, {"fields", ImportKind::Fields}};
  return all;
}

// Boxes and labels of another program, in place of cells that are found.
Result<workflow::ImportResult> importAnnotations(casebook::Casebook& casebook,
                                                 const workflow::ImportRequest& request, const Arguments& a,
                                                 const std::optional<LoadedModel>& model,
                                                 const ProgressCallback& progress) {
  workflow::AnnotatedImportRequest annotated;
  annotated.annotations = {a.annotations};
  annotated.images = a.paths.front();
  annotated.slide = request.slide;
  annotated.operatorName = request.operatorName;
  annotated.decidedBy = QString::fromStdString(a.decidedBy);
  if (model) {
    annotated.scheme = model->folder.manifest.scheme;
  } else {
    const auto shipped = workflow::defaultModel();
    if (!shipped) return tl::make_unexpected(shipped.error());
    annotated.scheme = shipped->manifest.scheme;
  }
  auto done = workflow::importAnnotated(casebook, annotated, progress, stopToken());
  if (done)
    std::printf("%d labels were imported, %d taken as decisions%s%s\n", done->labels, done->decisions,
                a.decidedBy.empty() ? "" : " of ", a.decidedBy.c_str());
  return done;
}

int run(const Arguments& a) {
  if (!a.annotations.empty() && a.paths.size() != 1) {
    std::fprintf(stderr, "cellwise-cli: with --annotations PATH is the one folder of the images\n");
    return kUsage;
  }
  // First what can go wrong before anything is stored.
  std::optional<LoadedModel> model;
  if (!a.noClassify) {
    auto loaded = loadModel(a.model);
    if (!loaded) return fail(loaded.error());
    model = std::move(*loaded);
  }
  auto casebook = casebook::Casebook::open(QString::fromStdString(a.casebook));
  if (!casebook) return fail(casebook.error());

  workflow::ImportRequest request;
  request.paths.assign(a.paths.begin(), a.paths.end());
  request.kind = kinds().at(a.kind);
  request.operatorName = QString::fromStdString(a.operatorName);
  request.slide.sampleId = QString::fromStdString(a.sample);
  request.slide.title = QString::fromStdString(a.title);
  request.slide.specimen = QString::fromStdString(
      a.specimen.empty() && model ? model->folder.manifest.scheme.specimen : a.specimen);
  request.slide.micrometresPerPixel = a.micrometresPerPixel;
  Result<workflow::ImportResult> result;
  {
    ProgressBar bar("importing");
    result = a.annotations.empty() ? workflow::importSlide(**casebook, request, bar.callback(), stopToken())
                                   : importAnnotations(**casebook, request, a, model, bar.callback());
  }
  if (!result) return fail(result.error());
  const bool fields = result->kind == ImportKind::Fields;
  std::printf("slide %lld: %d cells from %d %s", static_cast<long long>(result->slide), result->cells,
              result->images, fields ? "fields of view" : "crops");
  if (result->duplicates > 0) std::printf(", %d images were there twice", result->duplicates);
  std::printf("; %zu files left out\n", result->skipped.size());
  printSkipped(result->skipped);
  std::fflush(stdout);

  int status = kOk;
  if (model) status = classifySlide(**casebook, result->slide, *model);
  if (status == kFailed || status == kCancelled) {
    std::fprintf(
        stderr,
        "the slide is stored; go on with: cellwise-cli casebook classify --casebook '%s' --slide %lld\n",
        a.casebook.c_str(), static_cast<long long>(result->slide));
  }
  if (!a.json.empty()) {
    const auto summary = (*casebook)->slide(result->slide);
    if (!summary) return fail(summary.error());
    Json json = document("import");
    json["slide"] = result->slide;
    json["kind"] = fields ? "fields" : "crops";
    json["images"] = result->images;
    json["cells"] = result->cells;
    json["duplicates"] = result->duplicates;
    json["classified"] = summary->classified;
    json["toReview"] = summary->toReview;
    json["skipped"] = toJson(result->skipped);
    if (auto written = writeJson(a.json, json); !written) return fail(written.error());
  }
  if (status != kOk) return status;
  return result->skipped.empty() ? kOk : kPartly;
}

}  // namespace

void addImport(CLI::App& program, int& exitCode) {
  auto* command =
      program.add_subcommand("import", "Make a slide in a casebook from images, and classify its cells");
  auto a = std::make_shared<Arguments>();
  addCasebookOption(*command, a->casebook)->description("the laboratory's record; made if it is not there");
  command->add_option("--sample", a->sample, "patient's or sample's identifier");
  command->add_option("--title", a->title, "name of the slide (default: the folder's)");
  command->add_option("--specimen", a->specimen, "what the film is of (default: what the model is for)")
      ->check(CLI::IsMember({"blood", "marrow"}));
  command
      ->add_option("--kind", a->kind,
                   "crops: each image is one cell; fields: photographs, cells are found on them")
      ->check(CLI::IsMember(kinds()))
      ->capture_default_str();
  command
      ->add_option("--scale", a->micrometresPerPixel, "micrometres per pixel of the photographs, where known")
      ->type_name("UM")
      ->check(CLI::PositiveNumber);
  auto* annotations =
      command
          ->add_option(
              "--annotations", a->annotations,
              "boxes that another program drew on the images: COCO (.json), GeoJSON (.geojson), or a "
              "folder of GeoJSON files")
          ->type_name("PATH");
  command
      ->add_option(
          "--decided-by", a->decidedBy,
          "who decided their labels: they become this person's decisions (else they stay imported labels)")
      ->type_name("NAME")
      ->needs(annotations);
  command->add_flag("--no-classify", a->noClassify,
                    "only store the cells; casebook classify does the rest later");
  addModelOptions(*command, a->model);
  addOperatorOption(*command, a->operatorName);
  command->add_option("--json", a->json, "also write the result as JSON")->type_name("FILE");
  command->add_option("PATH", a->paths, "images or folders; JPEG, PNG, BMP, TIFF")->required();
  command->footer(
      "Damaged, empty, huge and non-image files are listed with their reason and left out (exit status 3).\n"
      "The same image twice on a slide is imported once. The casebook keeps its own copies of the images.\n\n"
      "Examples:\n"
      "  cellwise-cli import --casebook lab.cellwise --sample S-17 images/\n"
      "  cellwise-cli import --casebook lab.cellwise --sample S-18 --kind fields --scale 0.16 photographs/");
  command->callback([a, &exitCode] { exitCode = run(*a); });
}

}  // namespace cellwise::cli
