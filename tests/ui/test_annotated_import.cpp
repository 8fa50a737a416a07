// COCO and GeoJSON in the window: dropped or chosen, read with progress, refused whole or taken whole.
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QToolButton>
#include <QUrl>

#include <filesystem>

#include "shell/import_dialog.h"
#include "tiny_model.h"
#include "ui/laboratory.h"
#include "workflow/slide_classification.h"

using namespace cellwise;
using namespace cellwise::test;
using ui::MainWindow;

namespace {

constexpr int kLong = 60'000;

struct Imports : Laboratory {
  Imports() {
    const auto model = std::filesystem::path(dir.path().toStdString()) / "tiny.cellmodel";
    writeTinyModel(model);
    begin(QString::fromStdString(model.string()));
    REQUIRE(QDir().mkpath(scans()));
  }
  QString scans() const { return dir.filePath(QStringLiteral("涂片 7")); }
  QString write(const QString& name, const QByteArray& bytes) {
    const QString path = scans() + QLatin1Char('/') + name;
    QFile out(path);
    REQUIRE(out.open(QIODevice::WriteOnly));
    out.write(bytes);
    return path;
  }
  // A field of view with two cells.
  void field(const QString& name, int number, QSize size = {320, 200}) {
    QImage image(size, QImage::Format_RGB32);
    image.fill(QColor(236, 224, 228));
    QPainter painter(&image);
    const auto scheme = bloodScheme();
    painter.drawImage(20, 30, drawnCell(scheme.classes[std::size_t(number % 11)], number, 60));
    painter.drawImage(160, 80, drawnCell(scheme.classes[std::size_t(number % 7)], number + 1, 70));
    painter.end();
    write(name, pngBytes(image));
  }
  // For fields made so; labels of their two cells, empty: none.
  QString coco(const QStringList& fields, const QStringList& labels) {
    QJsonArray images, annotations, categories;
    const QStringList names{labels[0], labels[1]};
    for (int c = 0; c < 2; ++c)
      if (!names[c].isEmpty()) categories << QJsonObject{{"id", c + 1}, {"name", names[c]}};
    for (int i = 0; i < fields.size(); ++i) {
      images << QJsonObject{{"id", i + 1}, {"file_name", fields[i]}, {"width", 320}, {"height", 200}};
      for (int c = 0; c < 2; ++c) {
        QJsonObject box{{"id", 2 * i + c + 1},
                        {"image_id", i + 1},
                        {"bbox", c == 0 ? QJsonArray{20, 30, 60, 60} : QJsonArray{160, 80, 70, 70}}};
        if (!names[c].isEmpty()) box[QStringLiteral("category_id")] = c + 1;
        annotations << box;
      }
    }
    return write(QStringLiteral("labels.json"), QJsonDocument(QJsonObject{{"images", images},
                                                                          {"annotations", annotations},
                                                                          {"categories", categories}})
                                                    .toJson());
  }
  QByteArray geojson(const QRect& box, const QString& label) {
    const auto point = [](int x, int y) { return QJsonArray{x, y}; };
    const QJsonArray ring{point(box.left(), box.top()), point(box.left() + box.width(), box.top()),
                          point(box.left() + box.width(), box.top() + box.height()),
                          point(box.left(), box.top() + box.height()), point(box.left(), box.top())};
    const QJsonObject feature{
        {"type", "Feature"},
        {"geometry", QJsonObject{{"type", "Polygon"}, {"coordinates", QJsonArray{ring}}}},
        {"properties", QJsonObject{{"classification", QJsonObject{{"name", label}}}}}};
    return QJsonDocument(QJsonObject{{"type", "FeatureCollection"}, {"features", QJsonArray{feature}}})
        .toJson();
  }
  void drop(const QStringList& paths) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& path : paths) urls << QUrl::fromLocalFile(path);
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(400, 400), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window.get(), &enter);  // a drop goes to whom this one was for
    REQUIRE(enter.isAccepted());
    QDropEvent event(QPointF(400, 400), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window.get(), &event);
  }
  ui::ImportDialog& dialog() {
    auto* found = window->findChild<ui::ImportDialog*>();
    REQUIRE(found);
    return *found;
  }
  void activate(QWidget& widget) {
    widget.activateWindow();
    REQUIRE(waitUntil([&] { return QApplication::activeWindow() == &widget; }));
  }
  QStringList messages() {
    QStringList texts;
    for (const auto* label : window->findChildren<QLabel*>(QStringLiteral("messageText")))
      texts << label->text();
    return texts;
  }
  // Nothing is left of an import: no slide that shows, no picture.
  void checkNothing() {
    auto book = casebook::Casebook::open(file());
    REQUIRE(book);
    CHECK((*book)->slides()->empty());
    int files = 0;
    std::error_code none;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator((*book)->imageFolder().toStdString(), none))
      files += entry.is_regular_file();
    CHECK(files == 0);
    CHECK((*book)->verifyAudit());
  }
};

}  // namespace

