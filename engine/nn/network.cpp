#include "nn/network.h"

#include <cstring>

namespace cellwise::nn {

NetworkImpl::NetworkImpl(const model::BackboneConfig& backboneConfig, const model::HeadConfig& headConfig,
                         const std::vector<model::Attribute>& withAttributes) {
  backbone = register_module("backbone", makeBackbone(backboneConfig));
  if (headConfig.kind == model::HeadKind::Ccl) {
    ccl = register_module("head", CclHead(headConfig, backbone->featureLength()));
  } else {
    softmax = register_module("head", torch::nn::Linear(backbone->featureLength(), headConfig.classes));
    torch::nn::init::normal_(softmax->weight, 0, 0.02);
    torch::nn::init::zeros_(softmax->bias);
  }
  if (withAttributes.empty()) return;
  const auto heads = register_module("attributes", std::make_shared<torch::nn::Module>("attributes"));
  for (const model::Attribute& attribute : withAttributes) {
    attributes.push_back(heads->register_module(
        attribute.id,
        torch::nn::Linear(backbone->featureLength(), static_cast<std::int64_t>(attribute.values.size()))));
  }
}

torch::Tensor NetworkImpl::forward(const torch::Tensor& images) {
  return scores(backbone->forward(images));
}

torch::Tensor NetworkImpl::scores(const torch::Tensor& features) {
  // The head stays in fp32 where the backbone runs in less: c is a difference of small numbers.
  return ccl ? ccl->forward(features.to(ccl->centroids.scalar_type()))
             : torch::log_softmax(softmax->forward(features.to(softmax->weight.scalar_type())), 1);
}

torch::Tensor NetworkImpl::attributeScores(const torch::Tensor& features) {
  std::vector<torch::Tensor> parts;
  for (auto& head : attributes) {
    parts.push_back(torch::softmax(head->forward(features.to(head->weight.scalar_type())), 1));
  }
  return torch::cat(parts, 1);
}

namespace {

// How many batches a batch norm has seen: of use only without a momentum.
bool isCounter(const std::string& name) {
  return name.ends_with(".num_batches_tracked");
}

void collect(torch::nn::Module& module, const std::string& prefix,
             std::map<std::string, torch::Tensor>& into) {
  for (const auto& parameter : module.named_parameters()) into[prefix + parameter.key()] = parameter.value();
  for (const auto& buffer : module.named_buffers()) {
    if (!isCounter(buffer.key())) into[prefix + buffer.key()] = buffer.value();
  }
}

constexpr std::pair<model::DType, torch::ScalarType> kTypes[] = {
    {model::DType::F64, torch::kFloat64}, {model::DType::F32, torch::kFloat32},
    {model::DType::F16, torch::kFloat16}, {model::DType::BF16, torch::kBFloat16},
    {model::DType::I64, torch::kInt64},   {model::DType::I32, torch::kInt32},
    {model::DType::I16, torch::kInt16},   {model::DType::I8, torch::kInt8},
    {model::DType::U8, torch::kUInt8},    {model::DType::Bool, torch::kBool},
};

std::string shapeText(torch::IntArrayRef shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

bool isLeftAside(const std::string& name) {
  return name.starts_with("head.") || name.starts_with("heads.") || name.starts_with("fc.") ||
         name.starts_with("attributes.") || name.ends_with(".biases") ||
         name.ends_with(".relative_position_index") || isCounter(name);
}

}  // namespace

std::map<std::string, torch::Tensor> namedTensors(BackboneImpl& backbone) {
  std::map<std::string, torch::Tensor> tensors;
  collect(backbone, "", tensors);
  return tensors;
}

std::map<std::string, torch::Tensor> namedTensors(NetworkImpl& network) {
  auto tensors = namedTensors(*network.backbone);
  if (network.ccl) collect(*network.ccl, "ccl.", tensors);
  if (network.softmax) collect(*network.softmax, "softmax.", tensors);
  if (!network.attributes.empty()) collect(*network.named_children()["attributes"], "attributes.", tensors);
  return tensors;
}

torch::Tensor toTensor(const model::TensorView& view) {
  for (const auto& [dtype, type] : kTypes) {
    if (dtype != view.dtype) continue;
    auto tensor = torch::empty(view.shape, type);
    std::memcpy(tensor.data_ptr(), view.data.data(), view.data.size());
    return tensor;
  }
  TORCH_CHECK(false, "unreachable: every safetensors type is in the table");
}

model::TensorToWrite toWrite(const std::string& name, const torch::Tensor& tensor) {
  const auto plain = tensor.detach().cpu().contiguous();
  for (const auto& [dtype, type] : kTypes) {
    if (type != plain.scalar_type()) continue;
    const auto* bytes = static_cast<const std::byte*>(plain.data_ptr());
    return {name, dtype, plain.sizes().vec(), std::vector<std::byte>(bytes, bytes + plain.nbytes())};
  }
  TORCH_CHECK(false, name, " has a type that safetensors does not know");
}

Result<void> loadTensors(const std::map<std::string, torch::Tensor>& target,
                         const model::SafetensorsFile& file, const std::string& prefix) {
  constexpr int kNamed = 8;  // of each kind of problem, so that the message stays readable
  std::string problems;
  int count = 0;
  const auto report = [&](const std::string& problem) {
    if (++count <= kNamed) problems += (problems.empty() ? "" : "; ") + problem;
  };
  for (const auto& [name, tensor] : target) {
    const auto found = file.tensors().find(prefix + name);
    if (found == file.tensors().end()) {
      report("missing " + prefix + name + " " + shapeText(tensor.sizes()));
    } else if (tensor.sizes() != torch::IntArrayRef(found->second.shape)) {
      report(prefix + name + " is " + shapeText(found->second.shape) + ", the network needs " +
             shapeText(tensor.sizes()));
    }
  }
  for (const auto& [name, view] : file.tensors()) {
    if (!name.starts_with(prefix)) continue;
    const auto inner = name.substr(prefix.size());
    if (!target.contains(inner) && !isLeftAside(inner)) report("unexpected " + name);
  }
  if (count > 0) {
    if (count > kNamed) problems += "; and " + std::to_string(count - kNamed) + " more";
    return failure(ErrorCode::TensorMismatch, problems, file.fileName());
  }
  torch::NoGradGuard noGrad;
  for (const auto& [name, tensor] : target) tensor.copy_(toTensor(file.tensors().at(prefix + name)));
  return {};
}

Result<Network> loadNetwork(const model::ModelFolder& folder) {
  if (auto verified = model::verifyWeights(folder); !verified) return tl::make_unexpected(verified.error());
  auto file = model::SafetensorsFile::open(folder.weightsFile());
  if (!file) return tl::make_unexpected(file.error());
  try {
    const auto& manifest = folder.manifest;
    Network network(
        manifest.backbone, manifest.head,
        manifest.attributes ? manifest.attributes->scheme.attributes : std::vector<model::Attribute>());
    network->eval();
    if (auto loaded = loadTensors(namedTensors(*network), *file); !loaded) {
      return tl::make_unexpected(loaded.error());
    }
    network->backbone->freeze();
    return network;
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory, "the network does not fit into memory", folder.path.string());
  } catch (const std::exception& problem) {  // c10::Error among them
    return failure(ErrorCode::ModelInvalid, problem.what(), folder.path.string());
  }
}

Result<void> saveWeights(const std::filesystem::path& file, NetworkImpl& network) {
  std::vector<model::TensorToWrite> tensors;
  for (const auto& [name, tensor] : namedTensors(network)) tensors.push_back(toWrite(name, tensor));
  return model::writeSafetensors(file, tensors);
}

torch::Tensor stackRgb(std::span<const std::uint8_t* const> images, int side) {
  auto batch = torch::empty({static_cast<std::int64_t>(images.size()), side, side, 3}, torch::kUInt8);
  const std::size_t size = static_cast<std::size_t>(side) * side * 3;
  for (std::size_t i = 0; i < images.size(); ++i) {
    std::memcpy(batch.data_ptr<std::uint8_t>() + i * size, images[i], size);
  }
  return batch;
}

torch::Tensor normalise(const torch::Tensor& rgb, const std::array<double, 3>& mean,
                        const std::array<double, 3>& stddev) {
  const auto options = torch::TensorOptions().dtype(torch::kFloat32).device(rgb.device());
  std::vector<float> scale(3), shift(3);
  for (int i = 0; i < 3; ++i) {
    scale[i] = static_cast<float>(1 / (255 * stddev[i]));
    shift[i] = static_cast<float>(-mean[i] / stddev[i]);
  }
  return rgb.to(torch::kFloat32)
      .mul_(torch::tensor(scale).to(options))
      .add_(torch::tensor(shift).to(options))
      .permute({0, 3, 1, 2});
}

}  // namespace cellwise::nn
