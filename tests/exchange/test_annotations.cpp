// COCO and GeoJSON: what is written reads back the same, and what is wrong is refused with the field named.
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "exchange/annotations.h"
#include "result_checks.h"

using namespace cellwise;
using namespace cellwise::exchange;
using test::code;
using test::value;
using Json = nlohmann::json;

namespace {

class Folder {
 public:
  QString write(const QString& name, const QByteArray& bytes) const {
    QFile file(folder_.filePath(name));
    REQUIRE(file.open(QIODevice::WriteOnly));
    REQUIRE(file.write(bytes) == bytes.size());
    return file.fileName();
  }

 private:
  QTemporaryDir folder_;
};

const std::vector<Category> kCategories = {{"lymphocyte", "Lymphocyte", "lymphoid", "#cc79a7"},
                                           {"monocyte", "Monocyte", "monocytic", "#009e73"}};

AnnotatedImage image() {
  AnnotatedImage i;
  i.file = QString::fromUtf8("images/slide1/片 1.jpg");
  i.sha256 = QString(64, 'a');
  i.width = 640;
  i.height = 480;
  i.slide = 1;
  i.group = 3;
  CellAnnotation expert;
  expert.cell = 11;
  expert.box = QRect(10, 20, 40, 42);
  expert.classId = QStringLiteral("monocyte");
  expert.basis = Basis::Expert;
  expert.decidedBy = QString::fromUtf8("Dr. \"Ada\" 陈");
  expert.decidedAt = QDateTime({2024, 5, 1}, {9, 15}, Qt::UTC);
  CellAnnotation model = expert;
  model.cell = 12;
  model.box = QRect(600, 440, 40, 40);  // to the corner
  model.classId = QStringLiteral("lymphocyte");
  model.basis = Basis::Model;
  model.decidedBy = QStringLiteral("blood-11 1.1");
  model.decidedAt = {};
  model.confidence = 0.97;
  model.maxMembership = 0.93;
  CellAnnotation none;
  none.cell = 13;
  none.box = QRect(0, 0, 5, 5);
  i.cells = {expert, model, none};
  return i;
}

}  // namespace

TEST_CASE("COCO: categories, boxes and provenance, read back the same", "[annotations]") {
  const QByteArray bytes = toCoco({image()}, kCategories, QDateTime({2024, 5, 1}, {9, 15}, Qt::UTC));
  const Json json = Json::parse(bytes.toStdString());
  CHECK(json["licenses"].empty());
  REQUIRE(json["annotations"].size() == 2);  // COCO knows no cell without a class
  CHECK(json["annotations"][0]["bbox"] == Json::array({10, 20, 40, 42}));
  CHECK(json["annotations"][0]["area"] == 40 * 42);
  CHECK(json["annotations"][0]["category_id"] == 2);
  CHECK(json["annotations"][0]["attributes"]["basis"] == "expert");
  CHECK(json["annotations"][0]["attributes"]["decidedAt"] == "2024-05-01T09:15:00.000Z");
  CHECK(json["annotations"][1]["attributes"]["basis"] == "model");
  CHECK(json["images"][0]["group"] == 3);

  const Folder folder;
  const auto read = value(readCoco(folder.write("coco.json", bytes)));
  REQUIRE(read.size() == 1);
  CHECK(read[0].file == image().file);
  REQUIRE(read[0].boxes.size() == 2);
  CHECK(read[0].boxes[0].box == QRect(10, 20, 40, 42));
  CHECK(read[0].boxes[0].label == "monocyte");
  CHECK(read[0].boxes[1].box == QRect(600, 440, 40, 40));
}

TEST_CASE("GeoJSON as QuPath has it, read back the same", "[annotations]") {
  const QByteArray bytes = toGeoJson(image(), kCategories);
  const Json json = Json::parse(bytes.toStdString());
  CHECK(json["type"] == "FeatureCollection");
  REQUIRE(json["features"].size() == 3);
  const Json& first = json["features"][0];
  CHECK(first["properties"]["objectType"] == "annotation");
  CHECK(first["properties"]["classification"]["name"] == "Monocyte");
  CHECK(first["properties"]["classification"]["color"] == Json::array({0, 0x9e, 0x73}));
  const Json& ring = first["geometry"]["coordinates"][0];
  REQUIRE(ring.size() == 5);
  CHECK(ring.front() == ring.back());
  CHECK(ring[2] == Json::array({50.0, 62.0}));
  CHECK(first["id"].get<std::string>().size() == 36);
  CHECK(first["id"] != json["features"][1]["id"]);
  CHECK_FALSE(json["features"][2]["properties"].contains("classification"));
  for (const auto& [key, text] : first["properties"]["metadata"].items()) CHECK(text.is_string());
  CHECK(toGeoJson(image(), kCategories) == bytes);

  const Folder folder;
  const auto read = value(readGeoJson(folder.write("a.geojson", bytes)));
  REQUIRE(read.boxes.size() == 3);
  CHECK(read.boxes[0].box == QRect(10, 20, 40, 42));
  CHECK(read.boxes[0].label == "Monocyte");
  CHECK(read.boxes[2].label.isEmpty());
}

