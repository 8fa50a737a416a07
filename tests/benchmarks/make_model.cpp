// bench_make_model FOLDER NAME: a model of the published shape with random weights and the shipped one's
// classes.
#include <cstdio>
#include <exception>

#include "model_maker.h"
#include "workflow/slide_classification.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto shipped = cellwise::workflow::defaultModel();
  if (!shipped) return 1;
  try {
    cellwise::benchmarks::makeModel(argv[1], argv[2], shipped->manifest.scheme);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
  return 0;
}
