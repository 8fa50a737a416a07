// cellwise-cli as a script sees it: what it prints, writes and returns. What one command says is checked
// against what another says, or against the truth of drawn cells.
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <csignal>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "casebook/accounts.h"
#include "casebook/casebook.h"

namespace {

using Json = nlohmann::json;

struct Run {
  int status = -1;
  std::string out, err;
};

// With one line of standard input, and the settings in another folder, where they are given.
Run cli(const QStringList& arguments, const QString& input = {}, const QString& settings = {}) {
  QProcess process;
  if (!settings.isEmpty()) {
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), settings);
    process.setProcessEnvironment(environment);
  }
  process.start(QStringLiteral(CELLWISE_CLI), arguments);
  if (!input.isEmpty()) process.write(input.toUtf8() + '\n');
  process.closeWriteChannel();
  REQUIRE(process.waitForFinished(600'000));
  Run run;
  run.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  run.out = process.readAllStandardOutput().toStdString();
  run.err = process.readAllStandardError().toStdString();
  return run;
}

// Must end with the status wanted.
Run cli(int status, const QStringList& arguments) {
  Run run = cli(arguments, {});
  INFO(arguments.join(QLatin1Char(' ')).toStdString() << "\n" << run.out << run.err);
  REQUIRE(run.status == status);
  return run;
}

QByteArray read(const QString& path) {
  QFile file(path);
  REQUIRE(file.open(QIODevice::ReadOnly));
  return file.readAll();
}

void write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  REQUIRE(file.open(QIODevice::WriteOnly));
  REQUIRE(file.write(bytes) == bytes.size());
}

Json readJson(const QString& path) {
  return Json::parse(read(path).toStdString());
}

// Rows of a CSV without quotes, by column.
std::vector<std::map<std::string, std::string>> readCsv(const QString& path) {
  std::vector<std::map<std::string, std::string>> rows;
  QList<QByteArray> header;
  for (const QByteArray& line : read(path).split('\n')) {
    const auto fields = line.trimmed().split(',');
    if (line.trimmed().isEmpty()) continue;
    if (header.isEmpty()) {
      header = fields;
      continue;
    }
    std::map<std::string, std::string> row;
    for (int i = 0; i < std::min(header.size(), fields.size()); ++i) {
      row[header[i].toStdString()] = fields[i].toStdString();
    }
    rows.push_back(row);
  }
  return rows;
}

// Drawn cells, and the shipped model with thresholds that accept about half of them and call a tenth
// unlike any class, so that every decision occurs. Made once. The folder's name is Chinese: so is every
// path below.
class Bench {
 public:
  static Bench& get() {
    static Bench bench;
    return bench;
  }
  QString path(const QString& name) const { return folder_.filePath(QStringLiteral("细胞 片/") + name); }
  QString crops() const { return path(QStringLiteral("crops")); }
  QString index() const { return path(QStringLiteral("crops/index.csv")); }
  QString model() const { return path(QStringLiteral("half.cellmodel")); }

 private:
  Bench() {
    REQUIRE(folder_.isValid());
    REQUIRE(QDir(folder_.path()).mkpath(QStringLiteral("细胞 片/half.cellmodel")));
    cli(0, {"synthesize", "--out", crops(), "--crops", "10", "--size", "96", "--seed", "3"});
    const Json json = Json::parse(cli(0, {"classify", "--json", "-", crops()}).out);
    std::vector<double> c, maxD;
    for (const Json& cell : json["cells"]) {
      c.push_back(cell["c"]);
      maxD.push_back(cell["maxD"]);
    }
    REQUIRE(c.size() == 110);
    std::sort(c.begin(), c.end());
    std::sort(maxD.begin(), maxD.end());
    const QString shipped = QStringLiteral(CELLWISE_SOURCE_DIR "/resources/models/blood-11.cellmodel/");
    Json manifest = readJson(shipped + "manifest.json");
    manifest["thresholds"] = {{"confidence", (c[44] + c[45]) / 2}, {"membership", (maxD[10] + maxD[11]) / 2}};
    write(model() + "/manifest.json", QByteArray::fromStdString(manifest.dump()));
    REQUIRE(QFile::copy(shipped + "weights.safetensors", model() + "/weights.safetensors"));
  }
  QTemporaryDir folder_;
};

// The bench's index with every cell its own group: a group of drawn ones is a class here, which would leave
// parts of a split empty.
QString ungrouped(const Bench& bench) {
  const QString index = bench.path("ungrouped.csv");
  QByteArray csv = "path,class\n";
  for (const auto& row : readCsv(bench.index()))
    csv += QByteArray::fromStdString(row.at("path") + "," + row.at("class") + "\n");
  write(index, csv);
  return index;
}

const QStringList kMerged = {"--map", "band_neutrophil=neutrophil,segmented_neutrophil=neutrophil"};

}  // namespace

TEST_CASE("classify: every figure of every cell follows from its memberships") {
  Bench& bench = Bench::get();
  const QString file = bench.path(QStringLiteral("结果.json"));
  const Run run = cli(0, {"classify", "--model", bench.model(), "--json", file, bench.crops()});
  CHECK_THAT(run.out, Catch::Contains("110 cells"));
  const Json json = readJson(file);
  CHECK(json["format"] == "cellwise-classify");
  CHECK(json["schemaVersion"] == 1);
  CHECK(json["skipped"].empty());
  REQUIRE(json["cells"].size() == 110);
  REQUIRE(json["model"]["classes"].size() == 11);
  const double cTh = json["model"]["c_th"], dTh = json["model"]["d_th"];
  std::map<std::string, int> decisions;
  for (const Json& cell : json["cells"]) {
    const auto memberships = cell["D"].get<std::map<std::string, double>>();
    REQUIRE(memberships.size() == 11);
    double sum = 0;
    std::vector<double> sorted;
    for (const auto& [id, value] : memberships) {
      CHECK(value >= 0);
      CHECK(value <= 1);
      sum += value;
      sorted.push_back(value);
    }
    std::sort(sorted.rbegin(), sorted.rend());
    const double c = cell["c"], maxD = cell["maxD"];
    CHECK(maxD == Approx(sorted[0]));
    CHECK(memberships.at(cell["class"]) == Approx(sorted[0]));
    CHECK(memberships.at(cell["runnerUp"]) == Approx(sorted[1]));
    CHECK(c == Approx(1 - sum + sorted[0]).margin(1e-5));  // (3-5)
    const Json reason = maxD < dTh ? Json("unfamiliar") : c < cTh ? Json("ambiguous") : Json();
    CHECK(cell["reason"] == reason);
    CHECK(cell["decision"] == (reason.is_null() ? "accepted" : "rejected"));
    CHECK(cell["explanation"].is_null() == reason.is_null());
    CHECK(QFile::exists(QString::fromStdString(cell["path"])));
    ++decisions[reason.is_null() ? "accepted" : reason.get<std::string>()];
  }
  for (const char* each : {"accepted", "ambiguous", "unfamiliar"}) {
    CHECK(json["summary"][each] == decisions[each]);
    CHECK(decisions[each] > 5);
  }

  // The same on standard output, alone there; and as a table, a line a cell.
  CHECK(Json::parse(
            cli(0, {"classify", "--model", bench.model(), "--json", "-", bench.crops()}).out)["cells"] ==
        json["cells"]);
  const std::string table = cli(0, {"classify", "--model", bench.model(), bench.crops()}).out;
  CHECK(std::count(table.begin(), table.end(), '\n') == 112);
}

