#include "imaging/cell_finder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <new>
#include <numeric>
#include <opencv2/imgproc.hpp>
#include <set>

namespace cellwise::imaging {
namespace {

// A red cell's diameter is the ruler of every film; 7.5 micrometres once dried and stained.
constexpr double redCellMicrometres = 7.5;
// Work is done at the scale at which a red cell measures this many pixels: more shows nothing new.
constexpr double workingRedCell = 40;
// Limits of the density of white cells' dyes that parts nuclei from the rest. They keep it sane where
// there is no nucleus at all, and where a pale one lies beside a very dark one.
constexpr double minThreshold = 0.3;
constexpr double maxThreshold = 0.7;

cv::Mat disc(double radius) {
  const int r = std::max(1, static_cast<int>(std::lround(radius)));
  return cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * r + 1, 2 * r + 1});
}

cv::Mat scaled(const cv::Mat& image, double scale) {
  const cv::Size size(std::max(1, cvRound(image.cols * scale)), std::max(1, cvRound(image.rows * scale)));
  cv::Mat result;
  cv::resize(image, result, size, 0, 0, cv::INTER_AREA);
  return result;
}

// A quadratic surface in every channel: the logarithm of the empty background. Coordinates run from
// -1 to 1, so that the surface of a reduced photograph serves the whole one.
using Surface = cv::Matx<double, 6, 3>;

double coordinate(int at, int length) {
  return 2.0 * (at + 0.5) / length - 1;
}

// Fitted to the brightest part of every tile. Tiles that lie below the surface are covered by cells
// and left out, round by round.
Surface backgroundOf(const cv::Mat& rgb) {
  constexpr int tilesAcross = 16;
  struct Tile {
    cv::Matx<double, 1, 6> basis;
    cv::Matx<double, 1, 3> colour;
  };
  std::vector<Tile> tiles;
  for (int ty = 0; ty < tilesAcross; ++ty) {
    for (int tx = 0; tx < tilesAcross; ++tx) {
      const int x0 = tx * rgb.cols / tilesAcross, x1 = (tx + 1) * rgb.cols / tilesAcross;
      const int y0 = ty * rgb.rows / tilesAcross, y1 = (ty + 1) * rgb.rows / tilesAcross;
      if (x1 <= x0 || y1 <= y0) {
        continue;
      }
      // Every stain takes green: the tenth with most of it is the background.
      std::array<int, 256> count{};
      for (int y = y0; y < y1; ++y) {
        for (int x = x0; x < x1; ++x) {
          ++count[rgb.at<cv::Vec3b>(y, x)[1]];
        }
      }
      int bright = 255;
      for (int left = (x1 - x0) * (y1 - y0) / 10; bright > 0 && left > count[bright]; --bright) {
        left -= count[bright];
      }
      cv::Vec3d sum;
      int n = 0;
      for (int y = y0; y < y1; ++y) {
        for (int x = x0; x < x1; ++x) {
          const auto& pixel = rgb.at<cv::Vec3b>(y, x);
          if (pixel[1] >= bright) {
            sum += pixel;
            ++n;
          }
        }
      }
      const double x = coordinate((x0 + x1) / 2, rgb.cols), y = coordinate((y0 + y1) / 2, rgb.rows);
      Tile tile{{1, x, y, x * x, x * y, y * y}, {}};
      for (int c = 0; c < 3; ++c) {
        tile.colour(c) = std::log(std::max(1.0, sum[c] / n));
      }
      tiles.push_back(tile);
    }
  }

  Surface surface = Surface::zeros();
  std::vector<Tile> used = tiles;
  for (int round = 0; round < 6; ++round) {
    auto normal = cv::Matx<double, 6, 6>::zeros();
    Surface right = Surface::zeros();
    for (const auto& tile : used) {
      normal += tile.basis.t() * tile.basis;
      right += tile.basis.t() * tile.colour;
    }
    for (int k = 1; k < 6; ++k) {
      normal(k, k) += 0.02 * static_cast<double>(used.size());  // quiet where few tiles are left
    }
    surface = normal.solve(right, cv::DECOMP_CHOLESKY);
    used.clear();
    for (const auto& tile : tiles) {
      if (tile.colour(1) > (tile.basis * surface)(1) - 0.05) {
        used.push_back(tile);
      }
    }
    if (used.size() < 6) {
      break;
    }
  }
  return surface;
}