TEST_CASE("GeoJSON of other programs: lists, polygons, multipolygons, derived classes", "[annotations]") {
  const Folder folder;
  const auto read = value(readGeoJson(folder.write("q.geojson", R"([
    {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[1.5, 2.5], [9.2, 3], [5, 8.1], [1.5, 2.5]]]},
     "properties": {"objectType": "cell", "classification": {"names": ["Tumor", "Positive"], "color": [1, 2, 3]}}},
    {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates":
      [[[[0, 0], [4, 0], [4, 4], [0, 0]]], [[[10, 10], [14, 10], [14, 20], [10, 10]]]]}, "properties": null}])")));
  REQUIRE(read.boxes.size() == 2);
  CHECK(read.boxes[0].box == QRect(QPoint(1, 2), QPoint(9, 8)));  // whole pixels about it
  CHECK(read.boxes[0].label == "Tumor: Positive");
  CHECK(read.boxes[1].box == QRect(0, 0, 14, 20));
}

TEST_CASE("What is wrong is refused whole, with the field named", "[annotations]") {
  const Folder folder;
  const auto problem = [&](const auto& result) {
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::FormatInvalid);
    CHECK_FALSE(result.error().file.empty());
    return result.error().detail;
  };
  const Json good = Json::parse(toCoco({image()}, kCategories, {}).toStdString());
  const auto coco = [&](const auto& spoil) {
    Json json = good;
    spoil(json);
    return problem(readCoco(folder.write("bad.json", QByteArray::fromStdString(json.dump()))));
  };
  CHECK(coco([](Json& j) {
          j["annotations"][1]["bbox"] = {1, 2, 3};
        }) == "annotations[1].bbox is not four numbers");
  CHECK(coco([](Json& j) {
          j["annotations"][1]["bbox"] = {1, 2, 0, 3};
        }) == "annotations[1].bbox has no area");
  CHECK(coco([](Json& j) {
          j["annotations"][1]["bbox"] = {10, 2, -5, 3};
        }) == "annotations[1].bbox has no area");
  CHECK(coco([](Json& j) {
          j["annotations"][0]["bbox"] = {601, 2, 40, 3};
        }) == "annotations[0].bbox reaches out of its image");
  CHECK(coco([](Json& j) {
          j["annotations"][0]["bbox"] = {1, 2, 1e300, 3};
        }) == "annotations[0].bbox reaches out of any image");
  CHECK(coco([](Json& j) { j["annotations"][0]["image_id"] = 99; }) ==
        "annotations[0].image_id names no image");
  CHECK(coco([](Json& j) { j["annotations"][0]["category_id"] = 99; }) ==
        "annotations[0].category_id names no category");
  CHECK(coco([](Json& j) { j["images"][0].erase("file_name"); }) == "images[0].file_name is missing");
  CHECK(coco([](Json& j) { j["images"][0]["width"] = "wide"; }) ==
        "images[0].width is not a size up to 32768");
  CHECK(coco([](Json& j) { j["images"].push_back(j["images"][0]); }) == "images[1].id occurs twice");
  CHECK(coco([](Json& j) { j.erase("categories"); }) == "categories is missing");
  CHECK(coco([](Json& j) { j = Json::array(); }) == "the file is not an object");
  CHECK(problem(readCoco(folder.write("cut.json", "{\"images\": [{"))).find("line 1") != std::string::npos);

  const auto geo = [&](const char* geometry) {
    return problem(readGeoJson(folder.write(
        "bad.geojson", QByteArray("{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", "
                                  "\"geometry\": ") +
                           geometry + ", \"properties\": {}}]}")));
  };
  CHECK(geo("{\"type\": \"Point\", \"coordinates\": [1, 2]}") ==
        "features[0].geometry.type is neither Polygon nor MultiPolygon");
  CHECK(geo("{\"type\": \"Polygon\", \"coordinates\": [[[1, 2], [3, 4], [1, 2]]]}") ==
        "features[0].geometry.coordinates is not a ring of four points or more");
  CHECK(geo("{\"type\": \"Polygon\", \"coordinates\": [[[1, 2], [3, \"x\"], [5, 6], [1, 2]]]}") ==
        "features[0].geometry.coordinates has a point that is not two numbers");
  CHECK(geo("null") == "features[0].geometry is not an object");
}

TEST_CASE("Reading is bounded", "[annotations]") {
  const Folder folder;
  const QString file = folder.write("coco.json", toCoco({image()}, kCategories, {}));
  AnnotationLimits limits;
  limits.boxes = 1;
  CHECK(code(readCoco(file, limits)) == ErrorCode::FormatInvalid);
  limits = {};
  limits.bytes = 100;
  CHECK(code(readCoco(file, limits)) == ErrorCode::FileTooLarge);
  CHECK(code(readCoco(QStringLiteral("/nowhere/coco.json"))) == ErrorCode::FileNotFound);
  // A tower of brackets ends in a refusal, not in the end of the stack.
  CHECK(code(readCoco(folder.write("deep.json", QByteArray(1'000'000, '[')))) == ErrorCode::FormatInvalid);
  CHECK(code(readGeoJson(folder.write("deep.geojson", QByteArray(1'000'000, '[')))) ==
        ErrorCode::FormatInvalid);
}
