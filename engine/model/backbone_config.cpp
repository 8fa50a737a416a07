#include "model/backbone_config.h"

#include <algorithm>
#include <cmath>
#include <concepts>

#include "model/backbone_json.h"

namespace cellwise::model {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// Limits of a network that can be asked for: a configuration is data from outside.
constexpr double kMaxParameters = 5e8;  // 2 GB in fp32; Swin-S has 5e7
constexpr double kMaxValues = 2e8;      // of one layer's output for one image; Swin-S has 1e6
constexpr int kMaxStages = 6;
constexpr char kTooManyParameters[] = "more than 500 million parameters";
constexpr char kTooMuchMemory[] = "needs too much memory";

bool within(int value, int low, int high) {
  return value >= low && value <= high;
}

bool allWithin(const std::vector<int>& values, int low, int high) {
  return std::all_of(values.begin(), values.end(), [&](int value) { return within(value, low, high); });
}

std::string stageName(std::size_t stage) {
  return "stage " + std::to_string(stage + 1) + ": ";
}

// What every family is asked.
std::string commonProblem(int inputSize, double dropPath) {
  if (!within(inputSize, 1, 1024)) return "inputSize is not in 1 to 1024";
  if (!(dropPath >= 0 && dropPath < 1)) return "dropPath is not in [0, 1)";
  return {};
}

std::string depthsProblem(const std::vector<int>& depths) {
  if (!within(static_cast<int>(depths.size()), 1, kMaxStages)) return "depths has not 1 to 6 stages";
  if (!allWithin(depths, 1, 128)) return "a depth is not in 1 to 128";
  int blocks = 0;
  for (const int depth : depths) blocks += depth;
  if (blocks > 128) return "more than 128 blocks";
  return {};
}

int lastWidth(int first, std::size_t stages) {  // doubled from stage to stage
  return stages == 0 ? 0 : first << (static_cast<int>(stages) - 1);
}

int half(int resolution) {  // what a stride of two leaves
  return (resolution + 1) / 2;
}

// --- the fields of each family, by the names they have in files -----------------------------------

template <class Config, class Visit>
requires std::same_as<std::remove_const_t<Config>, CrossFormerConfig>
void visitFields(Config& config, Visit&& visit) {
  visit("inputSize", config.inputSize);
  visit("embedDim", config.embedDim);
  visit("depths", config.depths);
  visit("heads", config.heads);
  visit("groupSizes", config.groupSizes);
  visit("intervals", config.intervals);
  visit("patchSizes", config.patchSizes);
  visit("mergeSizes", config.mergeSizes);
  visit("mlpRatio", config.mlpRatio);
  visit("dropPath", config.dropPath);
}

template <class Config, class Visit>
requires std::same_as<std::remove_const_t<Config>, VitConfig>
void visitFields(Config& config, Visit&& visit) {
  visit("inputSize", config.inputSize);
  visit("patchSize", config.patchSize);
  visit("depth", config.depth);
  visit("heads", config.heads);
  visit("hidden", config.hidden);
  visit("mlp", config.mlp);
  visit("dropPath", config.dropPath);
}

template <class Config, class Visit>
requires std::same_as<std::remove_const_t<Config>, SwinConfig>
void visitFields(Config& config, Visit&& visit) {
  visit("inputSize", config.inputSize);
  visit("patchSize", config.patchSize);
  visit("embedDim", config.embedDim);
  visit("depths", config.depths);
  visit("heads", config.heads);
  visit("window", config.window);
  visit("mlpRatio", config.mlpRatio);
  visit("dropPath", config.dropPath);
}

template <class Config, class Visit>
requires std::same_as<std::remove_const_t<Config>, ResNextConfig>
void visitFields(Config& config, Visit&& visit) {
  visit("inputSize", config.inputSize);
  visit("stemWidth", config.stemWidth);
  visit("depths", config.depths);
  visit("groups", config.groups);
  visit("widthPerGroup", config.widthPerGroup);
  visit("dropPath", config.dropPath);
}

template <class Config, class Visit>
requires std::same_as<std::remove_const_t<Config>, RegNetYConfig>
void visitFields(Config& config, Visit&& visit) {
  visit("inputSize", config.inputSize);
  visit("stemWidth", config.stemWidth);
  visit("depths", config.depths);
  visit("widths", config.widths);
  visit("groupWidths", config.groupWidths);
  visit("seRatio", config.seRatio);
  visit("dropPath", config.dropPath);
}

struct Reader {
  Fields& of;
  void operator()(const char* key, int& value) const {
    value = static_cast<int>(of.integer(key, 1, 1'000'000));
  }
  void operator()(const char* key, double& value) const { value = of.number(key); }
  void operator()(const char* key, std::vector<int>& values) const { values = of.integers(key); }
  void operator()(const char* key, std::vector<std::vector<int>>& lists) const {
    lists.clear();
    for (const json& item : of.list(key, kMaxStages)) {
      auto& values = lists.emplace_back();
      if (!item.is_array() || item.size() > 8) of.refuse(of.pathOf(key) + " is not a list of short lists");
      for (const json& value : item) {
        const bool fits = value.is_number_unsigned() && value.get<std::uint64_t>() <= 1'000'000;
        if (!fits) of.refuse(of.pathOf(key) + " holds something that is not a small whole number");
        values.push_back(fits ? value.get<int>() : 0);
      }
    }
  }
};

// Tries the families one after the other.
template <std::size_t Family = 0>
std::optional<BackboneConfig> defaultOf(const std::string& name) {
  if constexpr (Family == std::variant_size_v<BackboneConfig>) {
    return std::nullopt;
  } else {
    BackboneConfig config(std::in_place_index<Family>);
    return name == architecture(config) ? std::optional(config) : defaultOf<Family + 1>(name);
  }
}

}  // namespace

