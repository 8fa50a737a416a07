// The Models dialog in the real window: what is listed and why a model cannot be chosen, learning with a tiny
// network on a real casebook, Cancel, choosing, and reading a slide again with what was confirmed kept.
#include <QAction>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTextBrowser>
#include <QToolButton>

#include <algorithm>

#include "bridge/model_shelf.h"
#include "models/models_dialog.h"
#include "tiny_model.h"
#include "ui/laboratory.h"
#include "workflow/casebook_training.h"

using namespace cellwise;
using namespace cellwise::test;
using ui::MainWindow;

namespace {

constexpr int kWorkMs = 120'000;  // with sanitizers on a busy machine
constexpr int kPerKind = 12;

// A cell of one of the tiny model's three kinds: each of its own colour.
QImage drawKind(int kind, int number) {
  model::CellClass drawn;
  drawn.colour = kind == 0 ? "#0072b2" : kind == 1 ? "#e69f00" : "#009e73";
  return drawnCell(drawn, number, 48);
}

// A casebook of confirmed cells of so many patients, a folder of models with a tiny one, and the window.
struct Models : Laboratory {
  explicit Models(int patients) {
    qputenv("CELLWISE_MODELS", dir.filePath(QStringLiteral("models")).toUtf8());
    QSettings().remove(QStringLiteral("model/folder"));
    writeTinyModel(tiny().toStdString(), 1);
    for (int i = 0; i < patients; ++i) addSlide(QStringLiteral("P-%1").arg(i + 1), true);
    begin(tiny());
  }
  ~Models() {
    window->setLanguage(QStringLiteral("en"));
    window->setTheme(QStringLiteral("light"));
    QSettings().remove(QStringLiteral("model/folder"));
    qunsetenv("CELLWISE_MODELS");
  }

  QString tiny() const { return dir.filePath(QStringLiteral("models/tiny.cellmodel")); }
  QStringList folders() const {
    return QDir(dir.filePath(QStringLiteral("models"))).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
  }
  casebook::Id addSlide(const QString& sample, bool confirm) {
    auto opened = casebook::Casebook::open(file());
    REQUIRE(opened);
    auto& book = **opened;
    const auto slide = book.addSlide({sample, QStringLiteral("Film"), QStringLiteral("blood"), {}, false, 0},
                                     QStringLiteral("Test"));
    REQUIRE(slide);
    std::vector<casebook::NewImage> images;
    for (int i = 0; i < 3 * kPerKind; ++i) {
      images.push_back({pngBytes(drawKind(i % 3, number++)),
                        QStringLiteral("%1.png").arg(i),
                        48,
                        48,
                        casebook::ImageKind::Cell,
                        {{QRect(8, 8, 32, 32), QRect(0, 0, 48, 48)}}});
    }
    REQUIRE(book.addImages(*slide, images, QStringLiteral("Test")));
    const auto cells = book.cells(*slide);
    REQUIRE(cells);
    const char* const classes[] = {"alpha", "beta", "gamma"};
    std::vector<casebook::NewReview> reviews;
    for (std::size_t i = 0; i < cells->size(); ++i) {
      reviews.push_back({(*cells)[i].id,
                         casebook::ReviewAction::Decide,
                         QString::fromLatin1(classes[i % 3]),
                         {},
                         QStringLiteral("Dr. Ada"),
                         QStringLiteral("review")});
    }
    if (confirm) REQUIRE(book.addReviews(reviews));
    return *slide;
  }

  // By its key, as a person opens it.
  ui::ModelsDialog& dialog() {
    auto* action = window->findChild<QAction*>(QStringLiteral("models"));
    REQUIRE(action);
    action->trigger();
    auto* found = window->findChild<ui::ModelsDialog*>();
    REQUIRE(found);
    REQUIRE(waitUntil([&] { return find<QListWidget>("modelList").count() >= folders().size(); }));
    return *found;
  }
  void choose(const QString& name) {
    auto& list = find<QListWidget>("modelList");
    const auto items = list.findItems(name, Qt::MatchContains);
    REQUIRE(items.size() == 1);
    list.setCurrentItem(items.front());
  }
  void press(const char* button) {
    auto& b = find<QPushButton>(button);
    REQUIRE(b.isVisible());
    REQUIRE(b.isEnabled());
    QTest::keyClick(&b, Qt::Key_Space);
  }

