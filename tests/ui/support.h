// A casebook with one slide for tests of the interface: images are drawn, predictions are written
// the way the classifier's are. What is read back is the real casebook; nothing is mocked.
#pragma once

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "casebook/casebook.h"
#include "decision/score.h"
#include "keyboard/key_map.h"
#include "model/manifest.h"

namespace cellwise::test {

// Lets events run until the condition holds. False after the limit.
inline bool waitUntil(const std::function<bool()>& condition, int milliseconds = 10'000) {
  QElapsedTimer timer;
  timer.start();
  while (!condition()) {
    if (timer.elapsed() > milliseconds) return false;
    QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    QTest::qSleep(1);
  }
  return true;
}

inline model::ClassScheme bloodScheme() {
  auto scheme = model::loadScheme(CELLWISE_SOURCE_DIR "/resources/schemes/blood-11.json");
  REQUIRE(scheme);
  return *scheme;
}

// A manifest over the 11 blood classes with 600 calibration rows: the more confident, the fewer errors.
inline model::Manifest testManifest() {
  model::Manifest manifest;
  manifest.name = "Test model";
  manifest.version = "1.0";
  manifest.scheme = bloodScheme();
  const int classes = int(manifest.scheme.classes.size());
  manifest.head.classes = classes;
  manifest.thresholds = {0.90, 0.20};
  for (int i = 0; i < 600; ++i) {
    const double confidence = 0.40 + 0.60 * i / 600.0;
    const bool wrong = confidence < 0.55 ? i % 3 == 0 : confidence < 0.80 ? i % 11 == 0 : i % 97 == 0;
    const int truth = i % classes;
    manifest.calibrationRows.push_back({truth, wrong ? (truth + 1) % classes : truth, confidence,
                                        i % 50 == 0 ? 0.1 : 0.5 + confidence / 2,
                                        "group " + std::to_string(i % 12)});
  }
  if (auto chosen = decision::calibrateEmpirical(manifest.calibrationRows, 0.20, 0.98)) {
    manifest.calibration = *chosen;
    manifest.calibration.threshold = manifest.thresholds.confidence;
  }
  manifest.membershipQuantile = 0.01;
  manifest.provenance["data"] = "drawn for tests";
  manifest.weightsSha256 = std::string(64, 'a');
  return manifest;
}

// A cell of the class's colour on a pale ground; every number gives other bytes.
inline QImage drawnCell(const model::CellClass& cellClass, int number, int side = 96) {
  QImage image(side, side, QImage::Format_RGB32);
  image.fill(QColor(236, 224, 228));
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(QColor(120, 100, 150), 1));
  painter.setBrush(QColor(QString::fromStdString(cellClass.colour)).lighter(140));
  painter.drawEllipse(QPointF(side / 2.0 + number % 5, side / 2.0 - number % 3), side * 0.36, side * 0.34);
  painter.setBrush(QColor(88, 52, 130));
  painter.drawEllipse(QPointF(side / 2.0 - 3 + number % 7, side / 2.0 + number % 4), side * 0.18,
                      side * 0.16);
  painter.end();
  image.setPixel(0, 0, qRgb(number % 256, number / 256 % 256, 7));
  return image;
}

inline QByteArray pngBytes(const QImage& image) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return bytes;
}

// Of bands and segmented neutrophils a test model knows nucleus and granules; of the others nothing.
inline model::Attributes testAttributes(const model::ClassScheme& classes) {
  model::Attributes attributes;
  auto scheme = model::loadAttributeScheme(CELLWISE_SOURCE_DIR "/resources/schemes/attributes-blood.json");
  REQUIRE(scheme);
  attributes.scheme = *scheme;
  attributes.scheme.attributes.resize(3);  // nucleus shape, granule type, granule colour
  attributes.figures = {
      {700, 0.71, 0.68, 0.28, 0.68}, {700, 0.99, 0.99, 0.36, 0.99}, {698, 0.98, 0.97, 0.34, 0.98}};
  attributes.likelihoods.resize(classes.classes.size());
  attributes.cells.resize(classes.classes.size());
  const auto band = std::size_t(classes.indexOf("band_neutrophil"));
  const auto segmented = std::size_t(classes.indexOf("segmented_neutrophil"));
  attributes.likelihoods[band] = {0.01, 0.01, 0.95, 0.01, 0.01, 0.01, 0.01,
                                  0.97, 0.01, 0.01, 0.01, 0.97, 0.01, 0.01};
  attributes.likelihoods[segmented] = {0.01, 0.01, 0.02, 0.6,  0.35, 0.01, 0.01,
                                       0.97, 0.01, 0.01, 0.01, 0.97, 0.01, 0.01};
  attributes.cells[band] = attributes.cells[segmented] = 825;
  attributes.disagreement = 1;
  attributes.disagreementQuantile = 0.95;
  return attributes;
}