// --- CrossFormer ----------------------------------------------------------------------------------

int CrossFormerConfig::featureLength() const {
  return lastWidth(embedDim, depths.size());
}

CrossFormerConfig CrossFormerConfig::crossT() {
  return {};
}

CrossFormerConfig CrossFormerConfig::crossS() {
  CrossFormerConfig config;
  config.embedDim = 96;
  config.depths = {2, 2, 6, 2};
  config.heads = {3, 6, 12, 24};
  config.dropPath = 0.2;
  return config;
}

std::string CrossFormerConfig::problem() const {
  // k convolutions share `channels` as 1/2, 1/4, ... and the last two alike.
  const auto splits = [](int channels, std::size_t k) { return channels % (1 << (k - 1)) == 0; };

  if (auto problem = commonProblem(inputSize, dropPath); !problem.empty()) return problem;
  if (auto problem = depthsProblem(depths); !problem.empty()) return problem;
  const std::size_t stages = depths.size();
  if (heads.size() != stages || groupSizes.size() != stages || intervals.size() != stages) {
    return "depths, heads, groupSizes and intervals have not one entry a stage";
  }
  if (mergeSizes.size() != stages - 1) return "mergeSizes has not one entry fewer than there are stages";
  if (!within(embedDim, 16, 1024)) return "embedDim is not in 16 to 1024";
  if (!allWithin(groupSizes, 1, 64)) return "a group size is not in 1 to 64";
  if (!allWithin(intervals, 1, 64)) return "an interval is not in 1 to 64";
  if (!(mlpRatio > 0 && mlpRatio <= 16)) return "mlpRatio is not in (0, 16]";

  if (!within(static_cast<int>(patchSizes.size()), 1, 8)) return "patchSizes has not 1 to 8 entries";
  if (!allWithin(patchSizes, 1, 128)) return "a patch size is not in 1 to 128";
  const int stride = patchSizes.front();
  for (const int size : patchSizes) {
    if (size < stride || (size - stride) % 2 != 0) {
      return "a patch size is smaller than the first or differs from it by an odd number";
    }
  }
  if (!splits(embedDim, patchSizes.size())) return "embedDim cannot be split over patchSizes";
  if (inputSize % stride != 0) return "inputSize is not a multiple of the first patch size";

  double parameters = 0;
  int resolution = inputSize / stride;
  for (std::size_t stage = 0; stage < stages; ++stage) {
    const int dim = embedDim << stage;
    const std::string where = stageName(stage);
    if (heads[stage] < 1 || dim % heads[stage] != 0)
      return where + "the heads do not divide " + std::to_string(dim);
    if (resolution < 1) return where + "nothing is left of the image";
    const double edge = std::min(resolution, groupSizes[stage]);
    const double tokens = static_cast<double>(resolution + edge) * (resolution + edge);  // padding included
    const double attention = tokens * edge * edge * heads[stage];
    const double hidden = tokens * dim * std::max(3.0, mlpRatio);
    if (std::max(attention, hidden) > kMaxValues) return where + kTooMuchMemory;
    parameters += depths[stage] * (4 + 2 * mlpRatio) * dim * dim;
    if (stage + 1 == stages) break;
    const auto& merge = mergeSizes[stage];
    if (!within(static_cast<int>(merge.size()), 1, 8)) return where + "mergeSizes has not 1 to 8 entries";
    for (const int size : merge) {
      if (!within(size, 2, 64) || size % 2 != 0)
        return where + "a merge size is not an even number in 2 to 64";
      parameters += 2.0 * dim * dim * size * size;
    }
    if (!splits(2 * dim, merge.size())) return where + "the new width cannot be split over mergeSizes";
    resolution /= 2;
  }
  if (parameters > kMaxParameters) return kTooManyParameters;
  return {};
}