// Optical densities, CV_32FC3, red first: ln(background / pixel).
cv::Mat opticalDensity(const cv::Mat& rgb, const Surface& background) {
  std::array<float, 256> logarithm;
  for (int v = 0; v < 256; ++v) {
    logarithm[v] = static_cast<float>(std::log(std::max(1, v)));
  }
  cv::Mat density(rgb.size(), CV_32FC3);
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* in = rgb.ptr<cv::Vec3b>(y);
    auto* out = density.ptr<cv::Vec3f>(y);
    const double v = coordinate(y, rgb.rows);
    std::array<std::array<float, 3>, 3> row;  // along a row the surface is a parabola
    for (int c = 0; c < 3; ++c) {
      const auto s = [&](int k) { return background(k, c); };
      row[c] = {static_cast<float>(s(0) + s(2) * v + s(5) * v * v), static_cast<float>(s(1) + s(4) * v),
                static_cast<float>(s(3))};
    }
    const auto step = static_cast<float>(2.0 / rgb.cols);
    for (int x = 0; x < rgb.cols; ++x) {
      const float u = (static_cast<float>(x) + 0.5f) * step - 1;
      for (int c = 0; c < 3; ++c) {
        out[x][c] = row[c][0] + u * (row[c][1] + u * row[c][2]) - logarithm[in[x][c]];
      }
    }
  }
  return density;
}

