// cellwise-cli synthesize: drawn blood films and cells with a known truth.
#include <cstdio>

#include "command.h"
#include "synthesis/film.h"
#include "workflow/slide_classification.h"

namespace cellwise::cli {
namespace {

struct Arguments {
  std::string out, scheme;
  synthesis::FilmOptions film;
  int perClass = 0;
  int size = 224;
};

int run(const Arguments& a) {
  if (a.perClass == 0) {
    ProgressBar bar("drawing");
    auto written = synthesis::writeFilm(a.out, a.film, bar.callback(), stopToken());
    if (!written) return fail(written.error());
    std::printf("%s: %d cells on %d fields, truth.csv\n", a.out.c_str(), a.film.cells, a.film.fields);
    return kOk;
  }
  const auto file = a.scheme.empty() ? workflow::resource("schemes/blood-11.json")
                                     : Result<std::filesystem::path>(a.scheme);
  if (!file) return fail(file.error());
  const auto scheme = model::loadScheme(*file);
  if (!scheme) return fail(scheme.error());
  ProgressBar bar("drawing");
  auto written =
      synthesis::writeCrops(a.out, *scheme, a.perClass, a.film.seed, a.size, bar.callback(), stopToken());
  if (!written) return fail(written.error());
  std::printf("%s: %d crops of each class, index.csv\n", a.out.c_str(), a.perClass);
  return kOk;
}

}  // namespace

void addSynthesize(CLI::App& program, int& exitCode) {
  auto* command =
      program.add_subcommand("synthesize", "Draw a blood film, or single cells, with a known truth");
  auto a = std::make_shared<Arguments>();
  command->add_option("--out", a->out, "folder to write")->type_name("DIR")->required();
  auto* cells = command->add_option("--cells", a->film.cells, "nucleated cells on all fields together")
                    ->check(CLI::NonNegativeNumber)
                    ->capture_default_str();
  auto* fields = command->add_option("--fields", a->film.fields, "photographs of fields of view")
                     ->check(CLI::PositiveNumber)
                     ->capture_default_str();
  auto* crops =
      command->add_option("--crops", a->perClass, "draw single cells instead, so many of each class")
          ->type_name("PER_CLASS")
          ->check(CLI::PositiveNumber)
          ->excludes(cells)
          ->excludes(fields);
  command->add_option("--scheme", a->scheme, "class scheme of the single cells (default: blood, 11 classes)")
      ->type_name("FILE")
      ->needs(crops);
  command->add_option("--size", a->size, "side of the single cells' images, pixels")
      ->needs(crops)
      ->capture_default_str();
  command->add_option("--seed", a->film.seed, "the same seed draws the same film")->capture_default_str();
  command->footer(
      "What is drawn is no patient's: every image says so, and a slide made from it is marked synthetic.\n"
      "A film's truth.csv has field,x,y,width,height,class; the single cells' index.csv has "
      "path,class,group.\n\n"
      "Examples:\n"
      "  cellwise-cli synthesize --out film --cells 100 --fields 10 --seed 7\n"
      "  cellwise-cli synthesize --out drawn --crops 50\n"
      "  cellwise-cli evaluate --index drawn/index.csv --root drawn");
  command->callback([a, &exitCode] { exitCode = run(*a); });
}

}  // namespace cellwise::cli