// Every nucleus is read as two-lobed, every granule as small and pink.
inline std::vector<float> testAttributeProbabilities() {
  return {0, 0, 0.1f, 0.9f, 0, 0, 0, 1, 0, 0, 0, 0.8f, 0.2f, 0};
}

struct SlideOptions {
  int cells = 60;
  bool fields = false;  // cells lie on photographs of fields, twelve each, else each is an image
  bool classified = true;
  bool synthetic = false;
  double micrometresPerPixel = 0;
  bool features = false;    // kept with the predictions: likeness is known
  bool attributes = false;  // by a model that has heads for them: testAttributes
  QString sampleId = QStringLiteral("S-2041");
  QString title = QStringLiteral("Film A");
};

// What cell i of a slide made here is: of every ten, three are ambiguous or unfamiliar.
//   i % 10 == 3, 7: ambiguous (D 0.61 and 0.48, c 0.52); i % 10 == 9: unfamiliar (max D 0.07)
//   the others: accepted (D 0.93, c 0.97)
inline int expectedClass(int i, int classes) {
  return i % classes;
}
inline bool expectedAmbiguous(int i) {
  return i % 10 == 3 || i % 10 == 7;
}
inline bool expectedUnfamiliar(int i) {
  return i % 10 == 9;
}

inline casebook::PredictionRecord testPrediction(int i, const model::Manifest& manifest) {
  const int classes = int(manifest.scheme.classes.size());
  const int first = expectedClass(i, classes);
  const int second = (first + 1) % classes;
  std::vector<float> memberships(std::size_t(classes), 0.001f);
  memberships[std::size_t(first)] = expectedAmbiguous(i) ? 0.61f : expectedUnfamiliar(i) ? 0.07f : 0.93f;
  memberships[std::size_t(second)] = expectedAmbiguous(i) ? 0.48f : expectedUnfamiliar(i) ? 0.02f : 0.03f;
  // Distinct confidences, so that orders are known.
  memberships[std::size_t(second)] -= float(i) * 1e-5f;
  const auto score = decision::score(memberships);
  casebook::PredictionRecord prediction;
  prediction.modelSha = QString::fromStdString(manifest.weightsSha256);
  prediction.predicted = QString::fromStdString(manifest.scheme.classes[std::size_t(score.predicted)].id);
  prediction.runnerUp = QString::fromStdString(manifest.scheme.classes[std::size_t(score.runnerUp)].id);
  prediction.confidence = score.confidence;
  prediction.maxMembership = score.maxMembership;
  prediction.memberships = memberships;
  return prediction;
}