// The share of values that lie below the result.
template <class T>
T quantile(std::vector<T> values, double share) {
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

// Otsu's threshold of densities from 0 to 1.5; more counts as 1.5.
double otsu(const cv::Mat& densities) {
  constexpr double levels = 255 / 1.5;
  cv::Mat bytes;
  densities.convertTo(bytes, CV_8U, levels);
  return cv::threshold(bytes, bytes, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU) / levels;
}

// How much red and green the red cells take for the blue they take: the direction of haemoglobin
// and eosin in this photograph. Among what is stained, but not as deeply as nuclei, red cells
// prevail. The limits are those of stains seen.
struct RedCellColour {
  float red = 0.5f;
  float green = 1.f;
  float spread = 0.05f;  // of what remains in red cells, as a standard deviation
};

RedCellColour redCellColour(const cv::Mat& density) {
  std::vector<float> green;
  for (const auto& d : cv::Mat_<cv::Vec3f>(density)) {
    if (d[1] > 0.15f && d[2] > 0.1f) {
      green.push_back(d[1]);
    }
  }
  if (green.size() < 100) {
    return {};
  }
  const double deep = otsu(cv::Mat(green));
  std::vector<float> redRatio, greenRatio;
  for (const auto& d : cv::Mat_<cv::Vec3f>(density)) {
    if (d[1] > 0.15f && d[2] > 0.1f && d[1] <= deep) {
      redRatio.push_back(d[0] / d[2]);
      greenRatio.push_back(d[1] / d[2]);
    }
  }
  RedCellColour colour{std::clamp(quantile(std::move(redRatio), 0.5), 0.f, 2.5f),
                       std::clamp(quantile(std::move(greenRatio), 0.5), 0.5f, 2.2f)};
  std::vector<float> rest;
  for (const auto& d : cv::Mat_<cv::Vec3f>(density)) {
    if (d[1] > 0.15f && d[2] > 0.1f && d[1] <= deep) {
      rest.push_back(std::abs(d[0] + d[1] - (colour.red + colour.green) * d[2]));
    }
  }
  colour.spread = 1.48f * quantile(std::move(rest), 0.5);
  return colour;
}

// The dyes of nuclei and of white cells' cytoplasm: what is left of the red and green density once
// the red cells' part is taken away. CV_32F.
cv::Mat whiteCellStain(const cv::Mat& density, const RedCellColour& colour) {
  cv::Mat stain(density.size(), CV_32F);
  const float blue = colour.red + colour.green;
  for (int y = 0; y < density.rows; ++y) {
    const auto* in = density.ptr<cv::Vec3f>(y);
    auto* out = stain.ptr<float>(y);
    for (int x = 0; x < density.cols; ++x) {
      out[x] = in[x][0] + in[x][1] - blue * std::max(0.f, in[x][2]);
    }
  }
  return stain;
}

// Everything that is stained. CV_8U, 0 or 255.
cv::Mat stainedMask(const cv::Mat& density) {
  cv::Mat green;
  cv::extractChannel(density, green, 1);
  return green > 0.12;
}

// Fills holes smaller than this area: pale centres, vacuoles.
void fillHoles(cv::Mat& mask, double area) {
  std::vector<std::vector<cv::Point>> contours;
  std::vector<cv::Vec4i> hierarchy;
  cv::findContours(mask, contours, hierarchy, cv::RETR_CCOMP, cv::CHAIN_APPROX_SIMPLE);
  for (std::size_t i = 0; i < contours.size(); ++i) {
    if (hierarchy[i][3] >= 0 && cv::contourArea(contours[i]) < area) {
      cv::drawContours(mask, contours, static_cast<int>(i), 255, cv::FILLED);
    }
  }
}

// The red cells' diameter in pixels: the thickness of what is stained, nuclei apart, at its thickest
// places. 0 where nothing is stained.
double redCellDiameter(const cv::Mat& density, cv::Mat nuclei) {
  cv::Mat stained = stainedMask(density);
  const double hole = std::pow(std::min(density.rows, density.cols) / 8.0, 2);
  fillHoles(stained, hole);
  fillHoles(nuclei, hole);
  stained.setTo(0, nuclei);
  cv::Mat distance, highest;
  cv::distanceTransform(stained, distance, cv::DIST_L2, 5);
  cv::dilate(distance, highest, disc(2));
  // The most frequent of the logarithmic sizes, by area, smoothed: specks are many, but small;
  // clumps are large, but few and all different.
  constexpr int bins = 120;
  constexpr double perOctave = 20;
  std::vector<double> histogram(bins, 0);
  for (int y = 2; y < distance.rows - 2; ++y) {
    for (int x = 2; x < distance.cols - 2; ++x) {
      const float d = distance.at<float>(y, x);
      if (d >= 2 && d >= highest.at<float>(y, x)) {
        histogram[std::min(bins - 1, static_cast<int>(perOctave * std::log2(d)))] += d * d;
      }
    }
  }
  int best = -1;
  double bestWeight = 0;
  for (int i = 0; i < bins; ++i) {
    double weight = 0;
    for (int j = 0; j < bins; ++j) {
      weight += histogram[j] * std::exp(-0.5 * std::pow((i - j) / (0.25 * perOctave), 2));
    }
    if (weight > bestWeight) {
      bestWeight = weight;
      best = i;
    }
  }
  // Overlaps and dents make the inner circle smaller than the cell.
  const double diameter = best < 0 ? 0 : 2.5 * std::exp2((best + 0.5) / perOctave);
  // What is much smaller than the largest nucleus are platelets or specks: then the nucleus serves.
  double inner = 0;
  cv::distanceTransform(nuclei, distance, cv::DIST_L2, 5);
  cv::minMaxLoc(distance, nullptr, &inner);
  return diameter < 0.8 * inner ? 1.8 * inner : diameter;
}

// The basins of a mask: 1 ... count, 0 outside. CV_32S.
struct Basins {
  cv::Mat label;
  int count = 0;
};

// Watershed of the distance transform by immersion, from the deepest pixel to the rim. Where two
// basins meet, they become one unless the neck is narrow against the smaller of both.
Basins watershed(const cv::Mat& mask, float neck) {
  // A frame spares the test for the border. It repeats the border: a cut cell goes on beyond it.
  cv::Mat framed, distance;
  cv::copyMakeBorder(mask, framed, 1, 1, 1, 1, cv::BORDER_REPLICATE);
  cv::distanceTransform(framed, distance, cv::DIST_L2, 5);
  cv::Mat label(framed.size(), CV_32S, cv::Scalar(0));
  const int width = framed.cols;
  const int around[] = {-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1};

  std::vector<int> order;
  for (int y = 1; y <= mask.rows; ++y) {
    for (int x = 1; x <= mask.cols; ++x) {
      if (framed.at<uchar>(y, x)) {
        order.push_back(y * width + x);
      }
    }
  }
  const auto* depth = distance.ptr<float>();
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return depth[a] > depth[b]; });

  auto* own = label.ptr<int>();
  std::vector<int> parent{0};
  std::vector<float> peak{0};
  const auto root = [&](int basin) {
    while (parent[basin] != basin) {
      basin = parent[basin] = parent[parent[basin]];
    }
    return basin;
  };
  for (const int at : order) {
    int basin = 0;
    for (const int step : around) {
      const int other = root(own[at + step]);
      if (other == 0 || other == basin) {
        continue;
      }
      const int low = peak[basin] < peak[other] ? basin : other;
      const int high = low == basin ? other : basin;
      if (low != 0 && depth[at] >= neck * peak[low]) {
        parent[low] = high;
      }
      basin = high;
    }
    if (basin == 0) {
      basin = static_cast<int>(parent.size());
      parent.push_back(basin);
      peak.push_back(depth[at]);
    }
    own[at] = basin;
  }

  Basins basins;
  std::vector<int> number(parent.size(), 0);
  for (int basin = 1; basin < static_cast<int>(parent.size()); ++basin) {
    if (parent[basin] == basin) {
      number[basin] = ++basins.count;
    }
  }
  for (const int at : order) {
    own[at] = number[root(own[at])];
  }
  basins.label = label(cv::Rect(1, 1, mask.cols, mask.rows)).clone();
  return basins;
}

