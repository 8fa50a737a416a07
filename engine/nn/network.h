// A classifying network: any backbone with the CCL head (a CrossFormer so: Cross-CCL) or the plain
// softmax head; and its weights in safetensors.
//
// Includes torch: for .cpp files of nn, training and inference only.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <torch/torch.h>
#include <vector>

#include "base/result.h"
#include "model/manifest.h"
#include "model/safetensors.h"
#include "nn/backbone.h"
#include "nn/ccl_head.h"

namespace cellwise::nn {

struct NetworkImpl : torch::nn::Module {
  // attributes: those that it has heads for, linear ones on the same features.
  NetworkImpl(const model::BackboneConfig& backbone, const model::HeadConfig& head,
              const std::vector<model::Attribute>& attributes = {});
  // Normalised images [b, 3, s, s] -> [b, C], each <= 0: log D with the CCL head, the logarithms of the
  // probabilities with the plain one.
  torch::Tensor forward(const torch::Tensor& images);
  // The head's part of it: features [b, N] of the backbone -> [b, C].
  torch::Tensor scores(const torch::Tensor& features);
  // Probabilities of the attributes' values, one attribute after another: [b, N] -> [b, all values]. Only
  // with at least one attribute.
  torch::Tensor attributeScores(const torch::Tensor& features);

  Backbone backbone;
  CclHead ccl{nullptr};                // one of these two,
  torch::nn::Linear softmax{nullptr};  // the other is empty
  std::vector<torch::nn::Linear> attributes;
};
TORCH_MODULE(Network);

// Parameters and buffers by their names in the file: the backbone's published names without a prefix
// ("patch_embed.projs.0.weight"), the head's as "ccl.projections.weight", "ccl.centroids" or
// "softmax.weight", "softmax.bias", an attribute's as "attributes.<id>.weight", "attributes.<id>.bias". Batch
// norm's running statistics are among them, its counters, which nothing uses, are not: all are floating
// point.
std::map<std::string, torch::Tensor> namedTensors(NetworkImpl& network);
std::map<std::string, torch::Tensor> namedTensors(BackboneImpl& backbone);

// A tensor of its own memory, in the file's type.
torch::Tensor toTensor(const model::TensorView& view);
model::TensorToWrite toWrite(const std::string& name, const torch::Tensor& tensor);

// Copies every tensor of `target` from the file, under prefix + name. All or nothing: on an error
// the target is unchanged. What published checkpoints hold besides is left aside: their classification
// layer ("head.*", "heads.*", "fc.*"), attribute heads ("attributes.*"), batch norm's counters, and the
// buffers "*.biases" and
// "*.relative_position_index", which are constants.
// Errors: TensorMismatch, naming missing and unexpected tensors and differing shapes.
Result<void> loadTensors(const std::map<std::string, torch::Tensor>& target,
                         const model::SafetensorsFile& file, const std::string& prefix = {});

// The network of a model folder, in evaluation mode, on the CPU, fp32; weights verified by hash.
// Errors: of openModelFolder and verifyWeights, TensorMismatch, OutOfMemory.
Result<Network> loadNetwork(const model::ModelFolder& folder);
Result<void> saveWeights(const std::filesystem::path& file, NetworkImpl& network);

// RGB bytes [b, side, side, 3] from b images of side * side * 3 bytes each, row by row without gaps.
torch::Tensor stackRgb(std::span<const std::uint8_t* const> images, int side);

// [b, 3, s, s] of float32 from RGB bytes [b, s, s, 3] in [0, 255], with the model's normalisation.
torch::Tensor normalise(const torch::Tensor& rgb, const std::array<double, 3>& mean,
                        const std::array<double, 3>& stddev);

}  // namespace cellwise::nn
