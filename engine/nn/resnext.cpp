#include "nn/resnext.h"

#include "nn/convolution.h"

namespace cellwise::nn {
namespace {

// 1 x 1, grouped 3 x 3 with the stride, 1 x 1, each with batch norm; and the way around them.
struct BottleneckImpl : torch::nn::Module {
  BottleneckImpl(int in, int width, int out, int stride, int groups, double dropPath) : dropPath_(dropPath) {
    conv1 = register_module("conv1", convolution(in, width, 1));
    bn1 = register_module("bn1", torch::nn::BatchNorm2d(width));
    conv2 = register_module("conv2", convolution(width, width, 3, stride, groups));
    bn2 = register_module("bn2", torch::nn::BatchNorm2d(width));
    conv3 = register_module("conv3", convolution(width, out, 1));
    bn3 = register_module("bn3", torch::nn::BatchNorm2d(out));
    if (stride != 1 || in != out) {
      downsample = register_module(
          "downsample", torch::nn::Sequential(convolution(in, out, 1, stride), torch::nn::BatchNorm2d(out)));
    }
  }

  torch::Tensor forward(const torch::Tensor& x) {
    auto y = torch::relu(bn1->forward(conv1->forward(x)));
    y = torch::relu(bn2->forward(conv2->forward(y)));
    y = bn3->forward(conv3->forward(y));
    return torch::relu((downsample ? downsample->forward(x) : x) + dropPath(y, dropPath_, is_training()));
  }

  torch::nn::Conv2d conv1{nullptr}, conv2{nullptr}, conv3{nullptr};
  torch::nn::BatchNorm2d bn1{nullptr}, bn2{nullptr}, bn3{nullptr};
  torch::nn::Sequential downsample{nullptr};

 private:
  double dropPath_;
};
TORCH_MODULE(Bottleneck);

}  // namespace

ResNextImpl::ResNextImpl(const model::ResNextConfig& config) : BackboneImpl(config.featureLength()) {
  conv1 = register_module("conv1", convolution(3, config.stemWidth, 7, 2));
  bn1 = register_module("bn1", torch::nn::BatchNorm2d(config.stemWidth));
  int blocks = 0, before = 0;
  for (const int depth : config.depths) blocks += depth;
  int in = config.stemWidth;
  for (int stage = 0; stage < static_cast<int>(config.depths.size()); ++stage) {
    torch::nn::Sequential layer;
    const int out = 4 * (config.stemWidth << stage);
    for (int i = 0; i < config.depths[static_cast<std::size_t>(stage)]; ++i, ++before) {
      const int stride = i == 0 && stage > 0 ? 2 : 1;
      layer->push_back(Bottleneck(in, config.width(stage), out, stride, config.groups,
                                  dropPathOf(before, blocks, config.dropPath)));
      in = out;
    }
    layers.push_back(register_module("layer" + std::to_string(stage + 1), layer));
  }
  initialiseConvolutions(*this);
}

torch::Tensor ResNextImpl::forward(const torch::Tensor& images) {
  auto x = torch::relu(bn1->forward(conv1->forward(images)));
  x = torch::max_pool2d(x, 3, 2, 1);
  for (auto& layer : layers) x = layer->forward(x);
  return x.mean({2, 3});
}

}  // namespace cellwise::nn