// --- ViT ------------------------------------------------------------------------------------------

std::string VitConfig::problem() const {
  if (auto problem = commonProblem(inputSize, dropPath); !problem.empty()) return problem;
  if (!within(patchSize, 1, 256)) return "patchSize is not in 1 to 256";
  if (inputSize % patchSize != 0) return "inputSize is not a multiple of patchSize";
  if (!within(depth, 1, 128)) return "depth is not in 1 to 128";
  if (!within(hidden, 8, 8192)) return "hidden is not in 8 to 8192";
  if (heads < 1 || hidden % heads != 0) return "the heads do not divide hidden";
  if (!within(mlp, 1, 65536)) return "mlp is not in 1 to 65536";
  const double side = inputSize / patchSize;
  const double tokens = side * side + 1;
  if (std::max(tokens * tokens * heads, tokens * std::max(3 * hidden, mlp)) > kMaxValues)
    return kTooMuchMemory;
  const double width = hidden;
  if (depth * (4 * width * width + 2 * width * mlp) + (3.0 * patchSize * patchSize + tokens) * width >
      kMaxParameters) {
    return kTooManyParameters;
  }
  return {};
}

// --- Swin -----------------------------------------------------------------------------------------

int SwinConfig::featureLength() const {
  return lastWidth(embedDim, depths.size());
}

std::string SwinConfig::problem() const {
  if (auto problem = commonProblem(inputSize, dropPath); !problem.empty()) return problem;
  if (auto problem = depthsProblem(depths); !problem.empty()) return problem;
  if (heads.size() != depths.size()) return "depths and heads have not one entry a stage";
  if (!within(patchSize, 1, 128)) return "patchSize is not in 1 to 128";
  if (inputSize % patchSize != 0) return "inputSize is not a multiple of patchSize";
  if (!within(embedDim, 8, 1024)) return "embedDim is not in 8 to 1024";
  if (!within(window, 1, 64)) return "window is not in 1 to 64";
  if (!(mlpRatio > 0 && mlpRatio <= 16)) return "mlpRatio is not in (0, 16]";
  double parameters = 0;
  int resolution = inputSize / patchSize;
  for (std::size_t stage = 0; stage < depths.size(); ++stage) {
    const int dim = embedDim << stage;
    if (heads[stage] < 1 || dim % heads[stage] != 0)
      return stageName(stage) + "the heads do not divide " + std::to_string(dim);
    const double padded = (resolution + window - 1) / window * window;
    const double tokens = padded * padded;
    const double attention = tokens * window * window * heads[stage];
    const double hidden = tokens * dim * std::max(3.0, mlpRatio);
    if (std::max(attention, hidden) > kMaxValues) return stageName(stage) + kTooMuchMemory;
    parameters += (depths[stage] * (4 + 2 * mlpRatio) + 8) * dim * dim;
    resolution = half(resolution);
  }
  if (parameters > kMaxParameters) return kTooManyParameters;
  return {};
}

// --- ResNeXt --------------------------------------------------------------------------------------

