#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <opencv2/imgproc.hpp>
#include <unistd.h>

#include "imaging/cell_finder.h"
#include "imaging/image_file.h"

namespace fs = std::filesystem;
using namespace cellwise;
using namespace cellwise::imaging;

namespace {

// Colours of one stain.
struct Palette {
  cv::Scalar background, redCell, pallor, nucleus, cytoplasm, platelet;
};
const Palette warm{{252, 230, 205}, {210, 175, 168}, {235, 208, 190},
                   {72, 42, 115},   {205, 190, 205}, {120, 85, 150}};
const Palette cool{{206, 212, 206}, {190, 132, 122}, {200, 180, 172},
                   {112, 82, 188},  {192, 165, 196}, {150, 140, 195}};
const Palette grey{{202, 196, 172}, {118, 118, 132}, {150, 148, 150},
                   {98, 48, 128},   {178, 150, 160}, {128, 82, 140}};

// A field of 96 x 72 micrometres with a known truth.
class Drawing {
 public:
  Drawing(const Palette& palette, double pixelsPerMicrometre)
      : palette_(palette), scale_(pixelsPerMicrometre), image_(at(72), at(96), CV_8UC3, palette.background) {}

  void redCells() {
    // Rows of red cells, some of which overlap.
    for (int row = 0; row < 7; ++row) {
      for (int column = 0; column < 9; ++column) {
        const double x = 5 + 10.7 * column + (row % 2 ? 2 : 0), y = 6 + 10 * row + (column % 3 ? 0 : 2.5);
        disc(x, y, 3.75, palette_.redCell);
        disc(x, y, 1.2, palette_.pallor);
      }
    }
  }
  void disc(double x, double y, double radius, const cv::Scalar& colour) {
    cv::circle(image_, {at(x), at(y)}, at(radius), colour, cv::FILLED, cv::LINE_AA);
  }
  // The cell's body; what is inside comes after it.
  void cell(double x, double y, double radius) {
    disc(x, y, radius + 0.6, palette_.background);
    disc(x, y, radius, palette_.cytoplasm);
    cells.emplace_back(at(x - radius), at(y - radius), at(2 * radius), at(2 * radius));
  }
  void nucleus(double x, double y, double radius) { disc(x, y, radius, palette_.nucleus); }
  void platelet(double x, double y) { disc(x, y, 1.2, palette_.platelet); }

  // Sharpness of an objective, noise of a camera, and light that falls off to the corners.
  cv::Mat photograph(double falloff = 0) const {
    cv::Mat image;
    cv::GaussianBlur(image_, image, {}, 0.15 * scale_);
    image.convertTo(image, CV_32F);
    for (int y = 0; y < image.rows; ++y) {
      for (int x = 0; x < image.cols; ++x) {
        const double u = 2.0 * x / image.cols - 1, v = 2.0 * y / image.rows - 1;
        image.at<cv::Vec3f>(y, x) *= 1 - falloff * (u * u + v * v) / 2;
      }
    }
    cv::Mat noise(image.size(), CV_32FC3);
    cv::RNG random(7);
    random.fill(noise, cv::RNG::NORMAL, 0, 3);
    image += noise;
    image.convertTo(image, CV_8U);
    return image;
  }

  std::vector<cv::Rect> cells;

 private:
  int at(double micrometres) const { return cvRound(micrometres * scale_); }

  const Palette palette_;
  const double scale_;
  cv::Mat image_;
};

// Seven cells: a lymphocyte, two that touch, a segmented neutrophil of four lobes, a band with its
// nucleus bent about the middle, a monocyte, and one cut by the border.
Drawing sevenCells(const Palette& palette, double pixelsPerMicrometre) {
  Drawing field(palette, pixelsPerMicrometre);
  field.redCells();
  field.cell(20, 20, 4.5);
  field.nucleus(20, 20, 3.8);
  field.cell(45, 18, 4.8);
  field.cell(54, 19, 4.8);
  field.nucleus(45, 18, 3.9);
  field.nucleus(54, 19, 3.9);
  field.cell(24, 50, 6.5);
  for (const auto& [x, y] : {std::pair(21.5, 47.), {25.5, 46.5}, {27., 50.5}, {23., 53.5}}) {
    field.nucleus(x, y, 1.6);
  }
  field.cell(76, 22, 6.5);
  for (int degrees = 30; degrees <= 240; degrees += 6) {
    field.nucleus(76 + 3.6 * std::cos(degrees * CV_PI / 180), 22 + 3.6 * std::sin(degrees * CV_PI / 180),
                  1.4);
  }
  field.cell(52, 52, 8.5);
  field.nucleus(51, 51, 5.5);
  field.cell(93, 55, 6);
  field.nucleus(93, 55, 4.5);
  for (const auto& [x, y] : {std::pair(36., 34.), {66., 40.}, {12., 64.}, {82., 66.}, {8., 36.}}) {
    field.platelet(x, y);
  }
  const cv::Rect image(0, 0, field.photograph().cols, field.photograph().rows);
  for (auto& cell : field.cells) {
    cell &= image;
  }
  return field;
}

std::vector<cv::Rect> boxesOf(const std::vector<FoundCell>& cells) {
  std::vector<cv::Rect> boxes;
  for (const auto& cell : cells) {
    boxes.push_back(cell.box);
  }
  return boxes;
}

std::string writeXml(const fs::path& file, const std::string& content) {
  std::ofstream(file) << content;
  return file.string();
}

std::string object(const std::string& label, const std::string& box) {
  return "<object><name>" + label + "</name><bndbox>" + box + "</bndbox></object>";
}

}  // namespace