TEST_CASE("evaluate: what the index and classify say together") {
  Bench& bench = Bench::get();
  const QString classified = bench.path("classified.json"), file = bench.path("evaluated.json");
  cli(0, {"classify", "--model", bench.model(), "--json", classified, bench.crops()});
  std::map<std::string, Json> cells;
  const Json result = readJson(classified);
  for (const Json& cell : result["cells"]) cells[cell["path"]] = cell;
  const bool merged = GENERATE(false, true);
  const auto coarse = [merged](const std::string& id) {
    return merged && (id == "band_neutrophil" || id == "segmented_neutrophil") ? std::string("neutrophil")
                                                                               : id;
  };
  int correct = 0, accepted = 0, acceptedCorrect = 0;
  std::map<std::pair<std::string, std::string>, int> confusion;
  for (const auto& row : readCsv(bench.index())) {
    const Json& cell = cells.at(bench.crops().toStdString() + "/" + row.at("path"));
    const std::string truth = coarse(row.at("class")), predicted = coarse(cell["class"]);
    ++confusion[{truth, predicted}];
    correct += truth == predicted;
    if (cell["decision"] != "accepted") continue;
    ++accepted;
    acceptedCorrect += truth == predicted;
  }

  QStringList arguments = {"evaluate", "--model",     bench.model(), "--index", bench.index(),
                           "--root",   bench.crops(), "--json",      file};
  if (merged) arguments += kMerged;
  const Run run = cli(0, arguments);
  const Json json = readJson(file);
  CHECK(json["n"] == 110);
  CHECK(json["classes"].size() == (merged ? 10 : 11));
  CHECK(json["accuracy"].get<double>() == Approx(correct / 110.0));
  CHECK(json["Rr"].get<double>() == Approx(1 - accepted / 110.0));
  CHECK(json["R"].get<double>() == Approx(acceptedCorrect / 110.0));
  CHECK(json["acceptedErrors"] == accepted - acceptedCorrect);
  REQUIRE(accepted > 0);
  CHECK(json["accuracy"].get<double>() > 0.6);  // it does read what it was trained on
  CHECK(json["Ra"].get<double>() > json["accuracy"].get<double>());
  CHECK(json["Ra"].get<double>() == Approx(double(acceptedCorrect) / accepted));
  CHECK(json["accuracy95"][0].get<double>() <= json["accuracy"].get<double>());
  CHECK(json["accuracy95"][1].get<double>() >= json["accuracy"].get<double>());
  const auto classes = json["classes"].get<std::vector<std::string>>();
  for (std::size_t t = 0; t < classes.size(); ++t) {
    for (std::size_t p = 0; p < classes.size(); ++p) {
      CHECK(json["confusion"][t][p].get<int>() == confusion[{classes[t], classes[p]}]);
    }
  }
  CHECK_THAT(run.out, Catch::Contains("Rr") && Catch::Contains("of 110"));
}

TEST_CASE("train: a model that the other commands take, the same again with the same seed") {
  Bench& bench = Bench::get();
  const QString scheme = QStringLiteral(CELLWISE_SOURCE_DIR "/resources/schemes/blood-11.json");
  const QString index = ungrouped(bench);
  std::string hash;
  for (const char* name : {"tiny.cellmodel", "again.cellmodel"}) {
    const QString model = bench.path(QString::fromUtf8(name));
    cli(0, {"train", "--index",  index,  "--root",    bench.crops(), "--scheme", scheme, "--out",
            model,   "--preset", "tiny", "--epochs",  "2",           "--batch",  "16",   "--warm-up",
            "2",     "--seed",   "5",    "--threads", "2",           "--no-cuda"});
    const Json json =
        Json::parse(cli(0, {"classify", "--model", model, "--json", "-", bench.crops() + "/monocyte"}).out);
    CHECK(json["cells"].size() == 10);
    const std::string made = json["model"]["sha256"];
    CHECK((hash.empty() || hash == made));
    hash = made;
  }
  const QString curves = bench.path("curves.html");
  cli(0, {"curves", bench.path("tiny.cellmodel.run"), bench.path("again.cellmodel.run"), "--out", curves});
  CHECK_THAT(read(curves).toStdString(), Catch::Contains("<svg") && !Catch::Contains("<script"));

  // The parts of the model's own split: apart, and all cells together; another split is refused.
  std::size_t all = 0;
  for (const char* part : {"train", "validation", "calibration", "test"}) {
    const Json json =
        Json::parse(cli(0, {"evaluate", "--model", bench.path("tiny.cellmodel"), "--index", index, "--root",
                            bench.crops(), "--part", part, "--draws", "0", "--json", "-"})
                        .out);
    all += json["n"].get<std::size_t>();
    if (std::string(part) == "test") {
      const auto figures = readJson(bench.path("tiny.cellmodel/manifest.json"))["figures"];
      CHECK(json["n"] == figures["test.n"]);
      CHECK(json["accuracy"].get<double>() == Approx(figures["test.accuracy"].get<double>()));
    }
  }
  CHECK(all == 110);
  CHECK_THAT(cli(1, {"evaluate", "--model", bench.path("tiny.cellmodel"), "--index", index, "--root",
                     bench.crops(), "--part", "test", "--split-train", "0.5"})
                 .err,
             Catch::Contains("split"));
}

TEST_CASE("train-attributes: heads on a model of ours, and classify says what they read") {
  Bench& bench = Bench::get();
  const QString scheme = QStringLiteral(CELLWISE_SOURCE_DIR "/resources/schemes/blood-11.json");
  // Without groups, so that ten cells of a class make parts of all kinds.
  const QString index = bench.path("cells.csv");
  QByteArray ungrouped = "path,class\n";
  for (const auto& row : readCsv(bench.index()))
    ungrouped += QByteArray::fromStdString(row.at("path") + "," + row.at("class") + "\n");
  write(index, ungrouped);
  const QString model = bench.path("plain.cellmodel"), out = bench.path("attributes.cellmodel");
  const QStringList split = {"--split-train",       "0.5", "--split-validation", "0.2",
                             "--split-calibration", "0.1", "--split-test",       "0.2"};
  cli(0, QStringList{"train", "--index", index,      "--root",    bench.crops(), "--scheme", scheme,
                     "--out", model,     "--preset", "tiny",      "--epochs",    "1",        "--batch",
                     "16",    "--seed",  "5",        "--threads", "2",           "--no-cuda"} +
             split);
  // Of promyelocytes nobody said anything.
  QByteArray labels = "path,what\n";
  for (const auto& row : readCsv(index)) {
    const std::string& id = row.at("class");
    if (id != "promyelocyte")
      labels += QByteArray::fromStdString(row.at("path")) + (id == "platelet" ? ",a bit\n" : ",cell\n");
  }
  write(bench.path("what.csv"), labels);
  write(bench.path("what.json"), R"({"id": "what", "nameEn": "What", "nameZh": "何", "attributes": [
      {"id": "what", "nameEn": "What", "nameZh": "何", "values": [
        {"id": "cell", "nameEn": "cell", "nameZh": "细胞"}, {"id": "a_bit", "nameEn": "a bit", "nameZh": "碎片"}]}]})");
  const QStringList ask = {"train-attributes",
                           "--model",
                           model,
                           "--index",
                           index,
                           "--root",
                           bench.crops(),
                           "--attributes",
                           bench.path("what.csv"),
                           "--scheme",
                           bench.path("what.json"),
                           "--fewest-cells",
                           "3",
                           "--draws",
                           "20",
                           "--out",
                           out};
  // Another split than the training's would measure on cells that were trained on.
  CHECK_THAT(cli(1, ask).err, Catch::Contains("the split is not the model's"));
  CHECK_FALSE(QFile::exists(out));
  const Run run = cli(0, ask + split);
  CHECK_THAT(run.out, Catch::Contains("monocyte") && Catch::Contains("what") && Catch::Contains("AUROC"));
  const Json manifest = readJson(out + "/manifest.json");
  CHECK(manifest["attributes"]["provenance"]["seed"] == "5");
  CHECK(manifest["attributes"]["figures"]["what"]["n"].get<int>() > 0);
  CHECK(manifest["attributes"]["classes"].size() == 10);
  CHECK_THAT(
      read(out + "/README.md").toStdString(),
      Catch::Contains("## Attributes") && Catch::Contains(manifest["weightsSha256"].get<std::string>()));

  const auto said = [&](const QString& with) {
    return Json::parse(cli(0, {"classify", "--model", with, "--json", "-", bench.crops()}).out);
  };
  const Json before = said(model), after = said(out);
  CHECK(after["model"]["attributes"]["what"] == manifest["attributes"]["figures"]["what"]);
  CHECK_FALSE(before["model"].contains("attributes"));
  int described = 0;
  for (std::size_t i = 0; i < after["cells"].size(); ++i) {
    Json cell = after["cells"][i];
    const bool known = cell["class"] != "promyelocyte";
    CHECK(cell["attributes"].is_object() == known);
    CHECK(cell["attributesDisagree"].is_object() == known);
    if (known) {
      ++described;
      CHECK(cell["attributes"]["what"]["probability"].get<double>() >= 0.5);
      CHECK(cell["attributesDisagree"]["class"] != cell["class"]);
      CHECK(cell["attributesDisagree"]["disagrees"] ==
            (cell["attributesDisagree"]["score"].get<double>() >=
             manifest["attributes"]["disagreement"]["threshold"].get<double>()));
    }
    // Whatever else is said of the cell is as it was.
    const Json& plain = before["cells"][i];
    CHECK(plain["attributes"].is_null());
    CHECK(plain["attributesDisagree"].is_null());
    cell["attributes"] = cell["attributesDisagree"] = Json();
    CHECK(cell == plain);
  }
  CHECK(described > 0);
  CHECK(cli(1, ask + split).err.find("already") != std::string::npos);  // never over an older one
}

