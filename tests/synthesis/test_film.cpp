#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <opencv2/core.hpp>
#include <set>
#include <sstream>
#include <unistd.h>

#include "imaging/image_file.h"
#include "synthesis/film.h"

using namespace cellwise;
using namespace cellwise::synthesis;
namespace fs = std::filesystem;

namespace {

struct TempFolder {
  fs::path path = fs::temp_directory_path() / ("cellwise-film-\u8840\u7247-" + std::to_string(::getpid()));
  TempFolder() { fs::remove_all(path); }
  ~TempFolder() { fs::remove_all(path); }
};

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::vector<std::string>> rows(const fs::path& csv) {
  std::ifstream in(csv);
  std::vector<std::vector<std::string>> all;
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string> row;
    std::stringstream cut(line);
    for (std::string cell; std::getline(cut, cell, ',');) row.push_back(cell);
    all.push_back(row);
  }
  return all;
}

bool same(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

// Share of the pixels as dark as a nucleus: no red cell and no cytoplasm comes near.
double darkShare(const cv::Mat& rgb) {
  std::vector<cv::Mat> planes;
  cv::split(rgb, planes);
  return cv::countNonZero((planes[0] < 130) & (planes[1] < 90)) / static_cast<double>(rgb.total());
}

model::ClassScheme schemeOf(const std::vector<std::string>& ids) {
  model::ClassScheme scheme;
  for (const auto& id : ids) {
    model::CellClass each;
    each.id = id;
    scheme.classes.push_back(each);
  }
  return scheme;
}

FilmOptions smallFilm() {
  FilmOptions options;
  options.seed = 11;
  options.fields = 3;
  options.cells = 22;
  options.field.width = 640;
  options.field.height = 480;
  options.field.redCells = 40;
  options.field.platelets = 4;
  return options;
}

}  // namespace

TEST_CASE("Each class is drawn in the middle of its crop, by its seed alone") {
  REQUIRE(drawableClasses().size() == 11);
  for (const auto& id : drawableClasses()) {
    INFO(id);
    const auto first = drawCell(id, 5);
    REQUIRE(first);
    CHECK(first->type() == CV_8UC3);
    CHECK(first->size() == cv::Size(224, 224));
    CHECK(same(*first, drawCell(id, 5).value()));
    CHECK_FALSE(same(*first, drawCell(id, 6).value()));
    // The cell's dark part lies about the middle: much there, and all but none of it is the background's.
    CHECK(darkShare((*first)(cv::Rect(87, 87, 50, 50))) > 0.05);
    // Red is first in memory: the empty field is warmer than blue.
    double red = 0, blue = 0;
    for (int i = 0; i < 10; ++i) {
      const cv::Scalar mean = cv::mean(drawCell(id, 100 + i, 64, {0, 0}).value());
      red += mean[0];
      blue += mean[2];
    }
    CHECK(red > blue);
  }
  CHECK(drawCell("lymphocyte", 1, 96).value().size() == cv::Size(96, 96));
}

TEST_CASE("The thread count does not change a drawing") {
  const int before = cv::getNumThreads();
  cv::setNumThreads(1);
  const cv::Mat one = drawCell("monocyte", 3).value();
  cv::setNumThreads(2);
  const cv::Mat two = drawCell("monocyte", 3).value();
  cv::setNumThreads(before);
  CHECK(same(one, two));
}

TEST_CASE("The drawn sizes follow the classes") {
  // Mean dark area over several crops: nuclei of promyelocytes are large, of erythroblasts small.
  const auto area = [](const char* id) {
    double sum = 0;
    for (int i = 0; i < 12; ++i)
      sum += darkShare(drawCell(id, 40 + i, 112).value()(cv::Rect(28, 28, 56, 56)));
    return sum / 12;
  };
  const double promyelocyte = area("promyelocyte"), lymphocyte = area("lymphocyte");
  const double erythroblast = area("erythroblast"), platelet = area("platelet");
  CHECK(promyelocyte > 1.3 * lymphocyte);
  CHECK(lymphocyte > 1.2 * erythroblast);
  CHECK(erythroblast > 1.5 * platelet);
}