  int number = 0;
};

bool chineseOnly(QWidget& widget) {
  for (const auto* button : widget.findChildren<QPushButton*>()) {
    if (button->text().isEmpty() || button->text()[0].unicode() < 0x4e00) return false;
  }
  return true;
}

bool torchIsLoaded() {
  QFile maps(QStringLiteral("/proc/self/maps"));
  REQUIRE(maps.open(QIODevice::ReadOnly));
  return maps.readAll().contains("libtorch");
}

}  // namespace

// Half a second in which no window would show.
TEST_CASE("a window loads its model late", "[models]") {
  const bool before = torchIsLoaded();  // by another case, where these do not have a process each
  Laboratory lab;
  const QString model = lab.dir.filePath(QStringLiteral("tiny.cellmodel"));
  writeTinyModel(model.toStdString());
  QTest::qWait(100);
  CHECK(torchIsLoaded() == before);
  lab.begin(model);
  CHECK(torchIsLoaded());
  CHECK(lab.errors.empty());
}

TEST_CASE("models are listed with their cards, one that was not compared cannot be chosen, and says why",
          "[models]") {
  Models lab(2);
  auto& dialog = lab.dialog();
  CHECK(lab.find<QListWidget>("modelList").count() == 2);  // the shipped one and the tiny one
  lab.choose(QStringLiteral("Cellwise blood"));
  CHECK(lab.find<QTextBrowser>("modelCard").toPlainText().contains(QStringLiteral("research use")));
  CHECK(lab.find<QPushButton>("useModel").isEnabled());
  screenshot(dialog, QStringLiteral("models-card"));
  lab.choose(QStringLiteral("Tiny"));
  CHECK_FALSE(lab.find<QPushButton>("useModel").isEnabled());  // it is in use already
  lab.press("learnFromConfirmed");
  auto& shortage = lab.find<QLabel>("learningShortage");
  REQUIRE(waitUntil([&] { return !shortage.text().isEmpty(); }));
  CHECK(shortage.text().contains(QStringLiteral("2 of 4")));
  CHECK_FALSE(lab.find<QPushButton>("startLearning").isEnabled());
  screenshot(dialog, QStringLiteral("models-too-few"));
  lab.press("learningBack");

  lab.choose(QStringLiteral("Cellwise blood"));
  lab.press("useModel");
  lab.ready();
  CHECK(lab.workspace.modelStatus().name == QStringLiteral("Cellwise blood 11"));
  lab.choose(QStringLiteral("Tiny"));
  CHECK_FALSE(lab.find<QPushButton>("useModel").isEnabled());
  CHECK(lab.find<QLabel>("modelReason").text().contains(QStringLiteral("not compared")));

  lab.window->setLanguage(QStringLiteral("zh_CN"));
  QCoreApplication::processEvents();
  CHECK(chineseOnly(dialog));
  screenshot(dialog, QStringLiteral("models-zh"));
  CHECK(lab.errors.empty());
}

TEST_CASE("a learning shows how far it is, cancelled, it leaves nothing behind", "[models]") {
  Models lab(6);
  auto& dialog = lab.dialog();
  const QStringList before = lab.folders();
  lab.press("learnFromConfirmed");
  REQUIRE(waitUntil([&] { return lab.find<QPushButton>("startLearning").isEnabled(); }, kWorkMs));
  CHECK(lab.find<QTextBrowser>("learningData").toPlainText().contains(QStringLiteral("216")));
  screenshot(dialog, QStringLiteral("models-learn"));
  lab.find<QSpinBox>("learningPasses").setValue(200);
  lab.press("startLearning");
  auto& bar = lab.find<QProgressBar>("learningProgress");
  REQUIRE(waitUntil([&] { return bar.isVisible() && bar.maximum() > 0 && bar.value() > 0; }, kWorkMs));
  screenshot(dialog, QStringLiteral("models-learning"));
  const auto activities = lab.workspace.activities();  // slides are read beside it
  CHECK(std::any_of(activities.begin(), activities.end(), [&](const ui::Activity& a) {
    return a.id == lab.workspace.shelf()->activity() && a.cancellable && a.text.contains("Learning");
  }));
  lab.press("cancelLearning");
  REQUIRE(waitUntil([&] { return !lab.workspace.shelf()->busy(); }, kWorkMs));
  CHECK(lab.find<QLabel>("learningStage").text().contains(QStringLiteral("Nothing was kept")));
  CHECK(lab.folders() == before);
  CHECK(lab.errors.empty());
}

