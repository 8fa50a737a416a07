// The feature extractors that the program can build, as data. Free configurations are allowed; the
// published ones and small ones for two CPU cores have names.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace cellwise::model {

// A CrossFormer as in method.md section 1 (Wang et al., ICLR 2022).
// All vectors but patchSizes have one entry a stage (mergeSizes: one fewer).
struct CrossFormerConfig {
  int inputSize = 224;  // pixels, square
  int embedDim = 64;
  std::vector<int> depths = {1, 1, 8, 6};
  std::vector<int> heads = {2, 4, 8, 16};
  std::vector<int> groupSizes = {7, 7, 7, 7};
  std::vector<int> intervals = {8, 4, 2, 1};
  std::vector<int> patchSizes = {4, 8, 16, 32};  // the stride is the first
  std::vector<std::vector<int>> mergeSizes = {{2, 4}, {2, 4}, {2, 4}};
  double mlpRatio = 4;
  double dropPath = 0.1;  // stochastic depth, used in training only; here and below

  int featureLength() const;  // N = embedDim * 2^(stages - 1)
  static CrossFormerConfig crossT();
  static CrossFormerConfig crossS();
  // Empty if the configuration can be built, else what is wrong with it; here and below.
  std::string problem() const;
  friend bool operator==(const CrossFormerConfig&, const CrossFormerConfig&) = default;
};

// Vision Transformer (Dosovitskiy et al., ICLR 2021) with a class token, as in torchvision; the tiny
// and small sizes are those of DeiT (Touvron et al., ICML 2021). The default is ViT-T/16.
struct VitConfig {
  int inputSize = 224;
  int patchSize = 16;
  int depth = 12;
  int heads = 3;
  int hidden = 192;  // N
  int mlp = 768;
  double dropPath = 0.1;

  int featureLength() const { return hidden; }
  std::string problem() const;
  friend bool operator==(const VitConfig&, const VitConfig&) = default;
};

// Swin Transformer (Liu et al., ICCV 2021) as in torchvision. The default is Swin-T.
struct SwinConfig {
  int inputSize = 224;
  int patchSize = 4;
  int embedDim = 96;
  std::vector<int> depths = {2, 2, 6, 2};
  std::vector<int> heads = {3, 6, 12, 24};
  int window = 7;
  double mlpRatio = 4;
  double dropPath = 0.2;

  int featureLength() const;  // N = embedDim * 2^(stages - 1)
  std::string problem() const;
  friend bool operator==(const SwinConfig&, const SwinConfig&) = default;
};

// ResNeXt (Xie et al., CVPR 2017) as in torchvision. The default is ResNeXt-50 (32x4d).
struct ResNextConfig {
  int inputSize = 224;
  int stemWidth = 64;  // stage i has stemWidth * 2^i planes and 4 times as many outputs
  std::vector<int> depths = {3, 4, 6, 3};
  int groups = 32;
  int widthPerGroup = 4;  // of a group, for 64 planes
  double dropPath = 0;

  int featureLength() const;  // N = 4 * stemWidth * 2^(stages - 1)
  // Channels of the grouped convolutions of a stage, counted from 0.
  int width(int stage) const;
  std::string problem() const;
  friend bool operator==(const ResNextConfig&, const ResNextConfig&) = default;
};

// RegNetY (Radosavovic et al., CVPR 2020) as in torchvision, with its stages written out: what the
// paper's w_0, w_a and w_m lead to depends on how an implementation rounds. The default is RegNetY-4G.
struct RegNetYConfig {
  int inputSize = 224;
  int stemWidth = 32;
  std::vector<int> depths = {2, 6, 12, 2};
  std::vector<int> widths = {128, 192, 512, 1088};  // N is the last
  std::vector<int> groupWidths = {64, 64, 64, 64};
  double seRatio = 0.25;  // squeezed channels to a block's input channels
  double dropPath = 0;

  int featureLength() const { return widths.empty() ? 0 : widths.back(); }
  int squeezedWidth(int inputWidth) const;  // halves go to the even number, as in Python's round()
  std::string problem() const;
  friend bool operator==(const RegNetYConfig&, const RegNetYConfig&) = default;
};

using BackboneConfig = std::variant<CrossFormerConfig, VitConfig, SwinConfig, ResNextConfig, RegNetYConfig>;

// "CrossFormer", "ViT", "Swin", "ResNeXt", "RegNetY": stable, for files.
const char* architecture(const BackboneConfig& config);
int inputSize(const BackboneConfig& config);      // pixels, square
int featureLength(const BackboneConfig& config);  // N
std::string problem(const BackboneConfig& config);
void setDropPath(BackboneConfig& config, double rate);

// By name: the published networks ("cross-t", "swin-s", ...), one of about 1.3 million parameters at
// 96 pixels of each family ("small-cross", "small-vit", ...; "small" is "small-cross"), and "tiny".
const std::map<std::string, BackboneConfig>& backbonePresets();

}  // namespace cellwise::model
