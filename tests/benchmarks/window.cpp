// The window, driven as by a person, offscreen: how soon it is there, how soon a slide is, a key press in
// Review, the threshold's slider, scrolling through the gallery, and the memory that all of it takes.
// A frame is what the UI thread is busy with from one picture to the next: 16.7 ms at 60 a second.
#include <QAbstractItemModel>
#include <QApplication>
#include <QDir>
#include <QDirIterator>
#include <QLabel>
#include <QProcess>
#include <QScrollBar>
#include <QSettings>
#include <QSlider>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <functional>
#include <stdexcept>
#include <unistd.h>

#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "casebook/casebook.h"
#include "casebook_maker.h"
#include "figures.h"
#include "gallery/cell_grid.h"
#include "inspector/cell_image_view.h"
#include "review/review_page.h"
#include "shell/main_window.h"
#include "style/theme.h"
#include "workflow/slide_classification.h"

using namespace cellwise;
using namespace cellwise::benchmarks;
using ui::MainWindow;

namespace {

constexpr double kFrame = 1000.0 / 60;
const QSize kSize(1600, 1000);

template <class T>
T valueOf(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::int64_t nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000ll + now.tv_nsec;
}

// What is waiting to be done, painting among it.
void work() {
  for (int i = 0; i < 2; ++i) {
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents(QEventLoop::AllEvents);
  }
}

void waitFor(const std::function<bool()>& condition, const char* what, int limit = 120'000) {
  const Stopwatch watch;
  while (!condition()) {
    if (watch.milliseconds() > limit) throw std::runtime_error(std::string("waited in vain for ") + what);
    QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 5);
  }
}

// One frame after another, as a screen asks for them; what each keeps the UI thread busy.
Sample frames(int count, const std::function<void(int)>& change) {
  Sample busy;
  for (int i = 0; i < count; ++i) {
    const Stopwatch watch;
    change(i);
    work();
    busy.add(watch.milliseconds());
    const double left = kFrame - watch.milliseconds();
    if (left > 0) ::usleep(static_cast<useconds_t>(1000 * left));
  }
  return busy;
}

void dropFromMemory(const QString& folder) {
  ::sync();
  QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
  while (files.hasNext()) {
    const int file = ::open(files.next().toLocal8Bit().constData(), O_RDONLY);
    if (file < 0) continue;
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
  }
}

double peakMebibytes() {
  QFile status(QStringLiteral("/proc/self/status"));
  if (!status.open(QIODevice::ReadOnly)) return NAN;
  for (const QByteArray& line : status.readAll().split('\n'))
    if (line.startsWith("VmHWM:")) return line.mid(6).trimmed().split(' ').front().toDouble() / 1024;
  return NAN;
}

// The program as it stands before people, on a casebook made for it.
struct Program {
  Program() {
    MainWindow::applySettings();
    window = std::make_unique<MainWindow>(workspace);
    window->resize(kSize);
    window->show();
    QObject::connect(&workspace, &ui::Workspace::failed, &workspace,
                     [](const Error& error) { throw std::runtime_error(describe(error)); });
  }

  template <class Widget>
  Widget& find(const char* name) {
    auto* widget = window->findChild<Widget*>(QLatin1String(name));
    if (!widget) throw std::runtime_error(std::string("no widget ") + name);
    return *widget;
  }
  void openCasebook(const QString& file) {
    workspace.openCasebook(file);
    waitFor([&] { return !workspace.slides().empty(); }, "the worklist");
    work();
  }
  // To a gallery that can be scrolled, painted.
  double openSlide(casebook::Id slide) {
    const Stopwatch watch;
    workspace.openSlide(slide);
    waitFor([&] { return workspace.session() != nullptr; }, "the slide");
    window->showPage(MainWindow::Page::Cells);
    work();
    if (find<ui::CellGrid>("galleryGrid").model()->rowCount() != int(workspace.session()->cells().size()))
      throw std::runtime_error("the gallery does not show the slide's cells");
    return watch.milliseconds();
  }
  void closeSlide() {
    workspace.openSlide(0);
    waitFor([&] { return workspace.session() == nullptr; }, "the slide to be closed");
    work();
  }

  ui::Workspace workspace;
  std::unique_ptr<MainWindow> window;
};

struct Bench {
  Figures figures;
  QString folder;
  model::Manifest manifest;
  int repeats = 5;

  QString casebook(int cells, CasebookSize::Images images) const {
    const QString file = folder + QStringLiteral("/cells-%1.casebook").arg(cells);
    if (QFile::exists(file)) return file;
    CasebookSize size;
    size.slides = 1;
    size.cells = cells;
    size.reviewed = 0.02;
    size.images = images;
    size.cellsPerField = 50;
    size.pictures = true;
    makeCasebook(file, size, manifest);
    return file;
  }