// Diameter of the circle about points.
double span(const std::vector<cv::Point>& points) {
  cv::Point2f centre;
  float radius = 0;
  cv::minEnclosingCircle(points, centre, radius);
  return 2.0 * radius + 1;
}

// A connected region: its pixels' number and its rim.
struct Region {
  double area = 0;
  std::vector<cv::Point> rim;

  double diameter() const { return 2 * std::sqrt(area / CV_PI); }  // of the disc of this area
  bool rounderThan(double share) const { return diameter() > share * span(rim); }
};

// The basins as regions, by their number; number 0 is empty.
std::vector<Region> regionsOf(const Basins& basins) {
  std::vector<cv::Rect> boxes(static_cast<std::size_t>(basins.count) + 1);
  std::vector<Region> regions(boxes.size());
  for (int y = 0; y < basins.label.rows; ++y) {
    const int* row = basins.label.ptr<int>(y);
    for (int x = 0; x < basins.label.cols; ++x) {
      if (row[x] > 0) {
        boxes[row[x]] |= cv::Rect(x, y, 1, 1);
        ++regions[row[x]].area;
      }
    }
  }
  for (std::size_t i = 1; i < regions.size(); ++i) {
    std::vector<std::vector<cv::Point>> contours;
    cv::findContours(basins.label(boxes[i]) == static_cast<int>(i), contours, cv::RETR_EXTERNAL,
                     cv::CHAIN_APPROX_NONE, boxes[i].tl());
    for (const auto& contour : contours) {
      regions[i].rim.insert(regions[i].rim.end(), contour.begin(), contour.end());
    }
  }
  return regions;
}

// A nucleus or the lobes of one.
struct Nucleus : Region {
  std::set<int> parts;   // basins of the nuclear mask
  std::set<int> bodies;  // basins of the mask of whole cells that they lie in

  // One piece, as of a lymphocyte, not a lobe of several.
  bool compact() const { return rounderThan(0.85); }
};