// Adds a slide to the casebook file (made if it is not there). Returns its id.
inline casebook::Id addTestSlide(const QString& file, const SlideOptions& options = {}) {
  auto opened = casebook::Casebook::open(file);
  REQUIRE(opened);
  casebook::Casebook& book = **opened;
  auto manifest = testManifest();
  if (options.attributes) manifest.attributes = testAttributes(manifest.scheme);
  const int classes = int(manifest.scheme.classes.size());

  casebook::NewSlide slide;
  slide.sampleId = options.sampleId;
  slide.title = options.title;
  slide.specimen = QStringLiteral("blood");
  slide.synthetic = options.synthetic;
  slide.micrometresPerPixel = options.micrometresPerPixel;
  slide.sourcePath = QStringLiteral("/films/a");
  const auto id = book.addSlide(slide, QStringLiteral("Test"));
  REQUIRE(id);

  std::vector<casebook::NewImage> images;
  constexpr int kSide = 96, kColumns = 4, kPerField = 12;
  if (options.fields) {
    for (int first = 0; first < options.cells; first += kPerField) {
      QImage field(kColumns * 120, 3 * 120, QImage::Format_RGB32);
      field.fill(QColor(236, 224, 228));
      casebook::NewImage image;
      QPainter painter(&field);
      for (int i = first; i < std::min(options.cells, first + kPerField); ++i) {
        const QPoint at((i - first) % kColumns * 120 + 12, (i - first) / kColumns * 120 + 12);
        painter.drawImage(
            at, drawnCell(manifest.scheme.classes[std::size_t(expectedClass(i, classes))], i, kSide));
        image.cells.push_back({QRect(at + QPoint(14, 16), QSize(68, 64)), QRect(at, QSize(kSide, kSide))});
      }
      painter.end();
      image.bytes = pngBytes(field);
      image.fileName = QStringLiteral("field_%1.png").arg(first / kPerField + 1, 3, 10, QLatin1Char('0'));
      image.width = field.width();
      image.height = field.height();
      image.kind = casebook::ImageKind::Field;
      images.push_back(image);
    }
  } else {
    for (int i = 0; i < options.cells; ++i) {
      casebook::NewImage image;
      image.bytes =
          pngBytes(drawnCell(manifest.scheme.classes[std::size_t(expectedClass(i, classes))], i, kSide));
      image.fileName = QStringLiteral("cell_%1.png").arg(i + 1, 4, 10, QLatin1Char('0'));
      image.width = image.height = kSide;
      image.cells.push_back({QRect(14, 16, 68, 64), QRect(0, 0, kSide, kSide)});
      images.push_back(image);
    }
  }
  REQUIRE(book.addImages(*id, images, QStringLiteral("Test")));
  if (!options.classified) return *id;

  REQUIRE(book.registerModel({QString::fromStdString(manifest.weightsSha256),
                              QString::fromStdString(manifest.name), QString::fromStdString(manifest.version),
                              QByteArray::fromStdString(model::toJson(manifest))}));
  const auto cells = book.cells(*id);
  REQUIRE(cells);
  REQUIRE(int(cells->size()) == options.cells);
  std::vector<casebook::Casebook::CellPrediction> predictions;
  for (int i = 0; i < options.cells; ++i) {
    predictions.push_back({(*cells)[std::size_t(i)].id, testPrediction(i, manifest), {}});
    if (options.features) predictions.back().features = {float(expectedClass(i, classes)), float(i) / 100, 1};
    if (options.attributes) predictions.back().prediction.attributes = testAttributeProbabilities();
  }
  REQUIRE(book.addPredictions(*id, QString::fromStdString(manifest.weightsSha256), manifest.thresholds,
                              predictions));
  return *id;
}

// A workspace on a casebook of its own, with one slide open. No model is loaded.
class OpenSlide {
 public:
  explicit OpenSlide(const SlideOptions& options = {}) {
    REQUIRE(dir_.isValid());
    file_ = dir_.filePath(QStringLiteral("test.casebook"));
    slide_ = addTestSlide(file_, options);
    workspace = std::make_unique<ui::Workspace>();
    ui::KeyMap::instance().follow(*workspace);  // as the window does
    QObject::connect(workspace.get(), &ui::Workspace::failed, workspace.get(),
                     [this](const Error& error) { errors.push_back(error); });
    workspace->setOperatorName(QStringLiteral("Dr. Test"));
    workspace->openCasebook(file_);
    REQUIRE(waitUntil([this] { return workspace->slides().size() == 1; }));
    workspace->openSlide(slide_);
    REQUIRE(waitUntil([this] { return workspace->session() != nullptr; }));
  }

  ui::SlideSession& session() { return *workspace->session(); }
  // Waits until what was decided is on disk and shown.
  void settle() {
    REQUIRE(waitUntil([this] { return !session().hasPendingWrites(); }));
  }
  QString file() const { return file_; }
  casebook::Id slide() const { return slide_; }
  // A second connection, as another program has it: what it sees is on disk.
  std::unique_ptr<casebook::Casebook> onDisk() const {
    auto opened = casebook::Casebook::open(file_);
    REQUIRE(opened);
    return std::move(*opened);
  }

 private:
  QTemporaryDir dir_;
  QString file_;
  casebook::Id slide_ = 0;

 public:
  std::vector<Error> errors;  // every Workspace::failed
  std::unique_ptr<ui::Workspace> workspace;
};

// Writes a picture of a widget into $CELLWISE_SCREENSHOTS, when that is set.
inline void screenshot(QWidget& widget, const QString& name) {
  const QString folder = qEnvironmentVariable("CELLWISE_SCREENSHOTS");
  if (folder.isEmpty()) return;
  QDir().mkpath(folder);
  CHECK(widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png"))));
}

}  // namespace cellwise::test