TEST_CASE("study: trains what its file names, goes on where it was, leaves a class out") {
  Bench& bench = Bench::get();
  const QString file = bench.path("study.json"), out = bench.path("study");
  const Json study = {{"format", "cellwise-study"},
                      {"schemaVersion", 1},
                      {"title", "Two"},
                      {"scheme", CELLWISE_SOURCE_DIR "/resources/schemes/blood-11.json"},
                      {"split", {{"train", 0.5}, {"validation", 0.15}, {"calibration", 0.15}, {"test", 0.2}}},
                      {"trainCounts", {{"platelet", 2}}},
                      {"training", {{"epochs", 1}, {"batch", 8}, {"warmUp", 2}}},
                      {"networks", {{"tiny", "tiny"}}},
                      {"seeds", {1}},
                      {"unfamiliar", {"monocyte"}},
                      {"runs",
                       {{{"id", "plain"}, {"network", "tiny"}, {"loss", "cross-entropy"}, {"views", 2}},
                        {{"id", "without"},
                         {"network", "tiny"},
                         {"loss", "ccl"},
                         {"leaveOut", "lymphocyte"},
                         {"outliers", 0.2}}}},
                      {"comparisons", Json::array({Json::array({"plain", "without"})})}};
  write(file, QByteArray::fromStdString(study.dump()));
  const QString index = ungrouped(bench);
  const QStringList call = {"study", file, "--index", index, "--root", bench.crops(), "--out", out};
  cli(0, call + QStringList{"--only", "plain"});
  CHECK(readCsv(out + "/results.csv").size() == 1);
  const QByteArray first = read(out + "/plain-s1/result.json");
  const Run second = cli(0, call);
  CHECK(read(out + "/plain-s1/result.json") == first);
  CHECK_THAT(second.err, !Catch::Contains("plain, seed 1") && Catch::Contains("without, seed 1"));
  const auto rows = readCsv(out + "/results.csv");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("views.aurc") != "");
  CHECK(rows[0].at("scaled.aurc") != "");
  CHECK(rows[0].at("validation.scaled.aurc") != "");
  CHECK(rows[0].at("monocyte.n") == "10");
  CHECK(rows[0].at("lymphocyte.n") == "");
  CHECK(rows[1].at("lymphocyte.n") == "2");
  CHECK(std::stod(rows[1].at("n")) == std::stod(rows[0].at("n")) - 2);
  CHECK(std::stod(rows[0].at("trainingCells")) == 42);  // four of each of ten classes, two platelets
  CHECK(readJson(out + "/without-s1/trained.cellmodel/manifest.json")["scheme"]["classes"].size() == 10);
  CHECK_THAT(read(out + "/study.html").toStdString(), Catch::Contains("without"));

  Json wrong = study;
  wrong["runs"][0]["loss"] = "hinge";
  write(file, QByteArray::fromStdString(wrong.dump()));
  CHECK_THAT(cli(1, call).err, Catch::Contains("plain") && Catch::Contains("loss"));
}

TEST_CASE("evaluate: classes that the model was not taught") {
  Bench& bench = Bench::get();
  QByteArray csv = read(bench.index());
  csv.replace(",platelet,", ",artefact,");
  const QString index = bench.path("foreign.csv"), file = bench.path("foreign.json");
  write(index, csv);
  const QStringList arguments = {"evaluate", "--model",     bench.model(), "--index", index,
                                 "--root",   bench.crops(), "--json",      file};
  CHECK_THAT(cli(1, arguments).err, Catch::Contains("artefact") && Catch::Contains("foreign.csv"));
  cli(0, arguments + QStringList{"--foreign", "artefact"});
  const Json json = readJson(file);
  CHECK(json["n"] == 100);
  REQUIRE(json["foreign"].size() == 1);
  CHECK(json["foreign"][0]["n"] == 10);
  CHECK(json["foreign"][0]["refused"].get<double>() ==
        Approx((json["foreign"][0]["ambiguous"].get<int>() + json["foreign"][0]["unfamiliar"].get<int>()) /
               10.0));
}

TEST_CASE("evaluate: JSON, a row a cell and the report say the same, strange objects, a second model") {
  Bench& bench = Bench::get();
  // Slides of eleven cells; ten platelets serve as objects of no class.
  QByteArray csv = "path,class,group\n";
  int line = 0;
  for (const auto& row : readCsv(bench.index())) {
    if (row.at("class") == "platelet") continue;
    csv += QByteArray::fromStdString(row.at("path") + "," + row.at("class") + ",\"slide " +
                                     std::to_string(line++ / 11) + ", a\"\n");
  }
  const QString index = bench.path("grouped.csv"), json = bench.path("all.json"),
                cells = bench.path("行.csv"), html = bench.path("all.html"),
                odd = bench.crops() + "/platelet";
  write(index, csv);
  const QString shipped = QStringLiteral(CELLWISE_SOURCE_DIR "/resources/models/blood-11.cellmodel");
  const Run run = cli(0, {"evaluate",    "--model",      bench.model(), "--index",     index,   "--root",
                          bench.crops(), "--unfamiliar", odd,           "--compare",   shipped, "--json",
                          json,          "--csv",        cells,         "--html",      html,    "--draws",
                          "200",         "--views",      "2",           "--disfigured"});
  const Json result = readJson(json);
  // Quoted fields hold a comma: put them together again.
  QByteArray plain = read(cells);
  plain.replace("\"slide ", "slide ").replace(", a\"", " a");
  write(cells, plain);
  std::vector<std::map<std::string, std::string>> known, objects;
  for (const auto& row : readCsv(cells)) {
    if (row.at("set") != "disfigured") (row.at("set") == "index" ? known : objects).push_back(row);
  }
  REQUIRE(known.size() == 100);
  REQUIRE(objects.size() == 10);
  int correct = 0, accepted = 0, accepted2 = 0, byC = 0;
  const double cTh = result["model"]["c_th"];
  for (const auto& row : known) {
    correct += row.at("correct") == "true";
    CHECK((row.at("correct") == "true") == (row.at("class") == row.at("predicted")));
    CHECK(row.at("predicted") == row.at("predicted2"));  // the same weights
    CHECK(row.at("maxD") == row.at("maxD2"));
    accepted += row.at("decision") == "accepted";
    accepted2 += row.at("decision2") == "accepted";
    byC += std::stod(row.at("c")) >= cTh;
  }
  CHECK(result["accuracy"].get<double>() == Approx(correct / 100.0));
  CHECK(result["accepted"] == accepted);
  CHECK(result["acceptedByC"].get<double>() == Approx(byC / 100.0));
  CHECK(result["bootstrap"]["unit"] == "group");
  CHECK(result["bootstrap"]["units"] == 10);
  const auto interval = result["bootstrap"]["figures"]["Rr"]["interval95"];
  CHECK(interval[0].get<double>() < result["Rr"].get<double>());
  CHECK(interval[1].get<double>() > result["Rr"].get<double>());

  REQUIRE(result["unfamiliarObjects"].size() == 2);
  const Json& strange = result["unfamiliarObjects"][0];
  const Json& disfigured = result["unfamiliarObjects"][1];
  CHECK(disfigured["name"] == "disfigured");
  CHECK(disfigured["n"] == 100);
  CHECK(disfigured["aurocMaxD"]["value"].get<double>() > 0.6);  // the shipped model was shown such
  CHECK(strange["n"] == 10);
  int objectsByC = 0, objectsAccepted = 0;
  double wins = 0;
  for (const auto& object : objects) {
    CHECK(object.at("correct").empty());
    objectsByC += std::stod(object.at("c")) >= cTh;
    objectsAccepted += object.at("decision") == "accepted";
    for (const auto& row : known) {
      const double a = std::stod(row.at("maxD")), b = std::stod(object.at("maxD"));
      wins += a > b ? 1 : a == b ? 0.5 : 0;
    }
  }
  CHECK(strange["acceptedByC"].get<double>() == Approx(objectsByC / 10.0));
  CHECK(strange["acceptedByBoth"].get<double>() == Approx(objectsAccepted / 10.0));
  CHECK(strange["aurocMaxD"]["value"].get<double>() == Approx(wins / 1000));

  // Every other order of the cells beside c, each with how its AURC differs.
  std::vector<std::string> orders;
  for (const auto& other : result["otherScores"]) {
    orders.push_back(other["score"]);
    CHECK(other["aurcLessC"].get<double>() ==
          Approx(other["aurc"].get<double>() - result["aurc"].get<double>()).margin(1e-9));
  }
  CHECK(orders == std::vector<std::string>{"margin", "maxD", "scaled", "views"});
  for (const char* measure : {"macroPrecision", "macroRecall", "macroF1", "longTail", "Rr", "Ra", "R",
                              "acceptanceArea", "aurc", "eaurc", "augrc"}) {
    CAPTURE(measure);
    CHECK(result[measure].is_number());  // the thesis's measures, and those of selective classification
  }

  const Json& comparison = result["comparison"];
  CHECK(comparison["mcNemarP"] == 1);
  CHECK(comparison["differences"]["accuracy"]["value"] == 0);
  CHECK(comparison["differences"]["Rr"]["value"].get<double>() ==
        Approx((accepted - accepted2) / 100.0).margin(1e-9));
  const std::string page = read(html).toStdString();
  CHECK_THAT(page, Catch::StartsWith("<!DOCTYPE html>") && Catch::Contains("<svg") &&
                       Catch::Contains("band_neutrophil") && !Catch::Contains("<script"));
  // The confusion's columns have names.
  const auto confusion = run.out.find("confusion (rows");
  REQUIRE(confusion != std::string::npos);
  const std::string head = run.out.substr(confusion, 200);
  CHECK_THAT(head, Catch::Contains("band_") && Catch::Contains("metam") && Catch::Contains("myelo"));
}

