#include "nn/backbone.h"

#include <stdexcept>

#include "nn/crossformer.h"
#include "nn/regnet.h"
#include "nn/resnext.h"
#include "nn/swin.h"
#include "nn/vit.h"

namespace cellwise::nn {
namespace {

thread_local c10::optional<at::Generator> dropPathGenerator;

struct Maker {
  Backbone operator()(const model::CrossFormerConfig& config) const {
    return std::make_shared<CrossFormerImpl>(config);
  }
  Backbone operator()(const model::VitConfig& config) const { return std::make_shared<VitImpl>(config); }
  Backbone operator()(const model::SwinConfig& config) const { return std::make_shared<SwinImpl>(config); }
  Backbone operator()(const model::ResNextConfig& config) const {
    return std::make_shared<ResNextImpl>(config);
  }
  Backbone operator()(const model::RegNetYConfig& config) const {
    return std::make_shared<RegNetYImpl>(config);
  }
};

}  // namespace

Backbone makeBackbone(const model::BackboneConfig& config) {
  if (const auto problem = model::problem(config); !problem.empty()) throw std::invalid_argument(problem);
  return std::visit(Maker{}, config);
}

void setDropPathGenerator(c10::optional<at::Generator> generator) {
  dropPathGenerator = std::move(generator);
}

torch::Tensor dropPath(const torch::Tensor& branch, double rate, bool training) {
  if (!training || rate <= 0) return branch;
  std::vector<std::int64_t> shape(static_cast<std::size_t>(branch.dim()), 1);
  shape[0] = branch.size(0);
  const double keep = 1 - rate;
  const auto mask = torch::empty(shape, branch.options()).bernoulli_(keep, dropPathGenerator).div_(keep);
  return branch * mask;
}

double dropPathOf(int block, int blocks, double last) {
  return blocks > 1 ? last * block / (blocks - 1) : 0;
}

}  // namespace cellwise::nn