std::vector<Nucleus> nucleiOf(const Basins& nuclear, const Basins& bodies, double minArea) {
  std::vector<Nucleus> nuclei;
  int part = 0;
  for (auto& region : regionsOf(nuclear)) {
    if (region.area >= minArea) {
      std::map<int, int> votes;
      for (const auto& point : region.rim) {
        ++votes[bodies.label.at<int>(point)];
      }
      const auto body = std::max_element(votes.begin(), votes.end(),
                                         [](const auto& a, const auto& b) { return a.second < b.second; });
      nuclei.push_back({std::move(region), {part}, {body->first}});
    }
    ++part;
  }
  return nuclei;
}

// Joins the lobes of segmented nuclei, the nearest first. All that lies in one round body is one
// cell. Elsewhere lobes lie close together, and within the reach of a granulocyte; a compact nucleus
// of full size is no lobe and stays alone, unless both are as small together as one.
std::vector<Nucleus> joinLobes(std::vector<Nucleus> nuclei, const Basins& bodies, double micrometre) {
  std::vector<bool> round;
  for (const auto& body : regionsOf(bodies)) {
    round.push_back(!body.rim.empty() && body.rounderThan(0.82));
  }
  struct Pair {
    double gap;
    std::size_t a;
    std::size_t b;
    bool sameBody;
    bool oneCell;
  };
  std::vector<Pair> pairs;
  std::vector<cv::Rect> boxes;
  for (const auto& nucleus : nuclei) {
    boxes.push_back(cv::boundingRect(nucleus.rim));
  }
  for (std::size_t a = 0; a < nuclei.size(); ++a) {
    for (std::size_t b = a + 1; b < nuclei.size(); ++b) {
      const bool sameBody = nuclei[a].bodies == nuclei[b].bodies;
      const bool oneCell = sameBody && round[*nuclei[a].bodies.begin()];
      const double reach = (oneCell ? 12 : sameBody ? 6 : 3) * micrometre;
      const int margin = static_cast<int>(reach) + 1;
      const cv::Rect wide(boxes[a].x - margin, boxes[a].y - margin, boxes[a].width + 2 * margin,
                          boxes[a].height + 2 * margin);
      if ((wide & boxes[b]).empty()) {
        continue;
      }
      double nearest = reach * reach;
      for (const auto& p : nuclei[a].rim) {
        for (const auto& q : nuclei[b].rim) {
          nearest = std::min(nearest, (p - q).ddot(p - q));
        }
      }
      if (nearest < reach * reach) {
        pairs.push_back({std::sqrt(nearest), a, b, sameBody, oneCell});
      }
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& p, const Pair& q) { return p.gap < q.gap; });

  std::vector<std::size_t> owner(nuclei.size());
  std::iota(owner.begin(), owner.end(), 0);
  for (const auto& pair : pairs) {
    const auto to = owner[pair.a], from = owner[pair.b];
    if (to == from) {
      continue;
    }
    // Micrometres that the joined nucleus may span.
    const auto whole = [&](const Nucleus& nucleus) {
      return nucleus.diameter() > 6 * micrometre && nucleus.compact();
    };
    const double smaller = std::min(nuclei[to].diameter(), nuclei[from].diameter()) / micrometre;
    double limit = pair.sameBody ? 18 : 12.5;
    if (whole(nuclei[to]) || whole(nuclei[from])) {
      limit = pair.sameBody ? 11.5 : 10;
    }
    if (pair.sameBody && smaller < 2.5) {
      limit = 25;  // a coarse granule, or a fragment
    }
    if (pair.oneCell) {
      limit = 50;
    }
    Nucleus joined = nuclei[to];
    joined.parts.insert(nuclei[from].parts.begin(), nuclei[from].parts.end());
    joined.bodies.insert(nuclei[from].bodies.begin(), nuclei[from].bodies.end());
    joined.rim.insert(joined.rim.end(), nuclei[from].rim.begin(), nuclei[from].rim.end());
    joined.area += nuclei[from].area;
    if (span(joined.rim) > limit * micrometre) {
      continue;
    }
    nuclei[to] = std::move(joined);
    std::replace(owner.begin(), owner.end(), from, to);
  }
  std::vector<Nucleus> cells;
  for (std::size_t i = 0; i < nuclei.size(); ++i) {
    if (owner[i] == i) {
      cells.push_back(std::move(nuclei[i]));
    }
  }
  return cells;
}

