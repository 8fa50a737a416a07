#include "cell.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

namespace cellwise::synthesis {
namespace {

constexpr double kPi = std::numbers::pi;

cv::Point2f polar(double radius, double angle) {
  return {static_cast<float>(radius * std::cos(angle)), static_cast<float>(radius * std::sin(angle))};
}

struct Chromatin {
  Density colour = dye(64, 26, 120);
  double density = 1;
  double grain = 0.5;      // micrometres
  double light = 0.3;      // share of the area that is parachromatin, 0..1
  double lightness = 0.6;  // how much thinner the dye is there, 0..1
  double rim = 0.3;        // width of the dark membrane
};

struct Granules {
  Density colour;
  double perSquareMicron = 1;
  double radius = 0.18;
  double opacity = 1;
  double overNucleus = 0;   // share of its density kept above the nucleus
  double patchiness = 0.3;  // 0 evenly spread
};

struct Cell {
  Outline outline;
  double ragged = 0.05;  // roughness of the membrane
  Density cytoplasm = dye(190, 165, 205);
  Density edge;  // colour towards the membrane
  double edgeWidth = 1.2;
  double membrane = 0.15;  // extra thickness at the membrane
  double texture = 0.15;   // relative variation of the thickness
  double textureGrain = 0.5;
  Chromatin chromatin;
  std::vector<Granules> granules;
  int vacuoles = 0;
  double vacuoleRadius = 0.4;
  cv::Mat nucleus;  // coverage
  cv::Mat folds;    // coverage of thin pale lines on the nucleus
  std::vector<cv::Point2f> nucleoli;
  bool hof = false;  // a paler zone beside the nucleus
};

void lay(cv::Mat& density, const cv::Mat& thickness, const Density& colour) {
  for (int y = 0; y < density.rows; ++y) {
    auto* d = density.ptr<cv::Vec3f>(y);
    const auto* t = thickness.ptr<float>(y);
    for (int x = 0; x < density.cols; ++x)
      if (t[x] != 0) d[x] += colour * t[x];
  }
}

// Discs of random place, size and depth of colour, inside the cover.
cv::Mat scatter(const Granules& granules, const Sheet& sheet, const cv::Mat& cover, double radius,
                Random& random) {
  cv::Mat mask = sheet.mask();
  const cv::Mat patches = noise(random, sheet.size(), 2.5 * sheet.pxPerUm());
  const double extent = radius * 1.6;
  const int tries = static_cast<int>(granules.perSquareMicron * 4 * extent * extent);
  for (int i = 0; i < tries; ++i) {
    const cv::Point2f at(static_cast<float>(random.uniform(-extent, extent)),
                         static_cast<float>(random.uniform(-extent, extent)));
    const double r = granules.radius * std::max(0.5, random.normal(1, 0.3));
    const int value = cvRound(255 * granules.opacity * random.uniform(0.55, 1));
    const double luck = random.normal(0, 0.5);
    const cv::Point px = sheet.toPx(at);
    if (px.x < 1 || px.y < 1 || px.x >= sheet.side() - 1 || px.y >= sheet.side() - 1) continue;
    if (cover.at<float>(px) < 0.6f) continue;
    if (granules.patchiness * patches.at<float>(px) + granules.patchiness * luck < -0.45) continue;
    sheet.disc(mask, at, r, value);
  }
  cv::Mat thickness;
  mask.convertTo(thickness, CV_32F, 1.0 / 255);
  cv::GaussianBlur(thickness, thickness, {}, std::max(0.7, 0.045 * sheet.pxPerUm()));
  return thickness.mul(cover);
}

cv::Mat chromatinThickness(const Chromatin& chromatin, const cv::Mat& nucleus, const Sheet& sheet,
                           Random& random) {
  const double px = sheet.pxPerUm();
  const cv::Mat fine = noise(random, sheet.size(), chromatin.grain * px);
  const cv::Mat coarse = noise(random, sheet.size(), chromatin.grain * 2.6 * px);
  const cv::Mat inside = depth(nucleus, px);
  // The level of the noise where chromatin begins to thin out: linear from there, as peaks of light
  // between strands, without plateaus.
  const float threshold = static_cast<float>(0.75 - 2.4 * chromatin.light);
  const float rim = static_cast<float>(chromatin.rim);
  cv::Mat thickness(sheet.size(), CV_32F, cv::Scalar(0));
  for (int y = 0; y < thickness.rows; ++y) {
    const auto *n = nucleus.ptr<float>(y), *f = fine.ptr<float>(y), *g = coarse.ptr<float>(y);
    const auto* e = inside.ptr<float>(y);
    auto* t = thickness.ptr<float>(y);
    for (int x = 0; x < thickness.cols; ++x) {
      if (n[x] <= 0) continue;
      const float level = 0.95f * f[x] + 0.4f * g[x];
      const float pale = std::clamp((level - threshold) / 2.1f, 0.0f, 1.05f);
      const float membrane = 1 - smoothstep(rim * 0.4f, rim * 1.5f, e[x]);
      float v = 1 - static_cast<float>(chromatin.lightness) * pale + 0.07f * g[x];
      v += membrane * (1.12f - v) * 0.9f;
      t[x] = static_cast<float>(chromatin.density) * std::max(v, 0.1f) * n[x];
    }
  }
  return thickness;
}

Drawn assemble(Cell& cell, const Sheet& sheet, const Stain& stain, Random& random) {
  const double px = sheet.pxPerUm();
  cv::Mat body = sheet.mask();
  sheet.polygon(body, trace(cell.outline, random));
  const cv::Mat rough = noise(random, sheet.size(), 0.55 * px);
  cv::Mat cover = soften(body, 0.28 * px, rough, cell.ragged);
  if (!cell.nucleus.empty())
    cover = cv::max(cover, cell.nucleus);
  else
    cell.nucleus = cv::Mat(sheet.size(), CV_32F, cv::Scalar(0));

  Drawn drawn;
  drawn.density = cv::Mat(sheet.size(), CV_32FC3, cv::Scalar::all(0));
  drawn.cover = cover;

  // Vacuoles: holes in the cytoplasm, in a cluster, outside the nucleus.
  cv::Mat holes = sheet.mask();
  if (cell.vacuoles > 0) {
    const cv::Point2f cluster = polar(cell.outline.radius * random.uniform(0.2, 0.75), random.angle());
    for (int i = 0, tries = 0; i < cell.vacuoles && tries < 40 * cell.vacuoles; ++tries) {
      const double spread = cell.outline.radius * random.uniform(0, 0.75);
      const cv::Point2f at = cluster + polar(spread, random.angle());
      const cv::Point p = sheet.toPx(at);
      if (p.x < 0 || p.y < 0 || p.x >= sheet.side() || p.y >= sheet.side()) continue;
      if (cover.at<float>(p) < 0.9f || cell.nucleus.at<float>(p) > 0.3f) continue;
      sheet.disc(holes, at, cell.vacuoleRadius * random.uniform(0.5, 1.35),
                 cvRound(random.uniform(150, 240)));
      ++i;
    }
  }
  cv::Mat hollow;
  holes.convertTo(hollow, CV_32F, 1.0 / 255);
  cv::GaussianBlur(hollow, hollow, {}, std::max(0.8, 0.07 * px));

  const cv::Mat inside = depth(cover, px);
  const cv::Mat fine = noise(random, sheet.size(), cell.textureGrain * px);
  const cv::Mat coarse = noise(random, sheet.size(), 2.2 * px);
  cv::Mat nearNucleus;
  if (cell.hof) cv::GaussianBlur(cell.nucleus, nearNucleus, {}, 0.9 * px);

  const float texture = static_cast<float>(cell.texture);
  const float edgeWidth = static_cast<float>(cell.edgeWidth);
  for (int y = 0; y < cover.rows; ++y) {
    const auto *c = cover.ptr<float>(y), *n = cell.nucleus.ptr<float>(y), *e = inside.ptr<float>(y);
    const auto *f = fine.ptr<float>(y), *g = coarse.ptr<float>(y), *h = hollow.ptr<float>(y);
    auto* d = drawn.density.ptr<cv::Vec3f>(y);
    for (int x = 0; x < cover.cols; ++x) {
      if (c[x] <= 0) continue;
      float t = 1 + texture * (0.75f * f[x] + 0.5f * g[x]);
      t += static_cast<float>(cell.membrane) * (1 - smoothstep(0.05f, 0.5f, e[x]));
      if (cell.hof) t *= 1 - 0.3f * nearNucleus.at<float>(y, x);
      t = std::max(t, 0.15f) * c[x] * (1 - h[x]) * (1 - 0.6f * n[x]);
      const float outer = 1 - smoothstep(0, edgeWidth, e[x]);
      d[x] = (cell.cytoplasm * (1 - outer) + cell.edge * outer) * t;
    }
  }

  cv::Mat clear = cover.mul(1 - hollow);
  for (const auto& granules : cell.granules) {
    cv::Mat thickness = scatter(granules, sheet, clear, cell.outline.radius, random);
    thickness = thickness.mul(1 - (1 - granules.overNucleus) * cell.nucleus);
    lay(drawn.density, thickness, granules.colour);
  }

  cv::Mat thickness = chromatinThickness(cell.chromatin, cell.nucleus, sheet, random);
  for (const auto& at : cell.nucleoli) {
    cv::Mat spot = sheet.mask(), pale;
    sheet.disc(spot, at, random.uniform(0.6, 1.1), 255);
    spot.convertTo(pale, CV_32F, 0.55 / 255);
    cv::GaussianBlur(pale, pale, {}, 0.2 * px);
    thickness = thickness.mul(1 - pale);
  }
  if (!cell.folds.empty()) thickness = thickness.mul(1 - 0.3 * cell.folds);
  lay(drawn.density, thickness, cell.chromatin.colour * static_cast<float>(stain.basic));

  drawn.density *= stain.strength;
  cv::Rect box = cv::boundingRect(cover > 0.5);
  drawn.radius = 0.5 * std::max(box.width, box.height) / px;
  return drawn;
}

// ---- nuclei -------------------------------------------------------------------------------------

cv::Mat solidNucleus(const Sheet& sheet, const Outline& outline, cv::Point2f centre, double roundPx,
                     double rough, Random& random) {
  cv::Mat mask = sheet.mask();
  auto path = trace(outline, random);
  for (auto& p : path) p += centre;
  sheet.polygon(mask, path);
  return soften(mask, roundPx, noise(random, sheet.size(), 0.8 * sheet.pxPerUm()), rough);
}

// A tube along an arc, its width varying slowly: bands, horseshoes, kidneys.
cv::Mat tubeNucleus(const Sheet& sheet, double arcRadius, double span, double halfWidth, double taper,
                    double wobble, cv::Point2f centre, Random& random) {
  cv::Mat mask = sheet.mask();
  const double start = random.angle(), phase = random.angle(), phase2 = random.angle();
  const double flatten = random.uniform(0.8, 1.0), lean = random.angle();
  std::vector<cv::Point2f> path;
  const int steps = 48;
  cv::Point2f mean(0, 0);
  for (int i = 0; i <= steps; ++i) {
    const double u = static_cast<double>(i) / steps;
    const double a = start + span * (u - 0.5);
    const double r = arcRadius * (1 + wobble * std::cos(2 * kPi * u * 1.3 + phase));
    cv::Point2f p = polar(r, a);
    // A slight squeeze along one direction, else all arcs look struck with a compass.
    const double along = p.x * std::cos(lean) + p.y * std::sin(lean);
    p -= static_cast<float>((1 - flatten) * along) * polar(1, lean);
    path.push_back(p);
    mean += p;
  }
  mean *= 1.0f / (steps + 1);
  // Between the arc's own centre and the tube's centre of gravity.
  const cv::Point2f shift = centre - 0.45f * mean;
  for (int i = 0; i <= steps; ++i) {
    const double u = static_cast<double>(i) / steps;
    const double w =
        halfWidth * (1 + taper * std::cos(2 * kPi * u) + 0.5 * wobble * std::cos(9 * u + phase2));
    sheet.disc(mask, path[i] + shift, w);
  }
  return soften(mask, 0.22 * sheet.pxPerUm(), noise(random, sheet.size(), 0.9 * sheet.pxPerUm()), 0.06);
}

// Lobes along a bent line, joined by filaments.
cv::Mat lobedNucleus(const Sheet& sheet, int lobes, double area, double arcRadius, double gap,
                     double filament, cv::Point2f centre, Random& random) {
  cv::Mat mask = sheet.mask(), threads = sheet.mask();
  const double lobeRadius = std::sqrt(area / (kPi * lobes));
  const double step = (2 * lobeRadius + gap) / arcRadius;
  double a = random.angle();
  std::vector<cv::Point2f> places;
  std::vector<double> directions;
  for (int i = 0; i < lobes; ++i) {
    places.push_back(polar(arcRadius * random.uniform(0.85, 1.15), a));
    directions.push_back(a + kPi / 2);
    a += step * random.uniform(0.88, 1.12);
  }
  cv::Point2f mean(0, 0);
  for (const auto& p : places) mean += p;
  mean *= 1.0f / static_cast<float>(lobes);
  for (auto& p : places) p += centre - 0.5f * mean;
  for (int i = 0; i < lobes; ++i) {
    Outline lobe;
    lobe.radius = lobeRadius * random.uniform(0.82, 1.15);
    lobe.aspect = random.uniform(1.0, 1.4);
    lobe.angle = directions[i] + random.normal(0, 0.45);
    lobe.roughness = 0.07;
    lobe.harmonics = 4;
    auto path = trace(lobe, random, 80);
    for (auto& p : path) p += places[i];
    sheet.polygon(mask, path);
    if (i > 0) {
      const cv::Point2f bend = polar(random.normal(0, 0.35), random.angle());
      const cv::Point2f middle = 0.5f * (places[i - 1] + places[i]) + bend;
      sheet.line(threads, places[i - 1], middle, filament);
      sheet.line(threads, middle, places[i], filament);
    }
  }
  cv::Mat cover =
      soften(mask, 0.2 * sheet.pxPerUm(), noise(random, sheet.size(), 0.9 * sheet.pxPerUm()), 0.07);
  return cv::max(cover, soften(threads, 0.05 * sheet.pxPerUm()));
}

// ---- the classes --------------------------------------------------------------------------------

const Density kAzurophil = dye(112, 32, 122);
const Density kViolet = dye(78, 36, 124);

void deform(Cell& cell, double chance, Random& random) {
  // Flattened or drawn out by neighbours.
  if (random.chance(chance)) {
    const int sides = random.integer(1, 3);
    for (int i = 0; i < sides; ++i)
      cell.outline.bumps.push_back({random.angle(), random.uniform(0.35, 0.6), random.uniform(-0.18, 0.14)});
  }
}

// The farthest place for a nucleus of this radius in a cell of that one, towards a random side.
cv::Point2f eccentric(double cellRadius, double nucleusRadius, double low, double high, Random& random) {
  const double room = std::max(0.0, cellRadius - nucleusRadius - 0.15);
  return polar(room * random.uniform(low, high), random.angle());
}

Drawn promyelocyte(const Stain& stain, double px, Random& random) {
  Cell cell;
  const double radius = cell.outline.radius = std::max(5.8, random.normal(7.5, 0.9));
  cell.outline.aspect = random.uniform(1, 1.15);
  cell.outline.angle = random.angle();
  cell.outline.roughness = 0.025;
  deform(cell, 0.5, random);
  const Sheet sheet(radius * 1.6, px);
  cell.ragged = random.uniform(0.03, 0.1);
  const double blue = random.uniform();
  cell.cytoplasm = blend(dye(200, 176, 206), dye(166, 156, 202), blue);
  cell.edge = blend(dye(188, 160, 204), dye(144, 130, 192), blue);
  cell.edgeWidth = 1.6;
  cell.texture = 0.35;
  cell.textureGrain = 0.4;
  cell.hof = random.chance(0.5);
  Outline nucleus;
  nucleus.radius = radius * random.uniform(0.7, 0.82);
  nucleus.aspect = random.uniform(1.0, 1.2);
  nucleus.angle = random.angle();
  nucleus.roughness = 0.045;
  const cv::Point2f centre = eccentric(radius, nucleus.radius * std::sqrt(nucleus.aspect), 0.5, 1, random);
  cell.nucleus = solidNucleus(sheet, nucleus, centre, 0.3 * px, 0.05, random);
  cell.chromatin.grain = random.uniform(0.28, 0.36);
  cell.chromatin.light = random.uniform(0.42, 0.58);
  cell.chromatin.lightness = random.uniform(0.75, 0.95);
  cell.chromatin.rim = 0.2;
  cell.chromatin.density = random.uniform(0.62, 0.85);
  const int nucleoli = random.integer(1, 2);
  for (int i = 0; i < nucleoli; ++i)
    cell.nucleoli.push_back(centre + polar(nucleus.radius * random.uniform(0.1, 0.6), random.angle()));
  const double load = random.uniform(0.6, 1.4);
  const double purple = random.uniform();
  cell.granules.push_back(
      {blend(kAzurophil, kViolet, purple), 5.0 * load, random.uniform(0.11, 0.17), 0.85, 0.5, 0.4});
  cell.granules.push_back({kAzurophil, 1.2 * load, random.uniform(0.15, 0.21), 0.8, 0.5, 0.6});
  return assemble(cell, sheet, stain, random);
}

Drawn myelocyte(const Stain& stain, double px, Random& random) {
  Cell cell;
  const double radius = cell.outline.radius = std::max(5.2, random.normal(6.3, 0.55));
  cell.outline.aspect = random.uniform(1, 1.18);
  cell.outline.angle = random.angle();
  cell.outline.roughness = 0.025;
  deform(cell, 0.35, random);
  const Sheet sheet(radius * 1.6, px);
  cell.ragged = random.uniform(0.02, 0.1);
  const double pink = random.uniform();
  cell.cytoplasm = blend(dye(172, 156, 205), dye(206, 174, 198), pink);
  cell.edge = blend(dye(150, 132, 198), dye(196, 160, 196), pink);
  cell.edgeWidth = 1.0;
  cell.membrane = 0.35;
  cell.texture = 0.22;
  cell.hof = random.chance(0.5);
  Outline nucleus;
  nucleus.radius = radius * random.uniform(0.66, 0.78);
  nucleus.aspect = random.uniform(1.05, 1.45);
  nucleus.angle = random.angle();
  nucleus.roughness = 0.04;
  const cv::Point2f centre =
      eccentric(radius, nucleus.radius * std::sqrt(nucleus.aspect) * 0.95, 0.5, 1, random);
  if (random.chance(0.4)) nucleus.bumps.push_back({random.angle(), 0.6, -random.uniform(0.05, 0.18)});
  cell.nucleus = solidNucleus(sheet, nucleus, centre, 0.28 * px, 0.06, random);
  cell.chromatin.grain = random.uniform(0.36, 0.46);
  cell.chromatin.light = random.uniform(0.4, 0.56);
  cell.chromatin.lightness = random.uniform(0.75, 0.95);
  cell.chromatin.rim = 0.28;
  cell.chromatin.density = random.uniform(0.8, 0.98);
  const double load = random.uniform(0.3, 1.3);
  cell.granules.push_back(
      {blend(kAzurophil, kViolet, random.uniform()), 2.6 * load, random.uniform(0.1, 0.15), 0.8, 0.2, 0.7});
  cell.granules.push_back({dye(190, 120, 160), 4.0, 0.12, 0.5, 0, 0.3});
  if (random.chance(0.12)) cell.vacuoles = random.integer(1, 3);
  return assemble(cell, sheet, stain, random);
}

void neutrophilCytoplasm(Cell& cell, Random& random) {
  const double pink = random.uniform();
  cell.cytoplasm = blend(dye(206, 178, 204), dye(216, 178, 186), pink);
  cell.edge = blend(dye(204, 176, 208), dye(210, 174, 192), pink);
  cell.membrane = random.uniform(0.1, 0.4);
  cell.texture = random.uniform(0.15, 0.28);
  cell.textureGrain = 0.4;
  cell.ragged = random.uniform(0.02, 0.09);
  const double load = random.uniform(0.15, 1);
  cell.granules.push_back(
      {blend(kAzurophil, kViolet, random.uniform()), 2.2 * load, random.uniform(0.08, 0.125), 0.65, 0, 0.6});
  cell.granules.push_back({dye(196, 120, 150), random.uniform(3, 7), 0.11, 0.45, 0, 0.2});
  if (random.chance(0.05)) {
    cell.vacuoles = random.integer(1, 5);
    cell.vacuoleRadius = 0.35;
  }
}

void matureChromatin(Cell& cell, Random& random) {
  cell.chromatin.grain = random.uniform(0.38, 0.5);
  cell.chromatin.light = random.uniform(0.34, 0.52);
  cell.chromatin.lightness = random.uniform(0.7, 0.95);
  cell.chromatin.rim = random.uniform(0.28, 0.4);
  cell.chromatin.density = random.uniform(0.93, 1.03);
}

Drawn metamyelocyte(const Stain& stain, double px, Random& random) {
  Cell cell;
  const double radius = cell.outline.radius = std::max(5.2, random.normal(6.3, 0.45));
  cell.outline.aspect = random.uniform(1, 1.18);
  cell.outline.angle = random.angle();
  cell.outline.roughness = 0.025;
  deform(cell, 0.3, random);
  const Sheet sheet(radius * 1.6, px);
  neutrophilCytoplasm(cell, random);
  if (random.chance(0.5)) {
    const double share = random.uniform(0.3, 1);
    cell.cytoplasm = blend(cell.cytoplasm, dye(180, 164, 206), share);
    cell.edge = blend(cell.edge, dye(172, 155, 204), share);
  }
  matureChromatin(cell, random);
  cell.chromatin.light += 0.05;
  if (random.chance(0.6)) {
    // A kidney: an oval with one wide dent on its long side.
    Outline nucleus;
    nucleus.radius = radius * random.uniform(0.68, 0.77);
    nucleus.aspect = random.uniform(1.3, 1.6);
    nucleus.roughness = 0.045;
    nucleus.angle = random.angle();
    const double side = kPi / 2;
    nucleus.bumps.push_back({side, random.uniform(0.4, 0.65), -random.uniform(0.3, 0.55)});
    const cv::Point2f towards = polar(1, nucleus.angle + side);
    const double room = radius - nucleus.radius / std::sqrt(nucleus.aspect);
    const cv::Point2f centre = -towards * static_cast<float>(room * random.uniform(0.25, 0.7));
    cell.nucleus = solidNucleus(sheet, nucleus, centre, 0.3 * px, 0.06, random);
  } else {
    cell.nucleus =
        tubeNucleus(sheet, random.uniform(1.9, 2.4), random.uniform(1.9, 2.8), random.uniform(1.95, 2.35),
                    0.05, 0.05, polar(random.uniform(0, 0.5), random.angle()), random);
  }
  return assemble(cell, sheet, stain, random);
}

Drawn bandNeutrophil(const Stain& stain, double px, Random& random) {
  Cell cell;
  const double radius = cell.outline.radius = std::max(5.4, random.normal(6.45, 0.4));
  cell.outline.aspect = random.uniform(1, 1.18);
  cell.outline.angle = random.angle();
  cell.outline.roughness = 0.025;
  deform(cell, 0.2, random);
  const Sheet sheet(radius * 1.6, px);
  neutrophilCytoplasm(cell, random);
  matureChromatin(cell, random);
  const double halfWidth = random.uniform(1.35, 1.75);
  const double arc = std::max(random.uniform(2.8, 3.5) * radius / 6.45, halfWidth + 1.3);
  // The ends keep apart, else the band becomes a ring.
  const double longest = 2 * kPi - (2 * halfWidth + 1.6) / arc;
  const double length = random.uniform(8.0, 13.0);
  cell.nucleus =
      tubeNucleus(sheet, arc, std::min(length / arc, longest), halfWidth, random.uniform(0.02, 0.12),
                  random.uniform(0.05, 0.16), polar(random.uniform(0, 0.6), random.angle()), random);
  return assemble(cell, sheet, stain, random);
}

Drawn segmentedNeutrophil(const Stain& stain, double px, Random& random) {
  Cell cell;
  const double radius = cell.outline.radius = std::max(5.5, random.normal(6.55, 0.42));
  cell.outline.aspect = random.uniform(1, 1.2);
  cell.outline.angle = random.angle();
  cell.outline.roughness = 0.03;
  deform(cell, 0.3, random);
  const Sheet sheet(radius * 1.6, px);
  neutrophilCytoplasm(cell, random);
  matureChromatin(cell, random);
  const double draw = random.uniform();
  const int lobes = draw < 0.08 ? 2 : draw < 0.55 ? 3 : draw < 0.9 ? 4 : 5;
  cell.nucleus = lobedNucleus(sheet, lobes, random.uniform(40, 52), random.uniform(3.0, 3.6) * radius / 6.55,
                              random.uniform(0.15, 0.85), random.uniform(0.35, 0.75),
                              polar(random.uniform(0, 0.5), random.angle()), random);
  return assemble(cell, sheet, stain, random);
}

Drawn eosinophil(const Stain& stain, double px, Random& random) {
  Cell cell;
  const double radius = cell.outline.radius = std::max(5.4, random.normal(6.35, 0.4));
  cell.outline.aspect = random.uniform(1, 1.15);
  cell.outline.angle = random.angle();
  cell.outline.roughness = 0.02;
  deform(cell, 0.2, random);
  const Sheet sheet(radius * 1.6, px);
  cell.cytoplasm = blend(dye(216, 186, 198), dye(192, 180, 206), random.uniform());
  cell.edge = cell.cytoplasm;
  cell.texture = 0.2;
  cell.membrane = 0.7;
  cell.ragged = 0.05;
  const double hue = random.uniform();
  const float acid = static_cast<float>(stain.acid);
  const Density granule = blend(dye(226, 122, 120), dye(206, 102, 120), hue) * acid;
  const double packing = random.uniform(0.75, 1.1);
  cell.granules.push_back({granule * 0.8f, 6.0 * packing, random.uniform(0.32, 0.4), 1, 0.1, 0.5});
  cell.granules.push_back(
      {dye(214, 120, 130) * acid, 4.0 * packing, random.uniform(0.14, 0.2), 0.55, 0, 0.4});
  cell.granules.push_back({dye(150, 70, 130), random.uniform(0.1, 0.9), 0.13, 0.5, 0, 0.5});
  matureChromatin(cell, random);
  cell.chromatin.light += 0.05;
  const int lobes = random.chance(0.78) ? 2 : 3;
  cell.nucleus =
      lobedNucleus(sheet, lobes, random.uniform(46, 60), random.uniform(3.0, 3.6) * radius / 6.35,
                   random.uniform(-0.4, 0.8), random.uniform(0.4, 1.0), polar(0.2, random.angle()), random);
  return assemble(cell, sheet, stain, random);
}

Drawn basophil(const Stain& stain, double px, Random& random) {
  Cell cell;
  const double radius = cell.outline.radius = std::max(4.6, random.normal(6.0, 0.6));
  cell.outline.aspect = random.uniform(1, 1.25);
  cell.outline.angle = random.angle();
  cell.outline.roughness = 0.03;
  deform(cell, 0.2, random);
  const Sheet sheet(radius * 1.6, px);
  cell.cytoplasm = blend(dye(186, 130, 186), dye(205, 182, 206), random.uniform());
  cell.edge = cell.cytoplasm;
  cell.texture = 0.45;
  cell.membrane = 0.2;
  cell.ragged = 0.15;
  const double load = random.uniform(0.55, 1.3);
  const Density dark = blend(dye(64, 22, 112), dye(92, 28, 118), random.uniform());
  cell.granules.push_back({dark * 0.95f, 4.2 * load, random.uniform(0.22, 0.31), 0.95, 0.5, 0.4});
  cell.granules.push_back({kAzurophil, 2.0 * load, random.uniform(0.15, 0.22), 0.7, 0.3, 0.4});
  cell.nucleus = lobedNucleus(sheet, random.integer(2, 3), 0.52 * kPi * radius * radius, radius * 0.36, -1.2,
                              1.2, eccentric(radius, radius * 0.75, 0.2, 1, random), random);
  cell.chromatin.grain = random.uniform(0.35, 0.45);
  cell.chromatin.light = random.uniform(0.32, 0.45);
  cell.chromatin.lightness = 0.8;
  cell.chromatin.rim = 0.15;
  cell.chromatin.density = random.uniform(0.6, 0.85);
  cell.vacuoles = random.chance(0.4) ? random.integer(1, 6) : 0;
  cell.vacuoleRadius = 0.35;
  return assemble(cell, sheet, stain, random);
}

Drawn monocyte(const Stain& stain, double px, Random& random) {
  Cell cell;
  const double radius = cell.outline.radius = std::max(6.0, random.normal(7.1, 0.6));
  cell.outline.aspect = random.uniform(1, 1.25);
  cell.outline.angle = random.angle();
  cell.outline.roughness = 0.05;
  if (random.chance(0.4))
    cell.outline.bumps.push_back({random.angle(), random.uniform(0.3, 0.6), random.uniform(0.15, 0.5)});
  deform(cell, 0.6, random);
  const Sheet sheet(radius * 1.75, px);
  const double grey = random.uniform();
  cell.cytoplasm = blend(dye(160, 140, 186), dye(188, 170, 198), grey);
  cell.edge = blend(dye(154, 134, 188), dye(190, 174, 204), grey);
  cell.membrane = 0.15;
  cell.texture = random.uniform(0.15, 0.3);
  cell.textureGrain = 0.35;
  cell.ragged = random.uniform(0.05, 0.16);
  cell.granules.push_back({kAzurophil, random.uniform(0.2, 2.5), 0.09, 0.45, 0, 0.5});
  if (random.chance(0.6)) {
    cell.vacuoles = random.integer(1, 16);
    cell.vacuoleRadius = random.uniform(0.3, 0.6);
  }
  const double shape = random.uniform();
  const cv::Point2f off = polar(random.uniform(0, 0.14) * radius, random.angle());
  if (shape < 0.4) {
    Outline nucleus;
    nucleus.radius = radius * random.uniform(0.7, 0.82);
    nucleus.aspect = random.uniform(1.1, 1.4);
    nucleus.angle = random.angle();
    nucleus.roughness = 0.05;
    nucleus.bumps.push_back(
        {kPi / 2 + random.normal(0, 0.4), random.uniform(0.16, 0.4), -random.uniform(0.3, 0.65)});
    if (random.chance(0.5)) nucleus.bumps.push_back({random.angle(), 0.3, -random.uniform(0.1, 0.25)});
    cell.nucleus = solidNucleus(sheet, nucleus, off, 0.22 * px, 0.06, random);
  } else if (shape < 0.75) {
    cell.nucleus =
        tubeNucleus(sheet, random.uniform(2.3, 3.0), random.uniform(2.4, 3.8), random.uniform(2.4, 3.0),
                    random.uniform(0, 0.1), random.uniform(0.05, 0.15), off, random);
  } else {
    cell.nucleus =
        lobedNucleus(sheet, random.integer(2, 4), random.uniform(0.54, 0.66) * kPi * radius * radius,
                     radius * 0.36, -random.uniform(1.0, 1.8), 2.2, off, random);
  }
  // Folds: thin pale or dark creases.
  if (random.chance(0.55)) {
    cv::Mat crease = sheet.mask();
    const double a = random.angle();
    cv::Point2f p = off + polar(radius * 0.6, a);
    double heading = a + kPi + random.normal(0, 0.4);
    for (int i = 0; i < 6; ++i) {
      const cv::Point2f next = p + polar(0.16 * radius, heading);
      sheet.line(crease, p, next, 0.45);
      heading += random.normal(0, 0.25);
      p = next;
    }
    cell.folds = soften(crease, 0.12 * px);
  }
  cell.chromatin.colour = dye(80, 33, 122);
  cell.chromatin.grain = random.uniform(0.34, 0.44);
  cell.chromatin.light = random.uniform(0.42, 0.58);
  cell.chromatin.lightness = random.uniform(0.62, 0.82);
  cell.chromatin.rim = 0.22;
  cell.chromatin.density = random.uniform(0.85, 1.0);
  return assemble(cell, sheet, stain, random);
}

Drawn lymphocyte(const Stain& stain, double px, Random& random) {
  Cell cell;
  const bool large = random.chance(0.18);
  const double radius = cell.outline.radius =
      large ? random.normal(6.0, 0.35) : std::max(4.3, random.normal(5.1, 0.38));
  cell.outline.aspect = random.uniform(1, 1.12);
  cell.outline.angle = random.angle();
  cell.outline.roughness = 0.03;
  if (random.chance(0.25))
    cell.outline.bumps.push_back({random.angle(), random.uniform(0.2, 0.4), random.uniform(0.15, 0.4)});
  deform(cell, 0.2, random);
  const Sheet sheet(radius * 1.7, px);
  const double blue = random.uniform();
  cell.cytoplasm = blend(dye(182, 170, 206), dye(140, 136, 194), blue);
  cell.edge = blend(dye(165, 152, 202), dye(100, 92, 172), blue);
  cell.edgeWidth = 0.6;
  cell.membrane = 0.3;
  cell.texture = 0.35;
  cell.textureGrain = 0.45;
  cell.ragged = random.uniform(0.03, 0.13);
  if (large && random.chance(0.4)) cell.granules.push_back({kAzurophil, 0.25, 0.2, 0.9, 0, 0.5});
  Outline nucleus;
  nucleus.radius = radius * (large ? random.uniform(0.66, 0.76) : random.uniform(0.84, 0.92));
  nucleus.aspect = random.uniform(1, 1.18);
  nucleus.angle = random.angle();
  nucleus.roughness = 0.025;
  if (random.chance(0.3)) nucleus.bumps.push_back({random.angle(), 0.3, -random.uniform(0.05, 0.15)});
  cell.nucleus = solidNucleus(sheet, nucleus, eccentric(radius, nucleus.radius, 0.4, 1, random), 0.25 * px,
                              0.05, random);
  cell.chromatin.colour = dye(66, 28, 116);
  cell.chromatin.grain = random.uniform(0.36, 0.5);
  cell.chromatin.light = random.uniform(0.3, 0.48);
  cell.chromatin.lightness = random.uniform(0.55, 0.8);
  cell.chromatin.rim = 0.25;
  cell.chromatin.density = random.uniform(0.95, 1.08);
  return assemble(cell, sheet, stain, random);
}

Drawn erythroblast(const Stain& stain, double px, Random& random) {
  Cell cell;
  const double age = random.uniform();  // 0 basophilic, 1 orthochromatic
  const double radius = cell.outline.radius = std::max(3.6, random.normal(5.3 - 1.0 * age, 0.4));
  cell.outline.aspect = random.uniform(1, 1.2);
  cell.outline.angle = random.angle();
  cell.outline.roughness = 0.05;
  deform(cell, 0.25, random);
  const Sheet sheet(radius * 1.7, px);
  cell.cytoplasm = age < 0.5 ? blend(dye(112, 92, 164), dye(158, 142, 182), age * 2)
                             : blend(dye(158, 142, 182), dye(202, 170, 176), age * 2 - 1);
  cell.edge = blend(cell.cytoplasm, dye(100, 84, 170), 0.3 * (1 - age));
  cell.edgeWidth = 0.8;
  cell.membrane = 0.2;
  cell.texture = 0.14 - 0.08 * age;
  cell.ragged = 0.05;
  Outline nucleus;
  nucleus.radius = radius * random.uniform(0.64, 0.76) * (1 - 0.26 * age);
  nucleus.aspect = random.uniform(1, 1.12);
  nucleus.angle = random.angle();
  nucleus.roughness = 0.012;
  if (age > 0.6 && random.chance(0.2)) {
    nucleus.bumps.push_back({random.angle(), 0.3, -random.uniform(0.2, 0.4)});
    nucleus.bumps.push_back({random.angle(), 0.3, -random.uniform(0.1, 0.3)});
  }
  const bool leaving = age > 0.7 && random.chance(0.2);
  const cv::Point2f centre = leaving ? polar(radius * random.uniform(0.7, 0.95), random.angle())
                                     : eccentric(radius, nucleus.radius, 0.1, 1, random);
  cell.nucleus = solidNucleus(sheet, nucleus, centre, 0.2 * px, 0.02, random);
  cell.chromatin.colour = blend(dye(60, 24, 114), dye(46, 22, 104), age);
  cell.chromatin.grain = random.uniform(0.42, 0.52);
  cell.chromatin.light = 0.26 - 0.24 * age + random.uniform(-0.04, 0.04);
  cell.chromatin.lightness = 0.95 - 0.6 * age;
  cell.chromatin.rim = 0.35;
  cell.chromatin.density = 1.02 + 0.1 * age;
  if (random.chance(0.12)) cell.granules.push_back({kViolet, 0.35, 0.16, 0.9, 0, 0.3});
  return assemble(cell, sheet, stain, random);
}

Drawn plateletOf(double radius, const Stain& stain, double px, Random& random) {
  Cell cell;
  cell.outline.radius = radius;
  cell.outline.aspect = random.uniform(1, 1.25);
  cell.outline.angle = random.angle();
  cell.outline.roughness = 0.06;
  cell.outline.harmonics = 9;
  const Sheet sheet(radius * 1.9, px);
  cell.ragged = random.uniform(0.06, 0.16);
  const double blue = random.uniform();
  cell.cytoplasm = blend(dye(186, 156, 196), dye(140, 114, 186), blue);
  cell.edge = dye(192, 182, 212);
  cell.edgeWidth = 0.45 * radius;
  cell.texture = 0.35;
  cell.textureGrain = 0.5;
  const Density colour = blend(dye(132, 54, 142), dye(84, 40, 130), random.uniform());
  cell.granules.push_back({colour, random.uniform(5, 10), random.uniform(0.13, 0.19), 0.9, 0, 0.5});
  // Granules keep to the middle: a nucleus-like core that is nothing but a thickening.
  Outline core;
  core.radius = radius * random.uniform(0.65, 0.9);
  core.roughness = 0.06;
  cv::Mat middle = solidNucleus(sheet, core, polar(radius * 0.1, random.angle()), 0.3 * px, 0.1, random);
  cell.granules.push_back({colour, random.uniform(1, 3), random.uniform(0.2, 0.27), 0.8, 0, 0.4});
  Drawn drawn = assemble(cell, sheet, stain, random);
  cv::GaussianBlur(middle, middle, {}, 0.3 * px);
  for (int y = 0; y < middle.rows; ++y) {
    const auto* m = middle.ptr<float>(y);
    auto* d = drawn.density.ptr<cv::Vec3f>(y);
    for (int x = 0; x < middle.cols; ++x) d[x] *= 0.65f + 0.4f * m[x];
  }
  return drawn;
}

}  // namespace

Stain averageStain() {
  Stain stain;
  stain.red = dye(198, 160, 164);
  return stain;
}

bool canDraw(const std::string& classId) {
  for (const char* id :
       {"promyelocyte", "myelocyte", "metamyelocyte", "band_neutrophil", "segmented_neutrophil", "eosinophil",
        "basophil", "monocyte", "lymphocyte", "erythroblast", "platelet"})
    if (classId == id) return true;
  return false;
}

Drawn drawWhiteCell(const std::string& classId, const Stain& stain, double px, Random& random) {
  if (classId == "promyelocyte") return promyelocyte(stain, px, random);
  if (classId == "myelocyte") return myelocyte(stain, px, random);
  if (classId == "metamyelocyte") return metamyelocyte(stain, px, random);
  if (classId == "band_neutrophil") return bandNeutrophil(stain, px, random);
  if (classId == "segmented_neutrophil") return segmentedNeutrophil(stain, px, random);
  if (classId == "eosinophil") return eosinophil(stain, px, random);
  if (classId == "basophil") return basophil(stain, px, random);
  if (classId == "monocyte") return monocyte(stain, px, random);
  if (classId == "lymphocyte") return lymphocyte(stain, px, random);
  if (classId == "erythroblast") return erythroblast(stain, px, random);
  return plateletOf(random.uniform(2.0, 2.9), stain, px, random);
}

Drawn drawSmallPlatelet(const Stain& stain, double px, Random& random) {
  return plateletOf(random.uniform(0.95, 1.6), stain, px, random);
}

double redCellRadius(Random& random) {
  return std::max(2.4, random.normal(3.6, 0.32));
}

Drawn drawRedCell(double radius, const Stain& stain, double px, Random& random) {
  Outline outline;
  outline.radius = radius;
  outline.aspect = 1 + std::abs(random.normal(0, stain.oval));
  outline.angle = random.angle();
  outline.roughness = 0.022 + 0.12 * stain.oval;
  outline.harmonics = 5;
  const double kind = random.uniform();
  const bool teardrop = kind > 0.985;
  double fine = 0;
  if (kind < stain.crenated) {
    fine = 0.35;
    const int spikes = random.integer(9, 16);
    const double start = random.angle();
    for (int i = 0; i < spikes; ++i)
      outline.bumps.push_back(
          {start + 2 * kPi * (i + random.uniform(-0.25, 0.25)) / spikes, 0.16, random.uniform(0.04, 0.12)});
  } else if (teardrop) {
    outline.bumps.push_back({random.angle(), 0.3, random.uniform(0.3, 0.7)});  // teardrop
  }
  const Sheet sheet(radius * (teardrop ? 1.8 : 1.4), px);
  cv::Mat mask = sheet.mask();
  sheet.polygon(mask, trace(outline, random, 128));
  Drawn drawn;
  drawn.cover = soften(mask, 0.15 * px);
  drawn.radius = outline.radius * std::sqrt(outline.aspect);
  const cv::Mat inside = depth(drawn.cover, px);
  double deepest = 0;
  cv::minMaxLoc(inside, nullptr, &deepest);
  const cv::Mat uneven = noise(random, sheet.size(), 3 * px);
  const float reach = static_cast<float>(deepest);
  const float pallor = static_cast<float>(std::clamp(random.normal(stain.pallor, 0.2), 0.0, 0.95));
  const float size = static_cast<float>(std::clamp(random.normal(0.5, 0.08), 0.3, 0.7));
  const float sharp = static_cast<float>(0.12 + 0.4 * (1 - stain.pallorSharpness));
  const float thickness =
      static_cast<float>(stain.redThickness * std::clamp(random.normal(1, 0.1), 0.7, 1.4));
  cv::Mat layer(sheet.size(), CV_32F, cv::Scalar(0));
  for (int y = 0; y < layer.rows; ++y) {
    const auto *c = drawn.cover.ptr<float>(y), *e = inside.ptr<float>(y), *n = uneven.ptr<float>(y);
    auto* t = layer.ptr<float>(y);
    for (int x = 0; x < layer.cols; ++x) {
      if (c[x] <= 0) continue;
      const float u = e[x] / reach;
      float v = 0.8f + 0.28f * smoothstep(0, 0.3f, u) + 0.05f * n[x] - 0.12f * smoothstep(0.35f, 0.9f, u);
      v *= 1 - pallor * smoothstep(1 - size - sharp, 1 - size + sharp, u + 0.05f * n[x]);
      t[x] = std::max(v, 0.04f) * thickness * c[x];
    }
  }
  cv::GaussianBlur(layer, layer, {}, std::max(0.6, (0.1 + 0.1 * fine) * px));
  drawn.density = cv::Mat(sheet.size(), CV_32FC3, cv::Scalar::all(0));
  const double warm = random.normal(0, 0.06);
  Density red = stain.red;
  red[2] *= static_cast<float>(1 + warm);
  lay(drawn.density, layer, red);
  return drawn;
}

Drawn drawDebris(const Stain& stain, double px, Random& random) {
  Drawn drawn;
  const double kind = random.uniform();
  if (kind < 0.4) {
    // Precipitate: a cluster of dark, sharp grains.
    const Sheet sheet(3.2, px);
    cv::Mat mask = sheet.mask();
    const int grains = random.integer(4, 30);
    const double spread = random.uniform(0.4, 1.3);
    for (int i = 0; i < grains; ++i)
      sheet.disc(mask, polar(std::abs(random.normal(0, spread)), random.angle()), random.uniform(0.08, 0.28));
    drawn.cover = soften(mask, 0.06 * px);
    drawn.density = cv::Mat(sheet.size(), CV_32FC3, cv::Scalar::all(0));
    lay(drawn.density, drawn.cover, blend(dye(60, 20, 100), dye(120, 40, 120), random.uniform()));
    drawn.radius = 2.5 * spread;
    return drawn;
  }
  // A smudge: the smeared remains of a nucleus, or a pale shadow.
  Outline outline;
  outline.radius = kind < 0.7 ? random.uniform(3.5, 5.5) : random.uniform(1.2, 2.6);
  outline.aspect = random.uniform(1, 1.7);
  outline.angle = random.angle();
  outline.roughness = 0.16;
  outline.harmonics = 9;
  const Sheet sheet(outline.radius * 2.2, px);
  cv::Mat mask = sheet.mask();
  sheet.polygon(mask, trace(outline, random));
  drawn.cover = soften(mask, 0.35 * px, noise(random, sheet.size(), 0.9 * px), 0.35);
  const cv::Mat strands = noise(random, sheet.size(), 0.9 * px);
  cv::Mat layer(sheet.size(), CV_32F, cv::Scalar(0));
  const float solid = static_cast<float>(random.uniform(0.35, 0.8));
  for (int y = 0; y < layer.rows; ++y)
    for (int x = 0; x < layer.cols; ++x)
      layer.at<float>(y, x) = drawn.cover.at<float>(y, x) * solid *
                              std::clamp(0.75f + 0.45f * strands.at<float>(y, x), 0.05f, 1.6f);
  cv::GaussianBlur(layer, layer, {}, 0.15 * px);
  drawn.density = cv::Mat(sheet.size(), CV_32FC3, cv::Scalar::all(0));
  lay(drawn.density, layer, kind < 0.7 ? dye(140, 80, 150) : dye(190, 170, 205));
  drawn.density *= stain.strength;
  const cv::Rect box = cv::boundingRect(drawn.cover > 0.5);
  drawn.radius = 0.5 * std::max(box.width, box.height) / px;
  return drawn;
}

}  // namespace cellwise::synthesis