TEST_CASE("embed: a map whose picture, rows and JSON say the same, and the same again with the same seed") {
  Bench& bench = Bench::get();
  const QString png = bench.path("map.png"), csv = bench.path("map.csv"), json = bench.path("map.json");
  const QStringList command = {"embed",       "--model", bench.model(), "--index", bench.index(), "--root",
                               bench.crops(), "--csv",   csv,           "--json",  json,          "--out"};
  const Run run = cli(0, command + QStringList{png});
  CHECK_THAT(run.out, Catch::Contains("110 cells") && Catch::Contains("nearest in the map"));
  CHECK(read(png).startsWith("\x89PNG"));
  const Json map = readJson(json);
  CHECK(map["format"] == "cellwise-embed");
  CHECK(map["labels"] == "index");
  CHECK(map["n"] == 110);
  CHECK(map["of"] == 110);
  CHECK(map["perplexity"] == 30);
  CHECK(map["purity"]["neighbours"] == 10);
  CHECK(map["purity"]["byChance"].get<double>() == Approx(9.0 / 109));
  // Drawn cells of a class look more alike than any two do.
  CHECK(map["purity"]["value"].get<double>() > 3 * 9.0 / 109);
  const auto rows = readCsv(csv);
  REQUIRE(rows.size() == 110);
  REQUIRE(map["cells"].size() == 110);
  std::map<std::string, std::string> labels;
  for (const auto& row : readCsv(bench.index())) labels[row.at("path")] = row.at("class");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Json& cell = map["cells"][i];
    CHECK(rows[i].at("path") == cell["path"]);
    CHECK(rows[i].at("class") == labels.at(cell["path"]));
    CHECK(cell["class"] == labels.at(cell["path"]));
    CHECK(rows[i].at("predicted") == cell["predicted"]);
    CHECK(rows[i].at("decision") == cell["decision"]);
    CHECK(std::stod(rows[i].at("x")) == Approx(cell["x"].get<double>()).epsilon(1e-4).margin(1e-4));
  }
  // The purity, recounted from the rows.
  double same = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto at = [&](std::size_t j, const char* axis) { return map["cells"][j][axis].get<double>(); };
    std::vector<std::pair<double, bool>> others;
    for (std::size_t j = 0; j < rows.size(); ++j)
      if (j != i)
        others.emplace_back(std::hypot(at(i, "x") - at(j, "x"), at(i, "y") - at(j, "y")),
                            map["cells"][i]["class"] == map["cells"][j]["class"]);
    std::sort(others.begin(), others.end());
    for (int k = 0; k < 10; ++k) same += others[std::size_t(k)].second;
  }
  CHECK(map["purity"]["value"].get<double>() == Approx(same / 1100).epsilon(0.002));

  const QByteArray firstPicture = read(png), firstRows = read(csv);
  cli(0, command + QStringList{png, "--threads", "1"});
  CHECK(read(png) == firstPicture);
  CHECK(read(csv) == firstRows);

  // Folders are labelled by the model; more than the limit is sampled, and both are said.
  const Run few = cli(0, {"embed", "--model", bench.model(), bench.crops(), "--out", png, "--json", json,
                          "--limit", "40", "--seed", "5"});
  CHECK_THAT(few.err, Catch::Contains("40 of 110"));
  CHECK_THAT(few.out, Catch::Contains("perplexity 30 is too large for 40 cells: 13 was taken"));
  const Json sampled = readJson(json);
  CHECK(sampled["labels"] == "model");
  CHECK(sampled["n"] == 40);
  CHECK(sampled["of"] == 110);
  for (const Json& cell : sampled["cells"]) CHECK(cell["class"] == cell["predicted"]);
  CHECK(read(png) != firstPicture);

  const QString nothing = bench.path("nothing.png");
  write(bench.path("two.csv"), "path,class\n" + QByteArray::fromStdString(rows[0].at("path")) +
                                   ",monocyte\n" + QByteArray::fromStdString(rows[1].at("path")) +
                                   ",monocyte\n");
  CHECK_THAT(cli(1, {"embed", "--model", bench.model(), "--index", bench.path("two.csv"), "--root",
                     bench.crops(), "--out", nothing})
                 .err,
             Catch::Contains("at least 3 cells"));
  CHECK_FALSE(QFile::exists(nothing));
}

TEST_CASE("calibrate: thresholds of one's own, or a plain no") {
  Bench& bench = Bench::get();
  const QString out = bench.path("ours.cellmodel"), json = bench.path("calibrated.json");
  const QByteArray before = read(bench.model() + "/manifest.json");
  const QStringList base = {"calibrate",   "--model", bench.model(), "--index",
                            bench.index(), "--root",  bench.crops()};
  const Run none = cli(1, base + QStringList{"--rule", "guaranteed", "--target", "0.99", "--out", out});
  CHECK_THAT(none.err, Catch::Contains("not certifiable, n = 110") && Catch::Contains("needs"));
  CHECK_FALSE(QFile::exists(out));

  cli(0, base + QStringList{"--rule", "empirical", "--target", "0.9", "--not-missed", "promyelocyte",
                            "--missed-target", "0.2", "--out", out, "--json", json});
  const Json result = readJson(json);
  CHECK(result["n"] == 110);
  CHECK(result["rules"].size() == 4);
  CHECK(result["notMissed"]["n"] == 10);
  CHECK(result["notMissed"]["bound"].get<double>() <= 0.2);
  const Json measured = Json::parse(cli(0, {"evaluate", "--model", out, "--index", bench.index(), "--root",
                                            bench.crops(), "--json", "-", "--draws", "0"})
                                        .out);
  CHECK(measured["model"]["c_th"] == result["c_th"]);
  CHECK(measured["model"]["d_th"] == result["d_th"]);
  CHECK(measured["model"]["sha256"] == result["model"]["sha256"]);
  CHECK(measured["Ra"].get<double>() >= 0.9);
  CHECK(measured["bootstrap"].is_null());
  const Json manifest = readJson(out + "/manifest.json");
  CHECK(manifest["calibration"]["rows"].size() == 110);
  CHECK(manifest["calibration"]["rule"] == "empirical");
  CHECK_THAT(cli(0, {"info", "--model", out}).out, Catch::Contains("empirical"));

  CHECK_THAT(cli(1, base + QStringList{"--rule", "empirical", "--out", out}).err,
             Catch::Contains("Conflict"));
  CHECK_THAT(cli(1, base + QStringList{"--rule", "empirical", "--not-missed", "blast"}).err,
             Catch::Contains("blast"));
  CHECK(read(bench.model() + "/manifest.json") == before);
}

