// A reviewing program that is killed at any moment loses nothing that it was told is stored.
#include <QProcess>
#include <QThread>

#include <random>
#include <set>
#include <unistd.h>

#include "casebook/migrations.h"
#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

constexpr const char* kClasses[] = {"monocyte", "lymphocyte", "basophil", "eosinophil"};

// Unbuffered: what is said here is said before the next change begins.
void say(const QString& line) {
  const QByteArray bytes = line.toUtf8() + '\n';
  if (::write(STDOUT_FILENO, bytes.constData(), static_cast<std::size_t>(bytes.size())) != bytes.size())
    ::_exit(1);
}

// Starts this program again, lets it work for a while after it said some lines, kills it, returns all it
// said.
QList<QByteArray> runAndKill(const Folder& folder, unsigned seed, int lines, unsigned long microseconds) {
  QProcess victim;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("CELLWISE_TEST_CASEBOOK"), folder.file());
  environment.insert(QStringLiteral("CELLWISE_TEST_SEED"), QString::number(seed));
  victim.setProcessEnvironment(environment);
  victim.start(QCoreApplication::applicationFilePath(),
               {QStringLiteral("[victim]"), QStringLiteral("-o"), QStringLiteral("/dev/null")});
  REQUIRE(victim.waitForStarted());
  QByteArray said;
  while (said.count('\n') < lines) {
    REQUIRE(victim.waitForReadyRead(30'000));
    said += victim.readAllStandardOutput();
  }
  QThread::usleep(microseconds);
  victim.kill();
  REQUIRE(victim.waitForFinished(30'000));
  REQUIRE(victim.exitStatus() == QProcess::CrashExit);
  said += victim.readAllStandardOutput();
  said.truncate(said.lastIndexOf('\n'));
  return said.split('\n');
}

}  // namespace

TEST_CASE("The victim: decides, imports and signs without end", "[.][victim]") {
  needApplication();
  if (!qEnvironmentVariableIsSet("CELLWISE_TEST_CASEBOOK")) return;
  std::mt19937 random(qEnvironmentVariableIntValue("CELLWISE_TEST_SEED"));
  say(QStringLiteral("begin"));
  const auto casebook = value(Casebook::open(qEnvironmentVariable("CELLWISE_TEST_CASEBOOK")));
  auto slides = value(casebook->slides());
  const Id slide = slides.empty() ? addSlide(*casebook, 40) : slides.back().id;
  const auto cells = value(casebook->cells(slide));
  const int version = value(casebook->slide(slide)).signedVersion;
  int signatures = version;
  say(QStringLiteral("ready"));
  for (;;) {
    const auto cell = [&] { return cells[random() % cells.size()].id; };
    const char* classId = kClasses[random() % 4];
    const unsigned action = random() % 20;
    if (action == 0) {
      const QByteArray bytes = QByteArray::number(random()) + QByteArray(20'000, 'x');
      value(casebook->addImages(slide, {field(bytes, 1)}, {}));
      say(QStringLiteral("image %1").arg(value(casebook->images(slide)).back().sha256));
    } else if (action == 1) {
      value(casebook->sign(
          {slide, QStringLiteral("Ada"), QStringLiteral("released"), QStringLiteral("again"), "{}"}));
      say(QStringLiteral("signature %1").arg(++signatures));
    } else {
      std::vector<NewReview> reviews(action == 2 ? 20 : 1);
      for (NewReview& review : reviews) review = decide(cell(), classId);
      const auto ids = value(casebook->addReviews(reviews));
      for (std::size_t i = 0; i < ids.size(); ++i) {
        say(QStringLiteral("decision %1 %2 %3")
                .arg(ids[i])
                .arg(reviews[i].cellId)
                .arg(QLatin1String(classId)));
      }
    }
  }
}

TEST_CASE("Fifty kills: nothing acknowledged is lost") {
  const Folder folder;
  std::mt19937 random(1);
  int acknowledged = 0;
  std::set<QByteArray> everything;
  for (unsigned round = 0; round < 50; ++round) {
    for (const QByteArray& line :
         runAndKill(folder, round, 14 + static_cast<int>(random() % 20), random() % 20'000))
      everything.insert(line);
  }
  everything.erase("begin");
  everything.erase("ready");

  const auto casebook = folder.open();  // runs quick_check
  const auto slides = value(casebook->slides());
  std::set<QByteArray> stored;
  for (const SlideSummary& slide : slides) {
    for (const ImageRecord& image : value(casebook->images(slide.id))) {
      REQUIRE(bytesOf(casebook->imagePath(image.sha256)).size() > 0);
      stored.insert("image " + image.sha256.toUtf8());
    }
    for (const SignatureRecord& signature : value(casebook->signatures(slide.id))) {
      stored.insert("signature " + QByteArray::number(signature.version));
    }
    for (const CellRecord& cell : value(casebook->cells(slide.id))) {
      for (const ReviewEvent& event : value(casebook->history(cell.id))) {
        stored.insert("decision " + QByteArray::number(event.id) + ' ' + QByteArray::number(cell.id) + ' ' +
                      event.classId.toUtf8());
      }
    }
  }
  for (const QByteArray& line : everything) {
    INFO(line.toStdString());
    REQUIRE(stored.count(line) == 1);
    ++acknowledged;
  }
  CHECK(acknowledged >= 50 * 12);
  Raw raw(folder.file());
  CHECK(value(casebook->verifyAudit()) >=
        std::stoi(raw.one("SELECT count(DISTINCT audit_id) FROM review_events")));
  CHECK(raw.one("PRAGMA integrity_check") == "ok");
  CHECK(raw.column("PRAGMA foreign_key_check").empty());
}

TEST_CASE("Killed while the file is being made, it opens the next time") {
  std::mt19937 random(2);
  for (unsigned round = 0; round < 15; ++round) {
    const Folder folder;
    runAndKill(folder, round, 1, random() % 40'000);
    const auto casebook = folder.open();
    CHECK(casebook->schemaVersion() == shippedMigrations().back().version);
    value(casebook->slides());
    value(casebook->verifyAudit());
  }
}
