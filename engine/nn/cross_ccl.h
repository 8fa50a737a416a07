// Cross-CCL: CrossFormer with the CCL head, and its weights in safetensors.
//
// Includes torch: for .cpp files of nn, training and inference only.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <torch/torch.h>

#include "base/result.h"
#include "model/manifest.h"
#include "model/safetensors.h"
#include "nn/ccl_head.h"
#include "nn/crossformer.h"

namespace cellwise::nn {

struct CrossCclImpl : torch::nn::Module {
  CrossCclImpl(const model::CrossFormerConfig& backbone, const model::HeadConfig& head);
  // Normalised images [b, 3, s, s] -> log D [b, C].
  torch::Tensor forward(const torch::Tensor& images);

  CrossFormer backbone{nullptr};
  CclHead head{nullptr};
};
TORCH_MODULE(CrossCcl);

// Parameters and buffers by their names in the file: the backbone's published names without a
// prefix ("patch_embed.projs.0.weight"), the head's as "ccl.projections.weight", "ccl.centroids".
std::map<std::string, torch::Tensor> namedTensors(CrossCclImpl& network);
std::map<std::string, torch::Tensor> namedTensors(CrossFormerImpl& network);

// A tensor of its own memory, in the file's type.
torch::Tensor toTensor(const model::TensorView& view);
model::TensorToWrite toWrite(const std::string& name, const torch::Tensor& tensor);

// Copies every tensor of `target` from the file, under prefix + name. All or nothing: on an error
// the target is unchanged. What the published checkpoints hold besides (their classification head
// "head.*", the buffers "*.biases" and "*.relative_position_index") is left aside.
// Errors: TensorMismatch, naming missing and unexpected tensors and differing shapes.
Result<void> loadTensors(const std::map<std::string, torch::Tensor>& target,
                         const model::SafetensorsFile& file, const std::string& prefix = {});

// The network of a model folder, in evaluation mode, on the CPU, fp32; weights verified by hash.
// Errors: of openModelFolder and verifyWeights, TensorMismatch, OutOfMemory.
Result<CrossCcl> loadNetwork(const model::ModelFolder& folder);
Result<void> saveWeights(const std::filesystem::path& file, CrossCclImpl& network);

// RGB bytes [b, side, side, 3] from b images of side * side * 3 bytes each, row by row without gaps.
torch::Tensor stackRgb(std::span<const std::uint8_t* const> images, int side);

// [b, 3, s, s] of float32 from RGB bytes [b, s, s, 3] in [0, 255], with the model's normalisation.
torch::Tensor normalise(const torch::Tensor& rgb, const std::array<double, 3>& mean,
                        const std::array<double, 3>& stddev);

}  // namespace cellwise::nn