  // A program of its own, from its start to its first picture.
  void firstWindow() {
    Sample sample;
    for (int i = 0; i < repeats + 1; ++i) {
      QProcess program;
      program.start(QCoreApplication::applicationFilePath(),
                    {QStringLiteral("--first-window"), QString::number(nanoseconds())});
      if (!program.waitForFinished(60'000)) throw std::runtime_error("no first window");
      if (i > 0)
        sample.add(program.readAllStandardOutput().trimmed().toDouble());  // the first warms the disk
    }
    figures.add("window", "first window, from the program's start", sample, 500, "no model loaded yet");
  }

  void opening(int cells, CasebookSize::Images images, std::optional<double> limit) {
    const QString file = casebook(cells, images);
    Program program;
    program.openCasebook(file);
    Sample sample;
    for (int i = 0; i < repeats; ++i) {
      sample.add(program.openSlide(1));
      program.closeSlide();
    }
    figures.add("window", "opening a slide of " + std::to_string(cells) + " cells", sample, limit,
                "to a gallery that can be scrolled");
  }

  void review(int cells, CasebookSize::Images images, int presses, std::optional<double> limit) {
    const QString file = casebook(cells, images);
    Program program;
    program.openCasebook(file);
    program.openSlide(1);
    program.window->showPage(MainWindow::Page::Review);
    auto& page = program.find<ui::ReviewPage>("reviewPage");
    auto& picture = program.find<ui::CellImageView>("reviewImage");
    auto& session = *program.workspace.session();
    page.setFocus();
    waitFor([&] { return page.currentRow() >= 0 && !picture.image().isNull(); }, "the first cell to review");
    Sample sample;
    for (int i = 0; i < presses && page.currentRow() >= 0; ++i) {
      ::usleep(120'000);  // nobody decides faster; what is done meanwhile is done
      work();
      const int row = page.currentRow();
      const auto& cell = session.cells()[std::size_t(row)];
      const auto& scheme = session.manifest().scheme;
      const int c = std::max(0, scheme.indexOf(cell.prediction ? cell.prediction->predicted.toStdString()
                                                               : scheme.classes.front().id));
      auto* decide = page.findChild<QAction*>(QStringLiteral("reviewClass_") +
                                              QString::fromStdString(scheme.classes[std::size_t(c)].id));
      if (!decide || decide->shortcuts().isEmpty()) throw std::runtime_error("a class without a key");
      const QKeyCombination key = decide->shortcuts().front()[0];
      const Stopwatch watch;
      QTest::keyClick(&page, key.key(), key.keyboardModifiers());
      waitFor(
          [&] {
            return page.currentRow() != row && !session.hasPendingWrites() && !picture.image().isNull();
          },
          "the next cell", 10'000);
      work();
      sample.add(watch.milliseconds());
      if (!session.cells()[std::size_t(row)].review) throw std::runtime_error("the decision is not there");
    }
    const std::string name = "key press in Review to the next cell, " + std::to_string(cells) + " cells";
    figures.add({"window", name + ", 99th percentile", "ms", sample.quantile(0.99), limit, false,
                 sample.least(), sample.greatest(), sample.size(), "the decision is on disk"});
    figures.add({"window", name + ", median", "ms", sample.median(), {}, false, NAN, NAN, 1, {}});
  }

  void threshold(int cells, CasebookSize::Images images, std::optional<double> limit) {
    const QString file = casebook(cells, images);
    Program program;
    program.openCasebook(file);
    program.openSlide(1);
    auto& slider = program.find<QSlider>("confidenceSlider");
    for (const auto& [page, name] :
         {std::pair(MainWindow::Page::Cells, "Cells"), {MainWindow::Page::Review, "Review"}}) {
      program.window->showPage(page);
      work();
      const int last = slider.maximum();
      const Sample busy =
          frames(200, [&](int i) { slider.setValue(last / 4 + (last / 2) * (i < 100 ? i : 200 - i) / 100); });
      figures.add({"window",
                   std::string("dragging the threshold over ") + std::to_string(cells) + " cells in " + name +
                       ", 99th percentile of a step",
                   "ms", busy.quantile(0.99), limit, false, busy.least(), busy.greatest(), busy.size(),
                   "median " + std::to_string(busy.median()).substr(0, 5)});
    }
  }

  void scrolling(int cells, CasebookSize::Images images, std::optional<double> limit) {
    const QString file = casebook(cells, images);
    Program program;
    program.openCasebook(file);
    program.openSlide(1);
    auto& bar = *program.find<ui::CellGrid>("galleryGrid").verticalScrollBar();
    dropFromMemory(file + QStringLiteral(".images"));
    const Sample busy = frames(300, [&](int i) { bar.setValue(int(double(bar.maximum()) * i / 300)); });
    figures.add({"window",
                 "scrolling " + std::to_string(cells) + " cells, disk cold, 99th percentile of a frame", "ms",
                 busy.quantile(0.99), limit, false, busy.least(), busy.greatest(), busy.size(),
                 "median " + std::to_string(busy.median()).substr(0, 5)});
  }

  // In a program of its own: what others left behind would count.
  void memory() {
    const QString crossT = folder + QStringLiteral("/cross-t.cellmodel");
    const QString maker = QCoreApplication::applicationDirPath() + QStringLiteral("/bench_make_model");
    if (QProcess::execute(maker, {crossT, QStringLiteral("cross-t")}) != 0)
      throw std::runtime_error("no Cross-T was made");
    const QString file = casebook(100'000, CasebookSize::Images::Fields);
    QProcess program;
    program.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--memory"), file, crossT});
    if (!program.waitForFinished(300'000) || program.exitCode() != 0)
      throw std::runtime_error("the memory could not be measured: " +
                               program.readAllStandardError().toStdString());
    figures.add({"window",
                 "peak memory: Cross-T loaded, 100000 cells open",
                 "MiB",
                 program.readAllStandardOutput().trimmed().toDouble(),
                 1536,
                 false,
                 NAN,
                 NAN,
                 1,
                 {}});
  }
};

void showFirstWindow(std::int64_t start) {
  Program program;
  while (program.window->windowHandle() == nullptr || !program.window->windowHandle()->isExposed())
    QCoreApplication::processEvents(QEventLoop::AllEvents);
  work();  // painted
  std::printf("%.1f\n", double(nanoseconds() - start) / 1e6);
}

void showMemory(const QString& file, const QString& modelFolder) {
  Program program;
  program.workspace.loadModel(modelFolder);
  waitFor([&] { return program.workspace.modelStatus().state == ui::ModelStatus::State::Ready; }, "Cross-T");
  program.openCasebook(file);
  program.openSlide(1);
  auto& bar = *program.find<ui::CellGrid>("galleryGrid").verticalScrollBar();
  frames(100, [&](int i) { bar.setValue(int(double(bar.maximum()) * i / 100)); });
  program.window->showPage(MainWindow::Page::Review);
  frames(30, [](int) {});
  std::printf("%.1f\n", peakMebibytes());
}

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  qputenv("LC_ALL", "C.UTF-8");
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("Cellwise benchmarks"));
  QApplication::setOrganizationName(QStringLiteral("Cellwise"));
  QStandardPaths::setTestModeEnabled(true);
  const QTemporaryDir settings;  // a person's own stay as they are
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
  QSettings().setValue(QStringLiteral("operator/name"), QStringLiteral("Dr. Ada"));

  CLI::App arguments("Times the window.", "bench_window");
  std::string folder, json;
  std::int64_t start = 0;
  std::vector<std::string> memory, only;
  Bench bench;
  int presses = 100;
  arguments.add_option("--repeats", bench.repeats)->check(CLI::Range(1, 1000))->capture_default_str();
  arguments.add_option("--presses", presses, "of keys in Review")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  arguments.add_option("--only", only, "start, opening, review, threshold, scrolling, memory");
  arguments.add_option("--folder", folder, "where the casebooks are made");
  arguments.add_option("--json", json, "write the figures to this file");
  arguments.add_option("--first-window", start)->group("");
  arguments.add_option("--memory", memory)->expected(2)->group("");
  CLI11_PARSE(arguments, argc, argv);
  const auto wanted = [&](const char* name) {
    return only.empty() || std::find(only.begin(), only.end(), name) != only.end();
  };
  try {
    if (start > 0) {
      showFirstWindow(start);
      return 0;
    }
    if (!memory.empty()) {
      showMemory(QString::fromStdString(memory[0]), QString::fromStdString(memory[1]));
      return 0;
    }
    const QTemporaryDir temporary((folder.empty() ? QDir::tempPath() : QString::fromStdString(folder)) +
                                  QStringLiteral("/cellwise-bench-XXXXXX"));
    if (!temporary.isValid()) throw std::runtime_error("no temporary folder");
    bench.folder = temporary.path();
    bench.manifest = valueOf(workflow::defaultModel()).manifest;
    using Images = CasebookSize::Images;
    if (wanted("start")) bench.firstWindow();
    if (wanted("opening")) {
      for (const int cells : {100, 1000}) bench.opening(cells, Images::Crops, {});
      bench.opening(10'000, Images::Crops, 1000);
      bench.opening(100'000, Images::Fields, {});
    }
    if (wanted("review")) {
      for (const int cells : {100, 1000})
        bench.review(cells, Images::Crops, std::min(presses, cells / 25), {});
      bench.review(10'000, Images::Crops, presses, 50);
      bench.review(100'000, Images::Fields, presses, {});
    }
    if (wanted("threshold")) {
      bench.threshold(10'000, Images::Crops, {});
      bench.threshold(100'000, Images::Fields, 16);
    }
    if (wanted("scrolling")) bench.scrolling(10'000, Images::Crops, 16);
    if (wanted("memory")) bench.memory();
    if (!json.empty() && !bench.figures.writeJson(json)) throw std::runtime_error("cannot write " + json);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
  return 0;
}