TEST_CASE("From images to a report, and the record of it") {
  Bench& bench = Bench::get();
  const QString casebook = bench.path("lab.cellwise"), prefix = bench.path("报告"),
                file = bench.path("import.json");
  QFile::remove(casebook);
  // One damaged file among them, and one image twice.
  const QString scans = bench.path("scans");
  QDir(scans).removeRecursively();
  REQUIRE(QDir().mkpath(scans));
  QStringList images;
  for (QDirIterator it(bench.crops(), {"*.jpg"}, QDir::Files, QDirIterator::Subdirectories); it.hasNext();) {
    images << it.next();
  }
  images.sort();
  REQUIRE(images.size() == 110);
  for (int i = 0; i < 40; ++i) REQUIRE(QFile::copy(images[i * 2], scans + QStringLiteral("/%1.jpg").arg(i)));
  REQUIRE(QFile::copy(images[0], scans + "/again.jpg"));
  write(scans + "/damaged.jpg", read(images[1]).left(700));

  const Run imported = cli(3, {"import", "--casebook", casebook, "--sample", "样本-17", "--operator", "Ada",
                               "--kind", "crops", "--model", bench.model(), "--json", file, scans});
  CHECK_THAT(imported.err, Catch::Contains("damaged.jpg: ImageDamaged"));
  const Json import = readJson(file);
  CHECK(import["cells"] == 40);
  CHECK(import["duplicates"] == 1);
  CHECK(import["classified"] == 40);
  CHECK(import["skipped"].size() == 1);
  const QString slide = QString::number(import["slide"].get<int>());

  const Json list = Json::parse(cli(0, {"casebook", "list", "--casebook", casebook, "--json", "-"}).out);
  REQUIRE(list["slides"].size() == 1);
  CHECK(list["slides"][0]["sample"] == "样本-17");
  CHECK(list["slides"][0]["toReview"] == import["toReview"]);

  const QString language = GENERATE("en", "zh");
  const Run report = cli(0, {"report", "--casebook", casebook, "--slide", slide, "--out", prefix,
                             "--language", language, "--page", "Letter"});
  CHECK_THAT(report.out,
             Catch::Contains("报告.pdf") && Catch::Contains("报告.csv") && Catch::Contains("报告.json"));
  CHECK(read(prefix + ".pdf").startsWith("%PDF-"));
  const Json written = readJson(prefix + ".json");
  const Json& differential = written["differential"];
  CHECK(written["signature"].is_null());
  CHECK(differential["cells"] == 40);
  CHECK(differential["unresolved"] == import["toReview"]);
  int counted = 0, outside = 0;
  for (const auto& row : readCsv(prefix + ".csv")) {
    if (row.at("record") == "class")
      (row.at("counted") == "true" ? counted : outside) += std::stoi(row.at("total"));
  }
  CHECK(counted == differential["counted"].get<int>());
  CHECK(counted + outside + differential["unresolved"].get<int>() == 40);
  if (!QStandardPaths::findExecutable("pdftotext").isEmpty()) {
    QProcess text;
    text.start("pdftotext", {prefix + ".pdf", "-"});
    REQUIRE(text.waitForFinished());
    const std::string page = text.readAllStandardOutput().toStdString();
    CHECK_THAT(page, Catch::Contains("样本-17") &&
                         Catch::Contains(written["contentSha256"].get<std::string>().substr(0, 12)));
    CHECK_THAT(page, language == "zh" ? Catch::Contains("单核细胞") : Catch::Contains("Monocyte"));
  }

  CHECK_THAT(cli(0, {"casebook", "--casebook", casebook, "verify"}).out, Catch::Contains("chain is whole"));
  CHECK_THAT(cli(0, {"casebook", "history", "--casebook", casebook, "--cell", "1"}).out,
             Catch::Contains("no expert's decision"));
  cli(0, {"casebook", "backup", "--casebook", casebook, "--to", bench.path("copy.cellwise")});
  CHECK_THAT(cli(0, {"casebook", "verify", "--casebook", bench.path("copy.cellwise")}).out,
             Catch::Contains("chain is whole"));
}

TEST_CASE("Stored first, classified later") {
  Bench& bench = Bench::get();
  const QString casebook = bench.path("later.cellwise");
  QFile::remove(casebook);
  const QString monocytes = bench.crops() + "/monocyte";
  cli(0, {"import", "--casebook", casebook, "--kind", "crops", "--no-classify", monocytes});
  CHECK_THAT(cli(0, {"casebook", "list", "--casebook", casebook}).out, Catch::Contains("imported"));
  const QStringList classify = {"casebook", "classify", "--casebook", casebook,
                                "--slide",  "1",        "--model",    bench.model()};
  CHECK_THAT(cli(0, classify).out, Catch::Contains("classified 10 cells"));
  CHECK_THAT(cli(0, classify).out, Catch::Contains("classified 0 cells"));
}