// The box about a nucleus and its cytoplasm, in pixels of the work image.
// isCell tells which basins of the nuclear mask belong to a cell.
cv::Rect cellBox(const Nucleus& nucleus, const std::vector<bool>& isCell, const Basins& nuclear,
                 const Basins& bodies, double redCell) {
  const int reach = cvRound(0.8 * redCell);
  cv::Rect area = cv::boundingRect(nucleus.rim);
  area = cv::Rect(area.x - reach, area.y - reach, area.width + 2 * reach, area.height + 2 * reach) &
         cv::Rect({}, nuclear.label.size());

  // At least a rim about the nucleus, wider about lobes: they never fill their cell.
  std::vector<cv::Point> hull;
  cv::convexHull(nucleus.rim, hull);
  for (auto& point : hull) {
    point -= area.tl();
  }
  cv::Mat region(area.size(), CV_8U, cv::Scalar(0));
  cv::fillConvexPoly(region, hull, 255);
  cv::dilate(region, region, disc((nucleus.compact() ? 0.05 : 0.15) * redCell));

  // And its body. One that several nuclei lie in is shared out by the distance to them.
  cv::Mat notOwn(area.size(), CV_8U, cv::Scalar(255)), notOther = notOwn.clone();
  for (int y = 0; y < area.height; ++y) {
    const int* part = nuclear.label.ptr<int>(area.y + y) + area.x;
    const int* body = bodies.label.ptr<int>(area.y + y) + area.x;
    for (int x = 0; x < area.width; ++x) {
      if (nucleus.bodies.contains(body[x])) {
        region.at<uchar>(y, x) = 255;
      }
      if (nucleus.parts.contains(part[x])) {
        notOwn.at<uchar>(y, x) = 0;
      } else if (isCell[part[x]]) {
        notOther.at<uchar>(y, x) = 0;
      }
    }
  }
  if (cv::countNonZero(notOther) < static_cast<int>(notOther.total())) {
    cv::Mat toOwn, toOther;
    cv::distanceTransform(notOwn, toOwn, cv::DIST_L2, 5);
    cv::distanceTransform(notOther, toOther, cv::DIST_L2, 5);
    region.setTo(0, toOther < toOwn);
  }
  cv::Mat piece;
  cv::connectedComponents(region, piece, 4, CV_32S);
  return cv::boundingRect(piece == piece.at<int>(nucleus.rim.front() - area.tl())) + area.tl();
}