TEST_CASE("What cannot be drawn is refused") {
  CHECK(drawCell("plasma_cell", 1).error().code == ErrorCode::NotFound);
  CHECK(drawCell("", 1).error().code == ErrorCode::NotFound);
  CHECK(drawCell("monocyte", 1, 0).error().code == ErrorCode::ArgumentInvalid);
  FieldOptions field;
  field.classes = {"monocyte", "megakaryocyte"};
  CHECK(drawField(field, 1).error().code == ErrorCode::NotFound);
  field.classes.assign(60, "monocyte");
  field.width = field.height = 300;
  CHECK(drawField(field, 1).error().code == ErrorCode::ArgumentInvalid);  // no room
  field.classes.clear();
  field.micrometresPerPixel = 0;
  CHECK(drawField(field, 1).error().code == ErrorCode::ArgumentInvalid);
}

TEST_CASE("A field's boxes of truth hold the nuclei") {
  FieldOptions options;
  options.classes = drawableClasses();
  options.classes.pop_back();  // platelets come by their own number
  options.platelets = 5;
  options.debris = 0;
  options.touching = 0;
  options.variation = {0, 0};
  const DrawnField field = drawField(options, 21).value();
  CHECK(same(field.rgb, drawField(options, 21).value().rgb));
  REQUIRE(field.rgb.size() == cv::Size(1280, 960));
  REQUIRE(field.cells.size() == 15);

  cv::Mat outside = field.rgb.clone();
  for (std::size_t i = 0; i < field.cells.size(); ++i) {
    const auto& cell = field.cells[i];
    INFO(cell.classId);
    CHECK(cell.classId == (i < 10 ? options.classes[i] : "platelet"));
    REQUIRE((cell.box & cv::Rect(0, 0, 1280, 960)) == cell.box);
    if (i < 10) {
      CHECK(darkShare(field.rgb(cell.box)) > 0.08);
      const double longest = options.micrometresPerPixel * std::max(cell.box.width, cell.box.height);
      CHECK(longest > 6);
      CHECK(longest < 26);
    }
    for (std::size_t j = 0; j < i; ++j)
      CHECK((field.cells[j].box & cell.box).area() < 0.25 * cell.box.area());
    outside(cell.box).setTo(cv::Scalar(254, 228, 202));
  }
  CHECK(darkShare(outside) < 1e-4);
}

TEST_CASE("Touching cells touch") {
  FieldOptions options;
  options.classes.assign(8, "lymphocyte");
  options.platelets = options.debris = options.redCells = 0;
  const auto pairs = [&](double share) {
    options.touching = share;
    const auto cells = drawField(options, 4).value().cells;
    int count = 0;
    for (std::size_t i = 0; i < cells.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const cv::Rect grown(cells[i].box.x - 2, cells[i].box.y - 2, cells[i].box.width + 4,
                             cells[i].box.height + 4);
        count += !(grown & cells[j].box).empty();
      }
    return count;
  };
  CHECK(pairs(0) == 0);
  CHECK(pairs(1) >= 7);
}

TEST_CASE("A film's files agree with each other and say that they are synthetic") {
  TempFolder temp;
  int calls = 0;
  const FilmOptions options = smallFilm();
  REQUIRE(writeFilm(temp.path, options, [&](const Progress& p) {
    CHECK(p.done == ++calls);
    CHECK(p.total == 3);
  }));
  CHECK(calls == 3);

  const std::string mark = "synthetic: drawn by Cellwise, not a patient's sample";
  const std::string json = contents(temp.path / "synthetic.json");
  CHECK(json.find(mark) != std::string::npos);
  CHECK(json.find("\"seed\": 11") != std::string::npos);
  CHECK(json.find("\"micrometresPerPixel\": 0.16") != std::string::npos);

  const auto truth = rows(temp.path / "truth.csv");
  REQUIRE(truth.front() == std::vector<std::string>{"field", "x", "y", "width", "height", "class"});
  std::map<std::string, int> count;
  std::set<std::string> fields;
  for (std::size_t i = 1; i < truth.size(); ++i) {
    REQUIRE(truth[i].size() == 6);
    fields.insert(truth[i][0]);
    ++count[truth[i][5]];
    CHECK(std::stoi(truth[i][1]) + std::stoi(truth[i][3]) <= 640);
    CHECK(std::stoi(truth[i][2]) + std::stoi(truth[i][4]) <= 480);
  }
  CHECK(fields == std::set<std::string>{"field_001.jpg", "field_002.jpg", "field_003.jpg"});
  CHECK(count["platelet"] == 12);
  CHECK(count["debris"] == 6);
  int white = 0;
  for (const auto& [id, n] : count)
    if (id != "platelet" && id != "debris") white += n;
  CHECK(white == 22);
  CHECK(count["segmented_neutrophil"] >= 7);  // 34 % of 22
  for (const auto& name : fields) {
    const std::string bytes = contents(temp.path / name);
    CHECK(bytes.find(mark) < 200);  // in the comment, ahead of the picture
    CHECK(imaging::decodeFile(temp.path / name).value().size() == cv::Size(640, 480));
  }

  // The same seed writes the same bytes.
  std::map<std::string, std::string> before;
  for (const auto& entry : fs::directory_iterator(temp.path))
    before[entry.path().filename()] = contents(entry.path());
  REQUIRE(before.size() == 5);
  REQUIRE(writeFilm(temp.path, options));
  for (const auto& [name, bytes] : before) CHECK((contents(temp.path / name) == bytes));
}

