// make_tiny_model FOLDER SEED
#include <cstdio>
#include <exception>
#include <string>

#include "tiny_model.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    cellwise::test::writeTinyModel(argv[1], static_cast<unsigned>(std::stoul(argv[2])));
    return 0;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
}