int ResNextConfig::featureLength() const {
  return lastWidth(4 * stemWidth, depths.size());
}

int ResNextConfig::width(int stage) const {
  return static_cast<int>((stemWidth << stage) * (widthPerGroup / 64.0)) * groups;
}

std::string ResNextConfig::problem() const {
  if (auto problem = commonProblem(inputSize, dropPath); !problem.empty()) return problem;
  if (auto problem = depthsProblem(depths); !problem.empty()) return problem;
  if (!within(stemWidth, 8, 512)) return "stemWidth is not in 8 to 512";
  if (!within(groups, 1, 256)) return "groups is not in 1 to 256";
  if (!within(widthPerGroup, 1, 256)) return "widthPerGroup is not in 1 to 256";
  double parameters = 147.0 * stemWidth;
  int resolution = half(half(inputSize));  // after the stem and its pooling
  double in = stemWidth;
  for (std::size_t stage = 0; stage < depths.size(); ++stage) {
    const double inner = width(static_cast<int>(stage)), out = 4.0 * (stemWidth << stage);
    if (inner < 1) return stageName(stage) + "widthPerGroup leaves a group without a channel";
    // The first block's first convolution still has the resolution of the stage before.
    if (static_cast<double>(resolution) * resolution * std::max(inner, out) > kMaxValues)
      return stageName(stage) + kTooMuchMemory;
    parameters += in * (inner + out) + depths[stage] * inner * (out + 9 * inner / groups) +
                  (depths[stage] - 1) * out * inner;
    in = out;
    if (stage > 0) resolution = half(resolution);
  }
  if (parameters > kMaxParameters) return kTooManyParameters;
  return {};
}

// --- RegNetY --------------------------------------------------------------------------------------

int RegNetYConfig::squeezedWidth(int inputWidth) const {
  return static_cast<int>(std::nearbyint(seRatio * inputWidth));
}

std::string RegNetYConfig::problem() const {
  if (auto problem = commonProblem(inputSize, dropPath); !problem.empty()) return problem;
  if (auto problem = depthsProblem(depths); !problem.empty()) return problem;
  if (widths.size() != depths.size() || groupWidths.size() != depths.size()) {
    return "depths, widths and groupWidths have not one entry a stage";
  }
  if (!within(stemWidth, 8, 512)) return "stemWidth is not in 8 to 512";
  if (!allWithin(widths, 8, 16384)) return "a width is not in 8 to 16384";
  if (!(seRatio > 0 && seRatio <= 1)) return "seRatio is not in (0, 1]";
  double parameters = 27.0 * stemWidth;
  int resolution = half(inputSize);
  int in = stemWidth;
  for (std::size_t stage = 0; stage < depths.size(); ++stage) {
    const double width = widths[stage];
    if (groupWidths[stage] < 1 || widths[stage] % groupWidths[stage] != 0)
      return stageName(stage) + "the group width does not divide " + std::to_string(widths[stage]);
    if (squeezedWidth(in) < 1) return stageName(stage) + "seRatio leaves no channel";
    // The first block's first convolution still has the resolution of the stage before.
    if (static_cast<double>(resolution) * resolution * width > kMaxValues)
      return stageName(stage) + kTooMuchMemory;
    parameters +=
        2.0 * in * width + (2.0 * depths[stage] - 1) * width * width +
        depths[stage] * width * (9.0 * groupWidths[stage] + 2 * seRatio * std::max<double>(in, width));
    in = widths[stage];
    resolution = half(resolution);
  }
  if (parameters > kMaxParameters) return kTooManyParameters;
  return {};
}

// --- any ------------------------------------------------------------------------------------------

const char* architecture(const BackboneConfig& config) {
  struct Names {
    const char* operator()(const CrossFormerConfig&) const { return "CrossFormer"; }
    const char* operator()(const VitConfig&) const { return "ViT"; }
    const char* operator()(const SwinConfig&) const { return "Swin"; }
    const char* operator()(const ResNextConfig&) const { return "ResNeXt"; }
    const char* operator()(const RegNetYConfig&) const { return "RegNetY"; }
  };
  return std::visit(Names{}, config);
}

int inputSize(const BackboneConfig& config) {
  return std::visit([](const auto& family) { return family.inputSize; }, config);
}

