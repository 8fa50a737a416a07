// Folders as they come: sound images go in, everything else is listed with its reason.
#include <algorithm>
#include <map>

#include "support.h"
#include "workflow/slide_classification.h"

using namespace cellwise;
using namespace cellwise::workflow;

TEST_CASE("A mixed folder: the sound ones are imported, the rest is listed with its reason") {
  const Laboratory lab;
  const auto first = imaging::encodeJpeg(drawCrop(1));
  lab.write("a.jpg", first);
  lab.write("deep/er/细胞 2.png", imaging::encodePng(drawCrop(2)));
  lab.write("wrongly named.txt", imaging::encodePng(drawCrop(3)));  // the content counts
  lab.write("copy of a.jpeg", first);
  lab.write("text.jpg", "this is no image at all");
  lab.write("empty.png", "");
  auto truncated = imaging::encodeJpeg(drawCrop(4));
  truncated.resize(truncated.size() / 2);
  lab.write("truncated.jpg", truncated);
  auto huge = imaging::encodePng(drawCrop(5));
  huge[16] = huge[20] = std::byte{0x7f};  // declares two thousand million pixels on a side
  lab.write("huge.png", huge);
  lab.write("index.csv", "path,class\n");
  lab.write("truth.csv", "field\n");
  lab.write(".hidden", "x");

  std::vector<std::int64_t> progress;
  ImportRequest request;
  request.paths = {lab.scans(), lab.scans() / "a.jpg", lab.scans() / "none"};
  request.operatorName = QStringLiteral("Ada");
  const ImportResult result = value(importSlide(*lab.casebook, request, [&](const Progress& p) {
    CHECK(p.total == 8);
    progress.push_back(p.done);
  }));
  CHECK(result.kind == ImportKind::Crops);
  CHECK(result.images == 3);
  CHECK(result.cells == 3);
  CHECK(result.duplicates == 1);
  CHECK(progress.back() == 8);
  CHECK(std::is_sorted(progress.begin(), progress.end()));

  std::map<std::string, ErrorCode> skipped;
  for (const SkippedFile& each : result.skipped) {
    skipped[each.file.filename().string()] = each.reason.code;
    CHECK_FALSE(each.reason.detail.empty());
  }
  CHECK(skipped == std::map<std::string, ErrorCode>{{"text.jpg", ErrorCode::NotAnImage},
                                                    {"empty.png", ErrorCode::ImageEmpty},
                                                    {"truncated.jpg", ErrorCode::ImageDamaged},
                                                    {"huge.png", ErrorCode::FileTooLarge},
                                                    {"none", ErrorCode::FileNotFound}});

  const auto slide = value(lab.casebook->slide(result.slide));
  CHECK(slide.title == QStringLiteral("片 scan"));
  CHECK_FALSE(slide.synthetic);
  CHECK(slide.cells == 3);
  const auto images = value(lab.casebook->images(result.slide));
  REQUIRE(images.size() == 3);
  CHECK(lab.copies() == 3);
  CHECK(std::any_of(images.begin(), images.end(),
                    [](const auto& image) { return image.fileName == QStringLiteral("细胞 2.png"); }));
  const auto cells = value(lab.casebook->cells(result.slide));
  CHECK(cells[0].crop == QRect(0, 0, 96, 96));
  // The stored copy is the file, and decodes to the same picture.
  CellImages pictures(lab.casebook->imageFolder(), images);
  CHECK(cv::norm(value(pictures.crop(cells[0])), value(imaging::decode(first)), cv::NORM_INF) == 0);
}

TEST_CASE("Fields of view: the nucleated cells are found and located") {
  const Laboratory lab;
  const std::vector<cv::Point> places = {{150, 120}, {420, 300}, {540, 110}};
  lab.write("field 1.jpg", imaging::encodeJpeg(drawField(places)));
  lab.write("field 2.png", imaging::encodePng(drawField({{320, 240}})));
  const ImportResult result = value(lab.import());
  CHECK(result.kind == ImportKind::Fields);
  CHECK(result.images == 2);
  const auto images = value(lab.casebook->images(result.slide));
  const auto cells = value(lab.casebook->cells(result.slide));
  REQUIRE(cells.size() == 4);
  CHECK(images[0].kind == casebook::ImageKind::Field);
  for (const cv::Point& place : places) {
    const auto at = std::find_if(cells.begin(), cells.end(), [&](const auto& cell) {
      return cell.imageId == images[0].id && cell.box.contains(place.x, place.y);
    });
    REQUIRE(at != cells.end());
    CHECK(at->crop.width() == at->crop.height());
    CHECK(at->crop.width() >= at->box.width());
    CHECK(at->box.width() < 120);
  }
  CellImages pictures(lab.casebook->imageFolder(), images);
  for (const auto& cell : cells) {
    const cv::Mat crop = value(pictures.crop(cell));
    CHECK(crop.size() == cv::Size(cell.crop.width(), cell.crop.height()));
    CHECK(value(pictures.field(cell)).size() == cv::Size(640, 480));
    // In the middle lies the nucleus.
    CHECK(crop.at<cv::Vec3b>(crop.rows / 2, crop.cols / 2)[1] < 90);
  }
  auto lost = cells[0];
  lost.imageId = 99;
  CHECK(code(pictures.crop(lost)) == ErrorCode::NotFound);
}