TEST_CASE("export: a signed report for another system, confirmed cells for another program") {
  Bench& bench = Bench::get();
  const QString casebook = bench.path("export.cellwise"), prefix = bench.path("signed");
  QFile::remove(casebook);
  cli(0, {"import", "--casebook", casebook, "--kind", "crops", "--sample", "S|17", "--specimen", "blood",
          "--model", bench.model(), bench.crops() + "/monocyte", bench.crops() + "/lymphocyte"});
  const auto message = [&](const QString& format, const QString& out, const QStringList& more = {}) {
    return QStringList{"export", "--casebook", casebook, "--format", format, "--slide", "1", "--out", out} +
           more;
  };
  const QString fhir = bench.path("报告.fhir.json"), hl7 = bench.path("报告.hl7");
  QFile::remove(fhir);
  // Nobody signed: only as a draft, and it says so.
  CHECK_THAT(cli(1, message("fhir", fhir)).err, Catch::Contains("never signed"));
  CHECK_FALSE(QFile::exists(fhir));
  CHECK_THAT(cli(0, message("fhir", fhir, {"--draft"})).out, Catch::Contains("preliminary, not signed"));
  CHECK(readJson(fhir)["entry"][0]["resource"]["status"] == "preliminary");

  // A draft has what was written on the report, and codes and limits are the laboratory's own where it has
  // some: both in one folder, the same for every program.
  {
    auto book = cellwise::casebook::Casebook::open(casebook);
    REQUIRE(book);
    REQUIRE((*book)->setReportEntries(1, {6.5, "Giant platelets.", "No blasts seen.", {}}, "Dr. Ada"));
  }
  const QString settings = bench.path("settings"), own = settings + "/Cellwise";
  REQUIRE(QDir().mkpath(own));
  const QString shipped = QStringLiteral(CELLWISE_SOURCE_DIR "/resources/");
  write(own + "/codes.json", read(shipped + "codes/codes.json").replace("\"743-5\"", "\"LAB-MONO\""));
  Json limits = readJson(shipped + "limits/decision-limits.json");
  for (Json& rule : limits["rules"]) rule["source"] = "own list";
  write(own + "/decision-limits.json", QByteArray::fromStdString(limits.dump()));
  const Run drafted = cli(message("fhir", fhir, {"--draft"}), {}, settings);
  CHECK(drafted.status == 0);
  CHECK_THAT(drafted.out, Catch::Contains("Cellwise/codes.json"));
  CHECK(readJson(fhir)["entry"][0]["resource"]["conclusion"] == "No blasts seen.");
  const std::string sentDraft = read(fhir).toStdString();
  for (const char* said : {"LAB-MONO", "26464-8", "Giant platelets.", "10*9/L"})
    CHECK_THAT(sentDraft, Catch::Contains(said));
  CHECK(cli({"report", "--casebook", casebook, "--slide", "1", "--out", prefix}, {}, settings).status == 0);
  CHECK_THAT(read(prefix + ".json").toStdString(), Catch::Contains("\"source\":\"own list\""));

  // An expert confirms two cells and signs what the report says.
  {
    auto book = cellwise::casebook::Casebook::open(casebook);
    REQUIRE(book);
    const auto cells = (*book)->cells(1);
    REQUIRE(cells);
    std::vector<cellwise::casebook::NewReview> reviews;
    for (int i : {3, 12})
      reviews.push_back({(*cells)[std::size_t(i)].id,
                         cellwise::casebook::ReviewAction::Decide,
                         "basophil",
                         {},
                         "Dr. Ada",
                         "test"});
    REQUIRE((*book)->addReviews(reviews));
  }
  cli(0, {"report", "--casebook", casebook, "--slide", "1", "--out", prefix});
  const QByteArray lines = read(prefix + ".json");
  const QByteArray start = "\"differential\":";
  const qsizetype from = lines.indexOf(start) + start.size();
  const QByteArray content = lines.mid(from, lines.indexOf(",\n\"format\"", from) - from);
  {
    auto book = cellwise::casebook::Casebook::open(casebook);
    REQUIRE(book);
    REQUIRE((*book)->sign({1, "Dr. Ada", "reviewed and released", {}, content}));
  }
  const Json differential = Json::parse(content.toStdString());
  CHECK_THAT(cli(0, message("fhir", fhir, {"--pdf"})).out, Catch::Contains("final, version 1"));
  const Json bundle = readJson(fhir);
  CHECK(bundle["entry"][0]["resource"]["status"] == "final");
  CHECK(QByteArray::fromBase64(
            QByteArray::fromStdString(
                bundle["entry"][0]["resource"]["presentedForm"][0]["data"].get<std::string>()))
            .startsWith("%PDF-"));
  int shares = 0;
  for (const Json& entry : bundle["entry"]) {
    const Json& resource = entry["resource"];
    if (resource["resourceType"] != "Observation") continue;
    for (const Json& row : differential["rows"]) {
      if (row["counted"] != true || resource["code"]["coding"].back()["code"] != row["classId"]) continue;
      ++shares;
      CHECK(resource["valueQuantity"]["value"].get<double>() ==
            Approx(100 * row["share"].get<double>()).margin(0.05001));
    }
  }
  CHECK(shares == 9);  // the counted classes of blood
  cli(0, message("hl7", hl7, {"--hl7-version", "2.4", "--identifier", "patient"}));
  const QByteArray sent = read(hl7);
  CHECK(sent.contains("|2.4|"));
  CHECK(sent.contains("PID|1||S\\F\\17|"));
  CHECK(sent.count("|F|||||^Dr. Ada\r") >= 9);

  // The two confirmed cells, and no other.
  const QString coco = bench.path("coco"), folder = bench.path("classes"), geo = bench.path("geo");
  for (const QString& old : {coco, folder, geo}) QDir(old).removeRecursively();
  const auto cellsOf = [&](const QString& format, const QString& out, const QStringList& more = {}) {
    return QStringList{"export", "--casebook", casebook, "--format", format, "--out", out} + more;
  };
  CHECK_THAT(cli(0, cellsOf("coco", coco)).out, Catch::Contains("2 cells on 2 images of 1 slides"));
  const Json annotations = readJson(coco + "/annotations.json");
  REQUIRE(annotations["annotations"].size() == 2);
  CHECK(annotations["licenses"].empty());
  for (const Json& annotation : annotations["annotations"]) {
    CHECK(annotation["attributes"]["basis"] == "expert");
    CHECK(annotation["attributes"]["decidedBy"] == "Dr. Ada");
    CHECK(annotations["categories"][annotation["category_id"].get<std::size_t>() - 1]["name"] == "basophil");
  }
  for (const Json& image : annotations["images"])
    CHECK(QFile::exists(coco + "/" + QString::fromStdString(image["file_name"])));
  CHECK_THAT(cli(1, cellsOf("coco", coco)).err, Catch::Contains("there is something already"));
  cli(0, cellsOf("imagefolder", folder));
  CHECK(QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot) == QStringList{"basophil"});
  CHECK(QDir(folder + "/basophil").entryList(QDir::Files).size() == 2);
  CHECK(read(folder + "/cells.csv").count("\r\n") == 3);
  cli(0, cellsOf("geojson", geo, {"--cells", "all"}));
  int features = 0;
  for (QDirIterator it(geo, {"*.geojson"}, QDir::Files, QDirIterator::Subdirectories); it.hasNext();)
    features += int(readJson(it.next())["features"].size());
  CHECK(features == 20);
  // And back: as labels, and as decisions only where it is said whose.
  const QString other = bench.path("back.cellwise");
  QFile::remove(other);
  const QStringList back = {"import",        "--casebook", other, "--annotations", coco + "/annotations.json",
                            "--no-classify", coco};
  CHECK_THAT(cli(0, back).out, Catch::Contains("2 labels were imported, 0 taken as decisions"));
  CHECK_THAT(cli(0, back + QStringList{"--decided-by", "Dr. Ada"}).out,
             Catch::Contains("2 taken as decisions of Dr. Ada"));
  CHECK_THAT(cli(0, {"import", "--casebook", other, "--annotations", geo, "--no-classify", geo}).out,
             Catch::Contains("20 labels were imported"));
  {
    auto book = cellwise::casebook::Casebook::open(other);
    REQUIRE(book);
    const auto labelled = (*book)->cells(1), decided = (*book)->cells(2), all = (*book)->cells(3);
    REQUIRE((labelled && decided && all));
    REQUIRE(labelled->size() == 2);
    CHECK_FALSE((*labelled)[0].review);
    CHECK((*labelled)[0].comment == "Imported label: basophil (annotations.json)");
    REQUIRE((*decided)[1].review);
    CHECK((*decided)[1].review->classId == "basophil");
    CHECK((*decided)[1].review->reviewer == "Dr. Ada");
    CHECK(all->size() == 20);
    CHECK((*book)->verifyAudit());
  }
  // One wrong thing refuses all of it.
  Json bad = annotations;
  bad["annotations"][1]["bbox"] = {0, 0, 5000, 10};
  write(coco + "/bad.json", QByteArray::fromStdString(bad.dump()));
  CHECK_THAT(
      cli(1, {"import", "--casebook", other, "--annotations", coco + "/bad.json", "--no-classify", coco}).err,
      Catch::Contains("annotations[1].bbox reaches out of its image"));
  bad = annotations;
  bad["categories"][6]["name"] = "oddity";
  write(coco + "/bad.json", QByteArray::fromStdString(bad.dump()));
  CHECK_THAT(cli(1, {"import", "--casebook", other, "--annotations", coco + "/bad.json", "--decided-by",
                     "Dr. Ada", "--no-classify", coco})
                 .err,
             Catch::Contains("the label oddity is no class"));
  CHECK(Json::parse(cli(0, {"casebook", "list", "--casebook", other, "--json", "-"}).out)["slides"].size() ==
        3);

  // What is exported without a trace of failure leaves no part behind.
  CHECK(QDir(bench.path("")).entryList({".cellwise-export*"}, QDir::Dirs | QDir::Hidden).isEmpty());
}

TEST_CASE("users: accounts are made, changed and let in again, and the log says from where") {
  QTemporaryDir folder;
  const QString casebook = folder.filePath("lab.casebook");
  REQUIRE(cellwise::casebook::Casebook::open(casebook));
  const auto users = [&](const QString& input, const QStringList& arguments) {
    return cli(QStringList{"users", "--casebook", casebook} + arguments, input);
  };
  CHECK_THAT(users({}, {"list"}).out, Catch::Contains("no accounts"));
  const QString ruth = QString::fromUtf8("Ruth Müller");
  // The first is an administrator's, with a password that is long enough.
  CHECK(users("correct horse", {"add", "--name", "Tom", "--role", "technician"}).status == 1);
  CHECK(users("short", {"add", "--name", ruth, "--role", "administrator"}).status == 1);
  CHECK(users({}, {"add", "--name", ruth, "--role", "administrator"}).status == 1);
  CHECK_THAT(users({}, {"list"}).out, Catch::Contains("no accounts"));
  CHECK(users("correct horse", {"add", "--name", ruth, "--role", "administrator,hematologist"}).status == 0);
  CHECK(users("battery staple", {"add", "--name", "Tom", "--role", "technician"}).status == 0);
  CHECK(users("battery staple", {"add", "--name", "tom", "--role", "technician"}).status == 1);  // taken
  CHECK(users("x", {"add", "--name", "Ann", "--role", "surgeon"}).status == 2);
  const Json list = Json::parse(users({}, {"list", "--json", "-"}).out);
  REQUIRE(list["users"].size() == 2);
  CHECK(list["users"][0]["name"] == ruth.toStdString());
  CHECK(list["users"][0]["hematologist"] == true);
  CHECK(list["users"][0]["lastSignInAt"].is_null());
  CHECK(list["users"][1]["technician"] == true);

  CHECK(users({}, {"disable", "--name", ruth}).status == 1);  // the last administrator stays
  CHECK(users({}, {"disable", "--name", "Tom"}).status == 0);
  CHECK_THAT(users({}, {"list"}).out, Catch::Contains("disabled"));
  CHECK(users({}, {"enable", "--name", "Tom"}).status == 0);
  CHECK(users({}, {"set-roles", "--name", "Tom", "--role", "hematologist"}).status == 0);
  CHECK(users("x", {"set-password", "--name", "Nobody"}).status == 1);
  CHECK(users("another horse", {"set-password", "--name", ruth}).status == 0);  // forgotten

  auto book = cellwise::casebook::Casebook::open(casebook);
  REQUIRE(book);
  cellwise::casebook::Accounts accounts(**book);
  CHECK_FALSE(accounts.signIn(ruth, "correct horse")->user);
  CHECK(accounts.signIn(ruth, "another horse")->user);
  const auto tom = accounts.signIn("Tom", "battery staple");
  REQUIRE(tom->user);
  CHECK(tom->user->roles == cellwise::casebook::Roles{false, true, false});
  int fromHere = 0;
  const auto log = (*book)->audit();
  REQUIRE(log);
  for (const auto& entry : *log)
    fromHere += entry.actor.startsWith(cellwise::casebook::Accounts::commandLine({}).left(8));
  CHECK(fromHere == 6);
  CHECK((*book)->verifyAudit());
}