TEST_CASE("A film's shares are kept, and wrong ones refused") {
  TempFolder temp;
  FilmOptions options = smallFilm();
  options.fields = 1;
  options.cells = 4;
  options.shares.assign(drawableClasses().size(), 0);
  CHECK(writeFilm(temp.path, options).error().code == ErrorCode::ArgumentInvalid);
  options.shares[8] = 3;
  options.shares[9] = 1;
  REQUIRE(writeFilm(temp.path, options));
  const std::string truth = contents(temp.path / "truth.csv");
  int lymphocytes = 0;
  for (const auto& row : rows(temp.path / "truth.csv")) lymphocytes += row.at(5) == "lymphocyte";
  CHECK(lymphocytes == 3);
  CHECK(truth.find(",erythroblast\n") != std::string::npos);
  options.shares.pop_back();
  CHECK(writeFilm(temp.path, options).error().code == ErrorCode::ArgumentInvalid);
  options.shares.clear();
  options.cells = 400;  // far more than a field of this size holds
  CHECK(writeFilm(temp.path, options).error().code == ErrorCode::ArgumentInvalid);
}

TEST_CASE("A stop keeps what was written and says so") {
  TempFolder temp;
  std::stop_source source;
  const auto result = writeFilm(
      temp.path, smallFilm(), [&](const Progress&) { source.request_stop(); }, source.get_token());
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::Cancelled);
  CHECK(fs::exists(temp.path / "field_001.jpg"));
  CHECK_FALSE(fs::exists(temp.path / "field_002.jpg"));
  CHECK_FALSE(fs::exists(temp.path / "truth.csv"));
}

TEST_CASE("A folder that cannot be made is named") {
  TempFolder temp;
  fs::create_directories(temp.path);
  const fs::path file = temp.path / "a file";
  std::ofstream(file) << "in the way";
  for (const auto& folder : {file, file / "below"}) {
    const auto result = writeFilm(folder, smallFilm());
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::FileUnwritable);
    CHECK(result.error().file == folder.string());
  }
  // A folder in the place of a picture.
  fs::create_directories(temp.path / "field_001.jpg");
  const auto result = writeFilm(temp.path, smallFilm());
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::FileUnwritable);
  CHECK(result.error().file == (temp.path / "field_001.jpg").string());
}

TEST_CASE("Crops come with an index, classes that cannot be drawn are left out") {
  TempFolder temp;
  const auto scheme = schemeOf({"lymphocyte", "plasma_cell", "platelet"});
  REQUIRE(writeCrops(temp.path, scheme, 26, 3, 48));
  const auto index = rows(temp.path / "index.csv");
  REQUIRE(index.size() == 1 + 2 * 26);
  CHECK(index[0] == std::vector<std::string>{"path", "class", "group"});
  std::map<std::string, int> groups;
  for (std::size_t i = 1; i < index.size(); ++i) {
    CHECK(fs::path(index[i][0]).parent_path() == index[i][1]);
    ++groups[index[i][2]];
  }
  for (const auto* name : {"lymphocyte/00001.jpg", "platelet/00026.jpg"})
    CHECK(imaging::decodeFile(temp.path / name).value().size() == cv::Size(48, 48));
  CHECK(groups == std::map<std::string, int>{{"drawn-lymphocyte-001", 25},
                                             {"drawn-lymphocyte-002", 1},
                                             {"drawn-platelet-001", 25},
                                             {"drawn-platelet-002", 1}});
  CHECK(contents(temp.path / "synthetic.json").find("synthetic: drawn by Cellwise") != std::string::npos);
  CHECK(contents(temp.path / "platelet/00001.jpg").find("synthetic: drawn by Cellwise") < 200);
  CHECK(writeCrops(temp.path, schemeOf({"plasma_cell"}), 1, 3).error().code == ErrorCode::ArgumentInvalid);
}