int featureLength(const BackboneConfig& config) {
  return std::visit([](const auto& family) { return family.featureLength(); }, config);
}

std::string problem(const BackboneConfig& config) {
  return std::visit([](const auto& family) { return family.problem(); }, config);
}

void setDropPath(BackboneConfig& config, double rate) {
  std::visit([rate](auto& family) { family.dropPath = rate; }, config);
}

ordered_json backboneToJson(const BackboneConfig& config) {
  ordered_json object = ordered_json::object();
  std::visit(
      [&](const auto& family) {
        visitFields(family, [&](const char* key, const auto& value) { object[key] = value; });
      },
      config);
  return object;
}

std::optional<BackboneConfig> backboneFromJson(const std::string& architecture, Fields of) {
  auto config = defaultOf(architecture);
  if (config) std::visit([&](auto& family) { visitFields(family, Reader{of}); }, *config);
  return config;
}

const std::map<std::string, BackboneConfig>& backbonePresets() {
  static const std::map<std::string, BackboneConfig> all = [] {
    CrossFormerConfig smallCross;
    smallCross.inputSize = 96;
    smallCross.embedDim = 32;
    smallCross.depths = {2, 2, 6};
    smallCross.heads = {2, 4, 8};
    smallCross.groupSizes = {6, 6, 6};
    smallCross.intervals = {4, 2, 1};
    smallCross.mergeSizes = {{2, 4}, {2, 4}};
    // The same weights fit: a group's size is none of their shapes.
    CrossFormerConfig fine = smallCross;
    fine.inputSize = 112;
    fine.groupSizes = {7, 7, 7};
    CrossFormerConfig tiny = smallCross;
    tiny.inputSize = 32;
    tiny.embedDim = 16;
    tiny.depths = {1, 1};
    tiny.heads = {1, 2};
    tiny.groupSizes = {4, 4};
    tiny.intervals = {2, 1};
    tiny.mergeSizes = {{2, 4}};
    tiny.dropPath = 0;

    std::map<std::string, BackboneConfig> presets;
    presets["tiny"] = tiny;
    presets["small"] = presets["small-cross"] = smallCross;
    presets["small-112"] = fine;
    presets["cross-t"] = CrossFormerConfig::crossT();
    presets["cross-s"] = CrossFormerConfig::crossS();

    //                         input patch depth heads hidden mlp
    presets["small-vit"] = VitConfig{96, 8, 6, 4, 128, 512, 0.1};
    presets["vit-t"] = VitConfig{224, 16, 12, 3, 192, 768, 0.1};
    presets["vit-s"] = VitConfig{224, 16, 12, 6, 384, 1536, 0.1};

    //                           input patch dim depths heads window ratio
    presets["small-swin"] = SwinConfig{96, 4, 32, {2, 2, 6}, {2, 4, 8}, 6, 4, 0.1};
    presets["swin-t"] = SwinConfig{224, 4, 96, {2, 2, 6, 2}, {3, 6, 12, 24}, 7, 4, 0.2};
    presets["swin-s"] = SwinConfig{224, 4, 96, {2, 2, 18, 2}, {3, 6, 12, 24}, 7, 4, 0.3};

    //                                 input stem depths groups width
    presets["small-resnext"] = ResNextConfig{96, 32, {3, 4, 6}, 8, 8, 0};
    presets["resnext-50"] = ResNextConfig{224, 64, {3, 4, 6, 3}, 32, 4, 0};

    presets["small-regnety"] =
        RegNetYConfig{96, 32, {2, 3, 5, 1}, {48, 96, 192, 384}, {16, 16, 16, 16}, 0.25, 0};
    // 4G as the paper's authors published it (torchvision has none of that size), 8G as torchvision
    // did, whose first stage is wider than the paper's 168.
    presets["regnety-4g"] =
        RegNetYConfig{224, 32, {2, 6, 12, 2}, {128, 192, 512, 1088}, {64, 64, 64, 64}, 0.25, 0};
    presets["regnety-8g"] =
        RegNetYConfig{224, 32, {2, 4, 10, 1}, {224, 448, 896, 2016}, {56, 56, 56, 56}, 0.25, 0};
    return presets;
  }();
  return all;
}

}  // namespace cellwise::model