TEST_CASE("Fields of view: cells are found where they were drawn") {
  Bench& bench = Bench::get();
  const QString film = bench.path("film"), boxes = bench.path("boxes"), file = bench.path("found.json");
  cli(0, {"synthesize", "--out", film, "--cells", "12", "--fields", "2", "--seed", "11"});
  std::map<std::string, QByteArray> annotations;
  int annotated = 0;
  for (const auto& row : readCsv(film + "/truth.csv")) {
    const auto& classId = row.at("class");
    if (classId == "platelet" || classId == "debris") continue;
    const int x = std::stoi(row.at("x")), y = std::stoi(row.at("y"));
    annotations[row.at("field")] +=
        QStringLiteral(
            "<object><name>WBC</name><bndbox><xmin>%1</xmin><ymin>%2</ymin><xmax>%3</xmax>"
            "<ymax>%4</ymax></bndbox></object>")
            .arg(x)
            .arg(y)
            .arg(x + std::stoi(row.at("width")))
            .arg(y + std::stoi(row.at("height")))
            .toUtf8();
    ++annotated;
  }
  REQUIRE(annotated == 12);
  REQUIRE(QDir().mkpath(boxes));
  for (const auto& [field, objects] : annotations) {
    write(boxes + "/" + QFileInfo(QString::fromStdString(field)).completeBaseName() + ".xml",
          "<annotation>" + objects + "</annotation>");
  }
  cli(0, {"find-cells", "--fields", film, "--annotations", boxes, "--scale", "0.16", "--json", file});
  const Json found = readJson(file);
  REQUIRE(found["fields"].size() == 2);
  CHECK(found["measure"]["annotated"] == 12);
  CHECK(found["measure"]["recallCentre"].get<double>() >= 0.8);
  CHECK(found["measure"]["precisionCentre"].get<double>() >= 0.7);
  CHECK(found["measure"]["recallCentre"].get<double>() ==
        found["measure"]["matchedCentre"].get<int>() / 12.0);
  // The other way to ask the same.
  const Json alias = Json::parse(
      cli(0, {"evaluate", "--fields", film, "--annotations", boxes, "--scale", "0.16", "--json", "-"}).out);
  CHECK(alias["measure"] == found["measure"]);
  // A field without its annotation is listed, not counted as empty.
  QFile::remove(boxes + "/" +
                QFileInfo(QString::fromStdString(annotations.begin()->first)).completeBaseName() + ".xml");
  CHECK_THAT(cli(3, {"find-cells", "--fields", film, "--annotations", boxes}).err,
             Catch::Contains("FileNotFound"));

  const QString casebook = bench.path("film.cellwise");
  QFile::remove(casebook);
  CHECK_THAT(cli(0, {"import", "--casebook", casebook, "--model", bench.model(), film}).out,
             Catch::Contains("2 fields of view"));
  CHECK_THAT(cli(0, {"casebook", "list", "--casebook", casebook}).out, Catch::Contains("(synthetic)"));
}

TEST_CASE("What cannot be read is named, the rest goes on") {
  Bench& bench = Bench::get();
  const QString mixed = bench.path("mixed");
  QDir(mixed).removeRecursively();
  REQUIRE(QDir().mkpath(mixed));
  REQUIRE(
      QFile::copy(bench.crops() + "/monocyte/" + QDir(bench.crops() + "/monocyte").entryList(QDir::Files)[0],
                  mixed + "/good.jpg"));
  write(mixed + "/empty.png", "");
  write(mixed + "/文字.jpg", "no image");
  const Run run = cli(3, {"classify", "--model", bench.model(), "--json", "-", mixed, bench.path("nowhere")});
  const Json json = Json::parse(run.out);
  CHECK(json["cells"].size() == 1);
  std::map<std::string, std::string> reasons;
  for (const Json& each : json["skipped"]) {
    reasons[QFileInfo(QString::fromStdString(each["path"])).fileName().toStdString()] = each["error"];
  }
  CHECK(reasons == std::map<std::string, std::string>{
                       {"empty.png", "ImageEmpty"}, {"文字.jpg", "NotAnImage"}, {"nowhere", "FileNotFound"}});
  CHECK_THAT(run.err, Catch::Contains("文字.jpg"));
  QFile::remove(mixed + "/good.jpg");
  CHECK_THAT(cli(1, {"classify", "--model", bench.model(), mixed}).err,
             Catch::Contains("empty.png: ImageEmpty"));
}

TEST_CASE("Failures: status 1, the file by name, and nothing made or changed") {
  Bench& bench = Bench::get();
  const auto refused = [&](const QStringList& arguments, const char* code, const QString& file) {
    CHECK_THAT(cli(1, arguments).err, Catch::Contains(code) && Catch::Contains(file.toStdString()));
  };
  const QString nowhere = bench.path("nowhere"), text = bench.path("text.txt");
  write(text, "path,kind\na.jpg,monocyte\n");
  refused({"classify", "--model", bench.model(), nowhere}, "FileNotFound", nowhere);
  refused({"classify", "--model", nowhere, bench.crops()}, "FileNotFound", nowhere);
  refused({"evaluate", "--model", bench.model(), "--index", nowhere, "--root", "."}, "FileNotFound", nowhere);
  refused({"evaluate", "--model", bench.model(), "--index", text, "--root", "."}, "FormatInvalid", text);
  refused({"evaluate", "--model", bench.model(), "--index", bench.index(), "--root", nowhere}, "FileNotFound",
          nowhere);
  refused({"classify", "--model", bench.model(), "--json", nowhere + "/a.json", bench.crops() + "/monocyte"},
          "FileUnwritable", nowhere);
  refused({"find-cells", "--fields", nowhere}, "NotAnImage", nowhere);
  refused({"casebook", "verify", "--casebook", nowhere}, "FileNotFound", nowhere);
  CHECK_FALSE(QFile::exists(nowhere));
  refused({"casebook", "list", "--casebook", text}, "Database", text);
  CHECK(read(text).startsWith("path,kind"));
  const QString casebook = bench.path("empty.cellwise");
  QFile::remove(casebook);
  refused({"import", "--casebook", casebook, "--model", bench.model(), nowhere}, "FileNotFound", nowhere);
  CHECK_THAT(cli(1, {"report", "--casebook", casebook, "--slide", "9", "--out", bench.path("r")}).err,
             Catch::Contains("NotFound"));
  CHECK_FALSE(QFile::exists(bench.path("r.pdf")));
}

TEST_CASE("Wrong command lines: status 2, help teaches") {
  for (const QStringList& wrong : std::vector<QStringList>{
           {},
           {"classifi"},
           {"classify"},
           {"evaluate"},
           {"evaluate", "--index", "a.csv"},
           {"evaluate", "--index", "a.csv", "--root", ".", "--map", "band"},
           {"evaluate", "--index", "a.csv", "--root", ".", "--map", "a=b,a=c"},
           {"evaluate", "--annotations", "."},
           {"evaluate", "--html", "a.html"},
           {"evaluate", "--index", "a.csv", "--root", ".", "--target", "99"},
           {"calibrate", "--index", "a.csv", "--root", ".", "--rule", "best"},
           {"calibrate", "--index", "a.csv"},
           {"embed", "cells"},
           {"embed", "--out", "a.png"},
           {"embed", "--out", "a.png", "--index", "a.csv"},
           {"embed", "--out", "a.png", "--perplexity", "0", "cells"},
           {"import", "--casebook", "a", "--kind", "films", "."},
           {"report", "--casebook", "a", "--slide", "1", "--out", "b", "--page", "A3"},
           {"export", "--casebook", "a", "--format", "dicom", "--out", "b"},
           {"export", "--casebook", "a", "--format", "hl7", "--slide", "1", "--out", "b", "--hl7-version",
            "3"},
           {"export", "--casebook", "a", "--format", "fhir", "--out", "b"},
           {"synthesize", "--out", "a", "--crops", "3", "--fields", "2"},
           {"casebook", "--casebook", "a"},
       }) {
    cli(2, wrong);
  }
  for (const char* command :
       {"info", "classify", "evaluate", "embed", "calibrate", "find-cells", "import", "report", "export",
        "train", "train-attributes", "models", "curves", "study", "synthesize", "casebook"}) {
    CHECK_THAT(cli(0, {command, "--help"}).out,
               Catch::Contains("Example") && Catch::Contains("cellwise-cli "));
  }
  CHECK_THAT(cli(0, {"--version"}).out, Catch::Contains("0."));
}