std::vector<FoundCell> find(const cv::Mat& rgb, const CellFinderOptions& options) {
  // A reduced picture is enough for the background, the red cells' colour and their size.
  const double reduction = std::clamp(std::sqrt(80'000.0 / static_cast<double>(rgb.total())), 0.25, 1.0);
  const cv::Mat reduced = scaled(rgb, reduction);
  const Surface background = backgroundOf(reduced);
  const cv::Mat reducedDensity = opticalDensity(reduced, background);
  const RedCellColour colour = redCellColour(reducedDensity);
  const cv::Mat reducedStain = whiteCellStain(reducedDensity, colour);
  const double threshold = std::clamp(otsu(reducedStain), minThreshold, maxThreshold);
  double redCell = redCellMicrometres / options.micrometresPerPixel;
  if (!(options.micrometresPerPixel > 0)) {
    redCell = redCellDiameter(reducedDensity, reducedStain > threshold) / reduction;
    redCell = std::clamp(redCell, 8.0, std::max(8.0, std::min(rgb.rows, rgb.cols) / 3.0));
  }

  // At that scale boxes are found; then they are put back on the photograph.
  const double scale = std::min(1.0, workingRedCell / redCell);
  const cv::Mat work = scaled(rgb, scale);
  redCell *= scale;
  const double micrometre = redCell / redCellMicrometres;
  cv::Mat stain = whiteCellStain(opticalDensity(work, background), colour);
  cv::GaussianBlur(stain, stain, {}, 0.025 * redCell);

  cv::Mat nuclear = stain > threshold;
  fillHoles(nuclear, 0.1 * redCell * redCell);
  cv::morphologyEx(nuclear, nuclear, cv::MORPH_OPEN, disc(0.05 * redCell));
  // Cytoplasm is what stands out from the spread of the red cells' own colour. Closed nuclei are
  // added: between lobes lies cytoplasm, seen or not. Thin rims of colour about red cells, which
  // come from the lens, do not survive the opening.
  cv::Mat body = stain > std::clamp(2.5 * colour.spread, 0.08, 0.25);
  cv::Mat closed;
  cv::morphologyEx(nuclear, closed, cv::MORPH_CLOSE, disc(0.25 * redCell));
  body |= closed;
  cv::morphologyEx(body, body, cv::MORPH_CLOSE, disc(0.1 * redCell));
  fillHoles(body, 0.4 * redCell * redCell);
  cv::morphologyEx(body, body, cv::MORPH_OPEN, disc(0.12 * redCell));
  body |= nuclear;

  const Basins parts = watershed(nuclear, 0.75f);
  const Basins bodies = watershed(body, 0.7f);
  auto nuclei = joinLobes(nucleiOf(parts, bodies, micrometre * micrometre), bodies, micrometre);
  std::erase_if(nuclei, [&](const Nucleus& nucleus) {
    const double diameter = nucleus.diameter() / micrometre;
    return diameter < options.minNucleusDiameter || diameter > options.maxNucleusDiameter;
  });
  std::vector<FoundCell> cells;
  const cv::Rect field({}, rgb.size());
  std::vector<bool> isCell(static_cast<std::size_t>(parts.count) + 1);
  for (const auto& nucleus : nuclei) {
    for (const int part : nucleus.parts) {
      isCell[part] = true;
    }
  }
  for (const auto& nucleus : nuclei) {
    const cv::Rect box = cellBox(nucleus, isCell, parts, bodies, redCell);
    FoundCell cell;
    cell.box = cv::Rect(cv::Point(cvFloor(box.x / scale), cvFloor(box.y / scale)),
                        cv::Point(cvCeil(box.br().x / scale), cvCeil(box.br().y / scale))) &
               field;
    cell.nucleusArea = nucleus.area / (scale * scale);
    cell.touchesBorder = cell.box.x == 0 || cell.box.y == 0 || cell.box.br().x == field.width ||
                         cell.box.br().y == field.height;
    const double longer = std::max(cell.box.width, cell.box.height);
    const int side = cvRound(std::clamp(options.cropSide * micrometre / scale, options.minContext * longer,
                                        options.maxContext * longer));
    cell.crop = cv::Rect(cell.box.x + (cell.box.width - side) / 2, cell.box.y + (cell.box.height - side) / 2,
                         side, side);
    cells.push_back(cell);
  }
  std::sort(cells.begin(), cells.end(), [](const FoundCell& a, const FoundCell& b) {
    return std::pair(a.box.y, a.box.x) < std::pair(b.box.y, b.box.x);
  });
  return cells;
}

}  // namespace

Result<std::vector<FoundCell>> findCells(const cv::Mat& rgb, const CellFinderOptions& options) {
  if (rgb.type() != CV_8UC3 || rgb.empty()) {
    return failure(ErrorCode::ArgumentInvalid, "a field must be an 8-bit RGB image");
  }
  try {
    return find(rgb, options);
  } catch (const cv::Exception& exception) {
    return failure(exception.code == cv::Error::StsNoMem ? ErrorCode::OutOfMemory : ErrorCode::Internal,
                   exception.what());
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory, "while finding cells");
  }
}

}  // namespace cellwise::imaging