TEST_CASE("each nucleated cell is found once, whatever the stain, the scale and the light") {
  const auto stain = GENERATE(0, 1, 2);
  const double pixelsPerMicrometre = GENERATE(6.25, 10.0, 17.0);
  const bool scaleKnown = GENERATE(true, false);
  const double falloff = GENERATE(0.0, 0.35);
  CAPTURE(stain, pixelsPerMicrometre, scaleKnown, falloff);
  const Drawing field = sevenCells(std::array{warm, cool, grey}[stain], pixelsPerMicrometre);
  const auto found =
      findCells(field.photograph(falloff), {.micrometresPerPixel = scaleKnown ? 1 / pixelsPerMicrometre : 0});
  REQUIRE(found);
  const auto counts = compareBoxes(field.cells, boxesOf(*found));
  CHECK(counts.found == 7);
  CHECK(counts.matchedCentre == 7);
  CHECK(counts.matchedIou == 7);
  CHECK(std::count_if(found->begin(), found->end(), [](const FoundCell& c) { return c.touchesBorder; }) == 1);
}

TEST_CASE("boxes hold the cytoplasm, crops are squares of one scale about them") {
  const Drawing field = sevenCells(warm, 10);
  const cv::Mat image = field.photograph();
  const auto found = findCells(image, {.micrometresPerPixel = 0.1});
  REQUIRE(found);
  for (const auto& cell : *found) {
    CAPTURE(cell.box, cell.crop);
    // The drawn cell that this one is.
    const auto drawn = *std::max_element(
        field.cells.begin(), field.cells.end(),
        [&](const auto& a, const auto& b) { return (a & cell.box).area() < (b & cell.box).area(); });
    CHECK((drawn & cell.box).area() > 0.8 * (drawn | cell.box).area());
    CHECK((cell.box & cv::Rect({}, image.size())) == cell.box);
    CHECK(cell.crop.width == cell.crop.height);
    const double longer = std::max(cell.box.width, cell.box.height);
    CHECK(cell.crop.width == Approx(std::clamp(265.0, 1.5 * longer, 2.6 * longer)).margin(1));
    CHECK(std::abs(cell.crop.x + cell.crop.width / 2 - (cell.box.x + cell.box.width / 2)) <= 1);
    CHECK(std::abs(cell.crop.y + cell.crop.height / 2 - (cell.box.y + cell.box.height / 2)) <= 1);
  }
  // Four lobes of 1.6 micrometres radius, in pixels.
  const auto segmented = std::find_if(found->begin(), found->end(), [](const FoundCell& cell) {
    return cell.box.contains({240, 500});
  });
  REQUIRE(segmented != found->end());
  CHECK(segmented->nucleusArea == Approx(4 * CV_PI * 16 * 16).epsilon(0.25));
  CHECK(std::is_sorted(found->begin(), found->end(),
                       [](const FoundCell& a, const FoundCell& b) { return a.box.y < b.box.y; }));
}

TEST_CASE("nothing is found where nothing is") {
  CHECK(findCells(cv::Mat(480, 640, CV_8UC3, cv::Scalar(230, 225, 220)))->empty());
  CHECK(findCells(cv::Mat(480, 640, CV_8UC3, cv::Scalar(0, 0, 0)))->empty());
  Drawing film(warm, 8);
  film.redCells();
  for (int i = 0; i < 10; ++i) {
    film.platelet(8 + 9 * i, 12 + 5 * i);
  }
  CHECK(findCells(film.photograph())->empty());
  CHECK(findCells(film.photograph(0.3), {.micrometresPerPixel = 0.125})->empty());
}

TEST_CASE("tiny and odd images are no trouble") {
  for (const auto& size : {cv::Size(1, 1), cv::Size(3, 500), cv::Size(700, 2), cv::Size(17, 13)}) {
    cv::Mat image(size, CV_8UC3);
    cv::RNG random(3);
    random.fill(image, cv::RNG::UNIFORM, 0, 256);
    for (const double scale : {0.0, 0.001, 0.1, 50.0}) {
      CAPTURE(size, scale);
      REQUIRE(findCells(image, {.micrometresPerPixel = scale}));
    }
  }
  CHECK(findCells(cv::Mat()).error().code == ErrorCode::ArgumentInvalid);
  CHECK(findCells(cv::Mat(9, 9, CV_8UC1, cv::Scalar(0))).error().code == ErrorCode::ArgumentInvalid);
}