TEST_CASE("a learned model is chosen after its comparison, slides keep theirs until they are read again",
          "[models]") {
  Models lab(6);
  const auto slide = lab.addSlide(QStringLiteral("P-9"), false);
  lab.workspace.refreshSlides();
  REQUIRE(waitUntil([&] { return lab.workspace.slides().size() == 7; }));
  const auto idle = [&] { REQUIRE(waitUntil([&] { return lab.workspace.activities().empty(); }, kWorkMs)); };
  idle();
  lab.workspace.classify(slide);
  idle();
  lab.workspace.openSlide(slide);
  REQUIRE(waitUntil([&] { return lab.workspace.session() && lab.workspace.session()->slide().id == slide; }));
  const QString old = lab.workspace.modelStatus().sha256;
  CHECK(lab.workspace.session()->slide().modelSha == old);
  lab.workspace.session()->decide({0, 1}, 2, QStringLiteral("review"));
  REQUIRE(waitUntil([&] { return !lab.workspace.session()->hasPendingWrites(); }));
  // Signed, so that there is a report to replay.
  lab.workspace.session()->sign(QStringLiteral("Dr. Ada"), QStringLiteral("released"), {});
  REQUIRE(waitUntil([&] { return lab.workspace.session()->signatures().size() == 1; }));

  auto& dialog = lab.dialog();
  lab.press("learnFromConfirmed");
  REQUIRE(waitUntil([&] { return lab.find<QPushButton>("startLearning").isEnabled(); }, kWorkMs));
  lab.find<QLineEdit>("learningName").setText(QStringLiteral("Ours"));
  lab.find<QSpinBox>("learningPasses").setValue(2);  // too few to accept anything: the comparison has no Ra
  lab.press("startLearning");
  REQUIRE(waitUntil([&] { return lab.workspace.shelf()->lastLearned().has_value(); }, kWorkMs));
  const QString card = lab.find<QTextBrowser>("modelCard").toPlainText();
  CHECK(card.contains(QStringLiteral("held-out cells")));
  CHECK(card.contains(QStringLiteral("of 1 signed report")));
  CHECK(card.contains(QStringLiteral("starting from the weights of Tiny")));
  screenshot(dialog, QStringLiteral("models-learned"));
  CHECK(lab.workspace.modelStatus().sha256 == old);  // nothing is chosen by itself

  lab.choose(QStringLiteral("Ours"));
  lab.press("useModel");
  lab.ready();
  const QString learned = lab.workspace.modelStatus().sha256;
  CHECK(learned != old);
  idle();
  dialog.close();
  REQUIRE(lab.workspace.session());
  CHECK(lab.workspace.session()->slide().modelSha == old);  // it keeps its model
  screenshot(*lab.window, QStringLiteral("models-header"));

  auto& again = lab.find<QToolButton>("readAgain");
  REQUIRE(again.isVisible());
  QTest::keyClick(&again, Qt::Key_Space);
  REQUIRE(waitUntil([&] { return lab.workspace.session()->slide().modelSha == learned; }, kWorkMs));
  idle();
  QTest::qWait(50);
  REQUIRE(waitUntil([&] { return lab.workspace.session() != nullptr; }));
  CHECK_FALSE(again.isVisible());
  const auto& session = *lab.workspace.session();
  CHECK(session.manifest().name == "Ours");
  CHECK(session.classOf(0) == 2);
  CHECK(session.classOf(1) == 2);
  CHECK(session.thresholds() == session.manifest().thresholds);
  auto book = casebook::Casebook::open(lab.file());
  REQUIRE(book);
  const auto summary = (*book)->slide(slide);
  CHECK(summary->modelSha == learned);
  CHECK(summary->confirmed == 2);
  CHECK(summary->classified == summary->cells);
  CHECK(summary->thresholds == session.thresholds());
  const auto cells = (*book)->cells(slide);
  for (const auto& cell : *cells) CHECK(cell.prediction->modelSha == learned);
  // What the window shows is what the casebook has.
  for (std::size_t i = 0; i < cells->size(); ++i) {
    CHECK(session.cells()[i].prediction->confidence == (*cells)[i].prediction->confidence);
  }
  CHECK(lab.errors.empty());

  // The next start reads with the chosen one; when it is gone, with the shipped one, and says so.
  lab.workspace.loadChosenModel();
  lab.ready();
  CHECK(lab.workspace.modelStatus().sha256 == learned);
  const QString folder = QSettings().value(QStringLiteral("model/folder")).toString();
  REQUIRE(QDir(folder).removeRecursively());
  lab.notices.clear();
  lab.workspace.loadChosenModel();
  lab.ready();
  CHECK(lab.workspace.modelStatus().name == QStringLiteral("Cellwise blood 11"));
  REQUIRE(lab.notices.size() == 1);
  CHECK(lab.notices.front().contains(QStringLiteral("cannot be used any more")));
  CHECK(lab.errors.empty());
}