TEST_CASE("confirmed cells make a model that is compared and replayed before it is listed") {
  const QTemporaryDir folder;
  const auto path = [&](const QString& name) { return folder.filePath(QStringLiteral("实验 ") + name); };
  const QString casebook = path("lab.cellwise"), out = path("models/ours.cellmodel");
  std::map<QString, QString> classOf;  // by the file's SHA-256
  for (int patient = 1; patient <= 6; ++patient) {
    const QString crops = path(QString::number(patient));
    cli(0,
        {"synthesize", "--out", crops, "--crops", "4", "--size", "96", "--seed", QString::number(patient)});
    cli(0, {"import", "--casebook", casebook, "--sample", "P" + QString::number(patient), "--kind", "crops",
            "--no-classify", crops});
    for (QDirIterator it(crops, {"*.jpg"}, QDir::Files, QDirIterator::Subdirectories); it.hasNext();) {
      const QString file = it.next();
      classOf[QCryptographicHash::hash(read(file), QCryptographicHash::Sha256).toHex()] =
          QFileInfo(file).dir().dirName();
    }
  }
  const QStringList train = {
      "train",  "--from-casebook",   casebook, "--out", out, "--epochs", "1", "--minimum-cells", "200",
      "--json", path("learned.json")};
  CHECK_THAT(cli(1, train).err, Catch::Contains("0 patients or slides"));
  {
    // As an expert does in the window.
    static int count = 1;
    static char name[] = "test_cli";
    static char* arguments[] = {name, nullptr};
    const QCoreApplication application(count, arguments);
    const auto book = cellwise::casebook::Casebook::open(casebook);
    REQUIRE(book);
    const auto slides = (*book)->slides();
    REQUIRE(slides->size() == 6);
    for (const auto& slide : *slides) {
      std::map<qint64, QString> images;
      const auto records = (*book)->images(slide.id);
      for (const auto& image : *records) images[image.id] = classOf.at(image.sha256);
      std::vector<cellwise::casebook::NewReview> reviews;
      const auto cells = (*book)->cells(slide.id);
      for (const auto& cell : *cells) {
        reviews.push_back({cell.id,
                           cellwise::casebook::ReviewAction::Decide,
                           images.at(cell.imageId),
                           {},
                           QStringLiteral("Ada"),
                           QStringLiteral("test")});
      }
      REQUIRE((*book)->addReviews(reviews));
    }
  }
  // Drawn slides are not learned from beside patients'.
  CHECK_THAT(cli(1, train).err, Catch::Contains("0 patients or slides") && Catch::Contains("6 slides"));
  CHECK_FALSE(QDir(out).exists());
  const Run run = cli(0, train + QStringList{"--drawn"});
  CHECK_THAT(run.out,
             Catch::Contains("before") && Catch::Contains("after") && Catch::Contains("no slide is signed"));
  const Json learned = readJson(path("learned.json"));
  CHECK(learned["format"] == "cellwise-learn");
  const auto& data = learned["data"];
  CHECK(data["cells"] == 264);
  CHECK(learned["scope"] == "network");  // every class has cells
  CHECK(data["untrained"].empty());
  CHECK(data["training"]["samples"].get<int>() + data["validation"]["samples"].get<int>() +
            data["calibration"]["samples"].get<int>() + data["heldOut"]["samples"].get<int>() ==
        6);
  CHECK(learned["comparison"]["cells"] == data["heldOut"]["cells"]);
  CHECK(learned["comparison"]["before"]["accuracyOf"][1] == data["heldOut"]["cells"]);
  CHECK(learned["certified"] == false);
  CHECK_THAT(read(out + "/README.md").toStdString(), Catch::Contains("drawn (synthetic)"));

  // The same held-out cells, measured by another command: the model's own figures are those.
  const Json list = Json::parse(cli(0, {"models", "--folder", path("models"), "--json", "-"}).out);
  REQUIRE(list["models"].size() == 2);
  CHECK(list["models"][0]["shipped"] == true);
  const auto& ours = list["models"][1];
  CHECK(ours["usable"] == true);
  CHECK(ours["sha256"] == learned["comparison"]["after"]["sha256"]);
  CHECK(ours["figures"]["test.accuracy"] == learned["comparison"]["after"]["accuracy"]);
  CHECK_THAT(cli(0, {"models", "--folder", path("models")}).out,
             Catch::Contains("(shipped)") && Catch::Contains("confirmed cells of a casebook"));
  CHECK(cli(0, {"info", "--model", out}).out.find("c_th") != std::string::npos);

  const Json replay =
      Json::parse(cli(0, {"casebook", "replay", "--casebook", casebook, "--model", out, "--json", "-"}).out);
  CHECK(replay["format"] == "cellwise-replay");
  CHECK(replay["signed"] == 0);
  CHECK_THAT(cli(1, train + QStringList{"--drawn"}).err, Catch::Contains("Conflict"));
  cli(2, {"train", "--out", out});
  cli(2, train + QStringList{"--index", "a.csv"});
}

TEST_CASE("Ctrl+C ends long work with 130") {
  const QTemporaryDir folder;
  QProcess process;
  process.start(QStringLiteral(CELLWISE_CLI),
                {"synthesize", "--out", folder.path(), "--cells", "4000", "--fields", "400"});
  REQUIRE(process.waitForStarted());
  QElapsedTimer waiting;
  waiting.start();
  while (!QFile::exists(folder.filePath("field_001.jpg")) && waiting.elapsed() < 120'000) QThread::msleep(50);
  ::kill(static_cast<pid_t>(process.processId()), SIGINT);
  REQUIRE(process.waitForFinished(120'000));
  CHECK(process.exitStatus() == QProcess::NormalExit);
  CHECK(process.exitCode() == 130);
}

TEST_CASE("a network that cannot be loaded is said, with its file, what needs none works on") {
  const QTemporaryDir dir;
  const QString program = dir.filePath(QStringLiteral("bin/cellwise-cli"));
  const QString network = QDir::cleanPath(dir.filePath(QStringLiteral("bin/" CELLWISE_NETWORK_INSTALLED)));
  REQUIRE(QDir().mkpath(QFileInfo(program).path()));
  REQUIRE(QDir().mkpath(QFileInfo(network).path()));
  REQUIRE(QFile::copy(QStringLiteral(CELLWISE_CLI), program));
  write(network, "not a library");
  const auto run = [&](const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    REQUIRE(process.waitForFinished(60'000));
    return std::pair(process.exitCode(), process.readAllStandardError().toStdString());
  };
  const auto [status, said] = run({"info"});
  CHECK(status == 1);
  CHECK_THAT(said, Catch::Contains("LibraryMissing") && Catch::Contains(network.toStdString()));
  CHECK(run({"--version"}).first == 0);
}

TEST_CASE("info: the model, and parity with the published networks") {
  Bench& bench = Bench::get();
  CHECK_THAT(cli(0, {"info", "--model", bench.model()}).out,
             Catch::Contains("c_th") && Catch::Contains("device") && Catch::Contains("band_neutrophil"));
  const QString fixtures = QStringLiteral(CELLWISE_SHARED_DIR "/fixtures");
  if (!QDir(fixtures).exists()) {
    WARN("no fixtures at " << fixtures.toStdString() << ": parity is not checked here");
    return;
  }
  QStringList verify{"info", "--verify"};
  for (const auto& file : QDir(fixtures).entryList({"*.safetensors"})) verify << fixtures + "/" + file;
  const Run run = cli(0, verify);
  CHECK_THAT(run.out, Catch::Contains("CrossFormer") && Catch::Contains("ViT") && Catch::Contains("Swin") &&
                          Catch::Contains("ResNeXt") && Catch::Contains("RegNetY") &&
                          !Catch::Contains("DIFFERS"));
  CHECK_THAT(cli(1, {"info", "--verify", bench.index()}).err, Catch::Contains("index.csv"));
}