TEST_CASE("boxes are matched one to one, the best overlap first") {
  const std::vector<cv::Rect> annotated = {{0, 0, 100, 100}, {200, 0, 100, 100}, {400, 0, 100, 100}};
  // The first twice, the second with too little overlap but a centre inside, the third not at all.
  const std::vector<cv::Rect> found = {
      {10, 0, 100, 100}, {0, 0, 100, 90}, {230, 30, 60, 60}, {600, 0, 50, 50}};
  DetectionCounts counts = compareBoxes(annotated, found);
  CHECK(counts.annotated == 3);
  CHECK(counts.found == 4);
  CHECK(counts.matchedIou == 1);
  CHECK(counts.matchedCentre == 2);
  counts += compareBoxes({}, found);
  counts += compareBoxes(annotated, {});
  CHECK(counts.annotated == 6);
  CHECK(counts.found == 8);
  CHECK(counts.matchedIou == 1);
  CHECK(counts.matchedCentre == 2);
}

TEST_CASE("Pascal VOC annotations") {
  const fs::path folder = fs::temp_directory_path() / ("cellwise-voc-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  const std::string box = "<xmin>10</xmin><ymin>20.4</ymin><xmax>110</xmax><ymax>70</ymax>";
  const auto good = readPascalVoc(writeXml(
      folder / "血.xml", "<?xml version=\"1.0\"?><!-- drawn --><annotation><size><width>640</width></size>" +
                             object("WBC", box) +
                             object("R&amp;BC", "<ymax>9</ymax><ymin>5</ymin><xmin>1</xmin><xmax>3</xmax>") +
                             object("RBC", "<xmin>5</xmin><ymin>5</ymin><xmax>5</xmax><ymax>5</ymax>") +
                             "</annotation>"));
  REQUIRE(good);
  REQUIRE(good->size() == 2);  // the click without a drag marks nothing
  CHECK(good->at(0).label == "WBC");
  CHECK(good->at(0).box == cv::Rect(10, 20, 100, 50));
  CHECK(good->at(1).label == "R&BC");
  CHECK(good->at(1).box == cv::Rect(1, 5, 2, 4));

  const std::string bad[] = {
      "",
      "not XML",
      "<annotation><object>",
      "<other/>",
      "<annotation><object><name>WBC</name></object></annotation>",
      "<annotation>" + object("WBC", "<xmin>a</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax>") +
          "</annotation>",
      "<annotation>" + object("WBC", "<xmin>9</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax>") +
          "</annotation>",
      "<annotation>" + object("WBC", "<xmin>1</xmin><ymin>2</ymin><xmax>1e300</xmax><ymax>4</ymax>") +
          "</annotation>"};
  for (const auto& content : bad) {
    CAPTURE(content);
    const auto result = readPascalVoc(writeXml(folder / "bad.xml", content));
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::FormatInvalid);
    CHECK(result.error().file == (folder / "bad.xml").string());
  }
  CHECK(readPascalVoc((folder / "absent.xml").string()).error().code == ErrorCode::FileNotFound);
  CHECK(readPascalVoc(folder.string()).error().code == ErrorCode::FileUnreadable);
  fs::remove_all(folder);
}

TEST_CASE("white cells of real photographs are found") {
  const fs::path fields = fs::path(CELLWISE_SHARED_DIR) / "data" / "fields";
  if (!fs::exists(fields / "images")) {
    WARN("skipped: no photographs of fields on this machine");
    return;
  }
  const auto files = listFiles(fields / "images");
  REQUIRE(files);
  DetectionCounts total;
  for (std::size_t i = 3; i < files->size(); i += 7) {
    const auto image = decodeFile((*files)[i]);
    const auto annotated = readPascalVoc((fields / "annotations" / (*files)[i].stem()).string() + ".xml");
    REQUIRE(image);
    REQUIRE(annotated);
    std::vector<cv::Rect> white;
    for (const auto& box : *annotated) {
      if (box.label == "WBC") {
        white.push_back(box.box);
      }
    }
    total += compareBoxes(white, boxesOf(*findCells(*image)));
  }
  REQUIRE(total.annotated >= 40);
  CAPTURE(total.annotated, total.found, total.matchedIou, total.matchedCentre);
  CHECK(total.matchedIou >= 0.95 * total.annotated);
  CHECK(total.matchedCentre >= 0.95 * total.annotated);
  CHECK(total.matchedIou >= 0.90 * total.found);
}