TEST_CASE("Crops or fields: by the images, not by a few damaged ones") {
  const Laboratory lab;
  lab.write("0 damaged.jpg", "no image");
  SECTION("large crops of one cell") {
    for (int i = 0; i < 3; ++i) lab.write(std::to_string(i) + ".jpg", imaging::encodeJpeg(drawCrop(i, 520)));
    CHECK(value(lab.import()).kind == ImportKind::Crops);
  }
  SECTION("square fields with several cells") {
    lab.write("1.jpg", imaging::encodeJpeg(drawField({{150, 120}, {420, 300}}, {600, 600})));
    CHECK(value(lab.import()).kind == ImportKind::Fields);
  }
  SECTION("a field without any cell is a field") {
    lab.write("1.jpg", imaging::encodeJpeg(drawField({})));
    const auto result = value(lab.import());
    CHECK(result.kind == ImportKind::Fields);
    CHECK(result.images == 1);
    CHECK(result.cells == 0);
  }
  SECTION("what the user says counts") {
    lab.write("1.jpg", imaging::encodeJpeg(drawField({{150, 120}})));
    CHECK(value(lab.import(ImportKind::Crops)).kind == ImportKind::Crops);
  }
}

TEST_CASE("A synthetic.json marks the slide, also from one folder up") {
  const Laboratory lab;
  lab.write("monocyte/1.png", imaging::encodePng(drawCrop(1)));
  SECTION("with a scale") {
    lab.write("synthetic.json", R"({"synthetic": true, "micrometresPerPixel": 0.16})");
    const auto slide = value(lab.casebook->slide(value(lab.import()).slide));
    CHECK(slide.synthetic);
    CHECK(slide.micrometresPerPixel == 0.16);
  }
  SECTION("the folder of one class alone") {
    lab.write("synthetic.json", "{");
    ImportRequest request;
    request.paths = {lab.scans() / "monocyte"};
    request.slide.micrometresPerPixel = 0.1;
    const auto slide = value(lab.casebook->slide(value(importSlide(*lab.casebook, request)).slide));
    CHECK(slide.synthetic);
    CHECK(slide.micrometresPerPixel == 0.1);
    CHECK(slide.title == QStringLiteral("monocyte"));
  }
}

TEST_CASE("Nothing usable, or cancelled: nothing is left") {
  const Laboratory lab;
  SECTION("nothing usable") {
    lab.write("text.jpg", "no image");
    lab.write("empty.png", "");
    const auto result = lab.import();
    REQUIRE(code(result) == ErrorCode::NotAnImage);
    CHECK_THAT(result.error().detail,
               Catch::Contains("text.jpg: NotAnImage") && Catch::Contains("empty.png: ImageEmpty"));
  }
  SECTION("an empty folder, no path") {
    CHECK(code(lab.import()) == ErrorCode::NotAnImage);
    CHECK(code(importSlide(*lab.casebook, {})) == ErrorCode::FileNotFound);
  }
  SECTION("cancelled after some batches are stored") {
    for (int i = 0; i < 150; ++i) lab.write(std::to_string(i) + ".png", imaging::encodePng(drawCrop(i, 24)));
    std::stop_source stop;
    ImportRequest request;
    request.paths = {lab.scans()};
    int copiesMidway = 0;
    const auto result = importSlide(
        *lab.casebook, request,
        [&](const Progress& p) {
          if (p.done < 140) return;
          copiesMidway = std::max(copiesMidway, lab.copies());
          stop.request_stop();
        },
        stop.get_token());
    CHECK(code(result) == ErrorCode::Cancelled);
    CHECK(copiesMidway == 128);
  }
  CHECK(value(lab.casebook->slides()).empty());
  CHECK(lab.copies() == 0);
  value(lab.casebook->verifyAudit());
}

TEST_CASE("An import larger than a batch is whole") {
  const Laboratory lab;
  for (int i = 0; i < 150; ++i) lab.write(std::to_string(i) + ".png", imaging::encodePng(drawCrop(i, 24)));
  lab.write("again.png", imaging::encodePng(drawCrop(149, 24)));
  const ImportResult result = value(lab.import());
  CHECK(result.images == 150);
  CHECK(result.duplicates == 1);
  CHECK(value(lab.casebook->cells(result.slide)).size() == 150);
  CHECK(lab.copies() == 150);
}

TEST_CASE("Resources are found from the source tree, a named model comes first") {
  CHECK(fs::exists(value(resource("schemes/blood-11.json"))));
  CHECK(code(resource("schemes/none.json")) == ErrorCode::NotFound);
  qputenv("CELLWISE_MODEL", "/no/such/model.cellmodel");
  CHECK_FALSE(defaultModel().has_value());
  qunsetenv("CELLWISE_MODEL");
}

TEST_CASE("Representative cells: confirmed first, then the most confident, none that waits for review") {
  const auto predicted = [](casebook::Id id, const char* classId, double confidence) {
    casebook::CellRecord cell;
    cell.id = id;
    cell.prediction = casebook::PredictionRecord{{}, QString::fromUtf8(classId), {}, confidence, 0.9, {0.9f}};
    return cell;
  };
  std::vector<casebook::CellRecord> cells = {predicted(1, "monocyte", 0.7), predicted(2, "monocyte", 0.95),
                                             predicted(3, "monocyte", 0.2), predicted(4, "monocyte", 0.6),
                                             predicted(5, "basophil", 0.99)};
  const auto confirm = [&](std::size_t index) {
    cells[index].review = casebook::ReviewRecord{1, QStringLiteral("monocyte"), QStringLiteral("Ada"), {}};
  };
  confirm(3);
  confirm(4);  // against the model
  const auto chosen = representativeCells(cells, {0.5, 0.1}, 3);
  REQUIRE(chosen.size() == 1);
  std::vector<casebook::Id> ids;
  for (const auto& cell : chosen.at(QStringLiteral("monocyte"))) ids.push_back(cell.id);
  CHECK(ids == std::vector<casebook::Id>{4, 5, 2});
  CHECK(representativeCells(cells, {0.5, 0.1}, 0).empty());
}
