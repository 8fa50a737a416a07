#include "nn/regnet.h"

#include "nn/convolution.h"

namespace cellwise::nn {
namespace {

// A convolution with batch norm and, where asked for, ReLU.
struct ConvNormImpl : torch::nn::Module {
  ConvNormImpl(torch::nn::Conv2d made, bool relu) : relu_(relu) {
    norm = register_module("1", torch::nn::BatchNorm2d(made->options.out_channels()));
    conv = register_module("0", std::move(made));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    const auto y = norm->forward(conv->forward(x));
    return relu_ ? torch::relu(y) : y;
  }
  torch::nn::Conv2d conv{nullptr};
  torch::nn::BatchNorm2d norm{nullptr};

 private:
  bool relu_;
};
TORCH_MODULE(ConvNorm);

// Scales every channel by what the whole map says.
struct SqueezeExcitationImpl : torch::nn::Module {
  SqueezeExcitationImpl(int width, int squeezed) {
    fc1 = register_module("fc1", torch::nn::Conv2d(torch::nn::Conv2dOptions(width, squeezed, 1)));
    fc2 = register_module("fc2", torch::nn::Conv2d(torch::nn::Conv2dOptions(squeezed, width, 1)));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    return x * torch::sigmoid(fc2->forward(torch::relu(fc1->forward(x.mean({2, 3}, true)))));
  }
  torch::nn::Conv2d fc1{nullptr}, fc2{nullptr};
};
TORCH_MODULE(SqueezeExcitation);

struct RegNetBlockImpl : torch::nn::Module {
  RegNetBlockImpl(int in, int out, int stride, int groupWidth, int squeezed, double dropPath)
      : dropPath_(dropPath) {
    if (in != out || stride != 1) {
      proj = register_module("proj", ConvNorm(convolution(in, out, 1, stride), false));
    }
    f = register_module("f", torch::nn::Sequential());
    f->push_back("a", ConvNorm(convolution(in, out, 1), true));
    f->push_back("b", ConvNorm(convolution(out, out, 3, stride, out / groupWidth), true));
    f->push_back("se", SqueezeExcitation(out, squeezed));
    f->push_back("c", ConvNorm(convolution(out, out, 1), false));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    const auto y = dropPath(f->forward(x), dropPath_, is_training());
    return torch::relu((proj ? proj->forward(x) : x) + y);
  }
  ConvNorm proj{nullptr};
  torch::nn::Sequential f{nullptr};

 private:
  double dropPath_;
};
TORCH_MODULE(RegNetBlock);

// A module of its own, since a Sequential cannot hold another.
struct RegNetStageImpl : torch::nn::Module {
  void add(const std::string& name, RegNetBlock block) {
    blocks.push_back(register_module(name, std::move(block)));
  }
  torch::Tensor forward(torch::Tensor x) {
    for (auto& block : blocks) x = block->forward(x);
    return x;
  }
  std::vector<RegNetBlock> blocks;
};
TORCH_MODULE(RegNetStage);

}  // namespace

RegNetYImpl::RegNetYImpl(const model::RegNetYConfig& config) : BackboneImpl(config.featureLength()) {
  stem = register_module("stem",
                         torch::nn::Sequential(convolution(3, config.stemWidth, 3, 2),
                                               torch::nn::BatchNorm2d(config.stemWidth), torch::nn::ReLU()));
  trunk_output = register_module("trunk_output", torch::nn::Sequential());
  int blocks = 0, before = 0;
  for (const int depth : config.depths) blocks += depth;
  int in = config.stemWidth;
  for (std::size_t stage = 0; stage < config.depths.size(); ++stage) {
    std::string name = "block" + std::to_string(stage + 1);
    const int out = config.widths[stage];
    RegNetStage made;
    for (int i = 0; i < config.depths[stage]; ++i, ++before) {
      made->add(name + "-" + std::to_string(i),
                RegNetBlock(in, out, i == 0 ? 2 : 1, config.groupWidths[stage], config.squeezedWidth(in),
                            dropPathOf(before, blocks, config.dropPath)));
      in = out;
    }
    trunk_output->push_back(std::move(name), made);
  }
  initialiseConvolutions(*this);
}

torch::Tensor RegNetYImpl::forward(const torch::Tensor& images) {
  return trunk_output->forward(stem->forward(images)).mean({2, 3});
}

}  // namespace cellwise::nn