TEST_CASE("a dropped COCO file becomes a slide, its labels the decisions of who says so", "[import]") {
  Imports lab;
  lab.field(QStringLiteral("a.png"), 1);
  lab.field(QStringLiteral("b.png"), 12);
  lab.drop({lab.coco({QStringLiteral("a.png"), QStringLiteral("b.png")},
                     {QStringLiteral("Alpha"), QStringLiteral("gamma")})});
  auto& dialog = lab.dialog();
  lab.activate(dialog);
  CHECK_FALSE(dialog.findChild<QComboBox*>(QStringLiteral("importKind"))->isVisible());
  CHECK(dialog.findChild<QLineEdit*>(QStringLiteral("importImages"))->text() ==
        QDir::toNativeSeparators(lab.scans()));
  CHECK(dialog.findChild<QLineEdit*>(QStringLiteral("importTitle"))->text() == QStringLiteral("涂片 7"));
  auto* mine = dialog.findChild<QCheckBox*>(QStringLiteral("importMine"));
  REQUIRE(mine->isVisible());
  CHECK(mine->text().contains(QStringLiteral("Dr. Ada Example")));
  screenshot(dialog, QStringLiteral("import-annotations"));
  auto* sample = dialog.findChild<QLineEdit*>(QStringLiteral("importSample"));
  QTest::keyClicks(sample, QStringLiteral("S-12"));
  mine->setFocus(Qt::TabFocusReason);
  QTest::keyClick(mine, Qt::Key_Space);
  CHECK(mine->isChecked());
  QTest::keyClick(sample, Qt::Key_Return);

  REQUIRE(waitUntil([&] { return lab.workspace.session() != nullptr; }, kLong));
  auto& session = *lab.workspace.session();
  CHECK(session.slide().sampleId == QStringLiteral("S-12"));
  REQUIRE(session.cells().size() == 4);
  CHECK(session.cells()[1].box == QRect(160, 80, 70, 70));
  CHECK(session.cells()[1].comment == QStringLiteral("Imported label: gamma (labels.json)"));
  REQUIRE(session.cells()[1].review);
  CHECK(session.cells()[1].review->classId == QStringLiteral("gamma"));
  CHECK(session.cells()[1].review->reviewer == QStringLiteral("Dr. Ada Example"));
  CHECK(session.cells()[2].review->classId == QStringLiteral("alpha"));
  CHECK(lab.messages().join(QLatin1Char(' ')).contains(QStringLiteral("4 of them as decisions")));
  // The model reads it all the same.
  REQUIRE(waitUntil([&] { return session.slide().classified == 4; }, kLong));
  CHECK(session.cells()[1].prediction);
  CHECK(lab.errors.empty());
  auto book = casebook::Casebook::open(lab.file());
  REQUIRE(book);
  CHECK((*book)->verifyAudit());
}

TEST_CASE("without a word who decided, labels come as comments, a folder's GeoJSON files do too",
          "[import]") {
  Imports lab;
  lab.field(QStringLiteral("a.png"), 1);
  lab.field(QStringLiteral("b.png"), 12);
  lab.write(QStringLiteral("a.png.geojson"), lab.geojson({20, 30, 60, 60}, QStringLiteral("no class here")));
  lab.write(QStringLiteral("b.geojson"), lab.geojson({160, 80, 70, 70}, QStringLiteral("beta")));
  lab.window->importPaths({lab.scans()});
  auto& dialog = lab.dialog();
  lab.activate(dialog);
  auto* kind = dialog.findChild<QComboBox*>(QStringLiteral("importKind"));
  REQUIRE(kind->isVisible());
  CHECK_FALSE(dialog.findChild<QCheckBox*>(QStringLiteral("importMine"))->isVisible());
  kind->setCurrentIndex(3);
  CHECK(dialog.findChild<QCheckBox*>(QStringLiteral("importMine"))->isVisible());
  dialog.accept();
  REQUIRE(waitUntil([&] { return lab.workspace.session() != nullptr; }, kLong));
  const auto& cells = lab.workspace.session()->cells();
  REQUIRE(cells.size() == 2);
  for (const auto& cell : cells) CHECK_FALSE(cell.review);
  CHECK(cells[0].comment == QStringLiteral("Imported label: no class here (a.png.geojson)"));
  CHECK(cells[1].comment == QStringLiteral("Imported label: beta (b.geojson)"));
  CHECK(lab.messages().join(QLatin1Char(' ')).contains(QStringLiteral("in their comment")));
}

