// The recipes of the cells: what a class looks like, and how much single cells of it differ.
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "paint.h"
#include "random.h"

namespace cellwise::synthesis {

// What all cells of one slide share.
struct Stain {
  double strength = 1;  // of every dye
  double basic = 1;     // blue-violet against
  double acid = 1;      // pink-orange
  double redThickness = 1;
  double pallor = 0.5;  // of the red cells, 0 none, 1 through to the field
  double pallorSharpness = 0.5;
  double crenated = 0;  // share of red cells that are crenated
  double oval = 0.1;    // how much red cells differ from a disc
  Density red;
};
Stain averageStain();

// Something drawn, ready to be laid on the film.
struct Drawn {
  cv::Mat density;    // CV_32FC3
  cv::Mat cover;      // CV_32F 0..1, where it lies
  double radius = 0;  // micrometres, of the circle that encloses it
};

bool canDraw(const std::string& classId);
Drawn drawWhiteCell(const std::string& classId, const Stain& stain, double pxPerUm, Random& random);
// What lies about in a film: of 1 to 1.6 micrometres radius, smaller than the crop's central platelet.
Drawn drawSmallPlatelet(const Stain& stain, double pxPerUm, Random& random);
double redCellRadius(Random& random);
Drawn drawRedCell(double radius, const Stain& stain, double pxPerUm, Random& random);
// Stain precipitate, a smudge, or a shadow of a broken cell.
Drawn drawDebris(const Stain& stain, double pxPerUm, Random& random);

}  // namespace cellwise::synthesis
