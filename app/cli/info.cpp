// cellwise-cli info: what the program and a model are; parity with published backbones.
#include <cstdio>

#include "command.h"
#include "model_option.h"
#include "nn/fixture.h"
#include "workflow/paths.h"
#include "workflow/slide_classification.h"

namespace cellwise::cli {
namespace {

struct Arguments {
  ModelArguments model;
  std::vector<std::string> fixtures;
};

int verify(const std::vector<std::string>& fixtures) {
  constexpr double kTolerance = 1e-4;
  int status = kOk;
  for (const auto& file : fixtures) {
    const auto report = nn::verifyFixture(file);
    if (!report) {
      status = fail(report.error());
      continue;
    }
    const auto line = [&](const std::string& by, double difference) {
      const bool same = difference <= kTolerance;
      std::printf("%s: %s%s %d px, %d images, %d features: max absolute difference %.3g (%s)\n", file.c_str(),
                  report->architecture.c_str(), by.c_str(), report->inputSize, report->images,
                  report->featureLength, difference, same ? "agrees" : "DIFFERS");
      if (!same) status = kFailed;
    };
    line("", report->maxAbsoluteDifference);
    for (const auto& [instructions, difference] : report->fused)
      line(" by " + instructions + " kernels", difference);
  }
  return status;
}

int describeProgram(const ModelArguments& arguments) {
  std::printf("cellwise-cli %s, Qt %s; for research use until validated\n", CELLWISE_VERSION, qVersion());
  const auto folder = openModel(arguments);
  if (!folder && arguments.folder.empty() && folder.error().code == ErrorCode::NotFound) {
    std::printf("no default model is installed: name one with --model or CELLWISE_MODEL\n");
    return kOk;
  }
  if (!folder) return fail(folder.error());
  const auto& m = folder->manifest;
  std::printf("model       %s %s\nfolder      %s\nweights     SHA-256 %s\n", m.name.c_str(),
              m.version.c_str(), workflow::toUtf8(folder->path).c_str(), m.weightsSha256.c_str());
  const int side = model::inputSize(m.backbone);
  std::printf("network     %s, %d x %d pixels, N %d, ", model::architecture(m.backbone), side, side,
              model::featureLength(m.backbone));
  if (m.head.kind == model::HeadKind::Ccl) {
    std::printf("CCL head, M %d, sigma %.4f\n", m.head.centroidLength, m.head.sigma);
  } else {
    std::printf("softmax head\n");
  }
  std::printf("classes     %s (%s, %s)\n", m.scheme.id.c_str(), m.scheme.nameEn.c_str(),
              m.scheme.specimen.c_str());
  for (const auto& each : m.scheme.classes) {
    std::printf("  %-22s %-4s %s, %s%s\n", each.id.c_str(), each.shortName.c_str(), each.nameEn.c_str(),
                each.nameZh.c_str(), each.counted ? "" : " (outside the differential)");
  }
  const auto& c = m.calibration;
  std::printf("thresholds  c_th %.4f, d_th %.4g\n", m.thresholds.confidence, m.thresholds.membership);
  std::printf(
      "calibrated  %s, target %.2f %%, n %lld, accepted %lld, errors %lld, bound of the error %.2f %%",
      decision::name(c.rule), 100 * c.target, static_cast<long long>(c.n), static_cast<long long>(c.accepted),
      static_cast<long long>(c.errors), 100 * c.bound);
  if (decision::promises(c.rule)) std::printf(", delta %g over %d tests", c.delta, c.tests);
  std::printf("\n");
  for (const auto& [name, value] : m.figures) std::printf("figure      %s %.4f\n", name.c_str(), value);
  const auto loaded = loadModel(arguments);
  if (!loaded) return fail(loaded.error());
  std::printf("device      %s, %s\n", loaded->device.name.c_str(), loaded->device.precision.c_str());
  return kOk;
}

}  // namespace

void addInfo(CLI::App& program, int& exitCode) {
  auto* command =
      program.add_subcommand("info", "About this program, a model, and parity with published networks");
  auto a = std::make_shared<Arguments>();
  addModelOptions(*command, a->model);
  command
      ->add_option(
          "--verify", a->fixtures,
          "fixtures: builds the network each describes, runs its input and prints the largest absolute "
          "difference to its features")
      ->type_name("FILE");
  command->footer(
      "Examples:\n"
      "  cellwise-cli info\n"
      "  cellwise-cli info --model mine.cellmodel\n"
      "  cellwise-cli info --verify crossformer_224.safetensors swin.safetensors");
  command->callback(
      [a, &exitCode] { exitCode = a->fixtures.empty() ? describeProgram(a->model) : verify(a->fixtures); });
}

}  // namespace cellwise::cli