TEST_CASE("several GeoJSON files are chosen by the menu's key", "[import]") {
  Imports lab;
  lab.field(QStringLiteral("a.png"), 1);
  lab.field(QStringLiteral("b.png"), 12);
  const QStringList files{
      lab.write(QStringLiteral("a.geojson"), lab.geojson({20, 30, 60, 60}, QStringLiteral("alpha"))),
      lab.write(QStringLiteral("b.geojson"), lab.geojson({160, 80, 70, 70}, QStringLiteral("beta")))};
  QTest::keyClick(lab.window.get(), Qt::Key_I, Qt::ControlModifier | Qt::AltModifier);
  auto* chooser = lab.window->findChild<QFileDialog*>();
  REQUIRE(chooser);
  CHECK(chooser->nameFilters().first().contains(QStringLiteral("*.geojson")));
  chooser->setDirectory(lab.scans());
  Q_EMIT chooser->filesSelected(files);
  chooser->reject();
  lab.dialog().accept();
  REQUIRE(waitUntil([&] { return lab.workspace.session() != nullptr; }, kLong));
  CHECK(lab.workspace.session()->cells().size() == 2);
  // The worklist's button offers the same.
  CHECK(lab.window->findChild<QToolButton*>(QStringLiteral("worklistImport"))
            ->actions()
            .contains(lab.window->findChild<QAction*>(QStringLiteral("importAnnotations"))));
}

TEST_CASE("annotations that are wrong are refused whole, in words", "[import]") {
  Imports lab;
  lab.field(QStringLiteral("a.png"), 1);
  QString wanted;
  ErrorCode code = ErrorCode::FormatInvalid;
  bool mine = false;
  SECTION("a label that is no class") {
    lab.coco({QStringLiteral("a.png")}, {QStringLiteral("alpha"), QStringLiteral("blast-ish")});
    wanted = QStringLiteral("blast-ish");
    mine = true;
  }
  SECTION("an image that is not there") {
    lab.coco({QStringLiteral("a.png"), QStringLiteral("gone.png")}, {QString(), QString()});
    wanted = QStringLiteral("images[1]");
    code = ErrorCode::FileNotFound;
  }
  SECTION("an image that is none") {
    lab.coco({QStringLiteral("a.png"), QStringLiteral("b.png")}, {QString(), QString()});
    lab.write(QStringLiteral("b.png"), "not an image");
    code = ErrorCode::NotAnImage;
  }
  SECTION("no JSON") {
    lab.write(QStringLiteral("labels.json"), "{\"images\": [");
    wanted = QStringLiteral("line");
  }
  lab.window->importPaths({lab.scans() + QStringLiteral("/labels.json")});
  auto& dialog = lab.dialog();
  dialog.findChild<QCheckBox*>(QStringLiteral("importMine"))->setChecked(mine);
  dialog.accept();
  REQUIRE(waitUntil([&] { return !lab.errors.empty(); }, kLong));
  INFO(describe(lab.errors.front()));
  CHECK(lab.errors.front().code == code);
  CHECK(QString::fromStdString(describe(lab.errors.front())).contains(wanted));
  const QString said = lab.messages().join(QLatin1Char(' '));
  CHECK(said.contains(QString::fromStdString(lab.errors.front().file)));
  screenshot(*lab.window, QStringLiteral("import-annotations-refused"));
  lab.checkNothing();
}

TEST_CASE("an import of annotations shows how far it is, and leaves nothing when it is cancelled",
          "[import]") {
  Imports lab;
  QStringList fields;
  for (int i = 0; i < 40; ++i) {
    fields << QStringLiteral("field %1.png").arg(i);
    lab.field(fields.back(), i, {1400, 1100});
  }
  QFile::remove(lab.scans() + QStringLiteral("/labels.json"));
  QString path = lab.coco(fields, {QStringLiteral("alpha"), QStringLiteral("beta")});
  // The file states no size that the images do not have.
  QFile file(path);
  REQUIRE(file.open(QIODevice::ReadOnly));
  QByteArray text = file.readAll();
  file.close();
  text.replace("\"width\": 320", "\"width\": 1400").replace("\"height\": 200", "\"height\": 1100");
  lab.write(QStringLiteral("labels.json"), text);

  lab.window->importPaths({path});
  lab.dialog().accept();
  bool counted = false;
  REQUIRE(waitUntil(
      [&] {
        for (const auto& activity : lab.workspace.activities()) {
          if (activity.total != 40 || activity.done < 1) continue;
          counted = true;
          CHECK(activity.cancellable);
          auto* cancel = lab.window->findChild<QToolButton*>(QStringLiteral("activityCancel"));
          CHECK(cancel->isVisible());
          cancel->click();
          return true;
        }
        return !lab.workspace.slides().empty();
      },
      kLong));
  CHECK(counted);
  REQUIRE(waitUntil([&] { return lab.workspace.activities().empty(); }, kLong));
  QTest::qWait(100);
  CHECK(lab.notices.join(QLatin1Char(' ')).contains(QStringLiteral("was cancelled")));
  CHECK(lab.errors.empty());
  lab.checkNothing();
}
