#include "nn/convolution.h"

namespace cellwise::nn {

torch::nn::Conv2d convolution(int in, int out, int kernel, int stride, int groups) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel)
                               .stride(stride)
                               .padding((kernel - 1) / 2)
                               .groups(groups)
                               .bias(false));
}

void initialiseConvolutions(torch::nn::Module& module) {
  for (const auto& each : module.modules(false)) {
    if (auto* convolution = each->as<torch::nn::Conv2dImpl>())
      torch::nn::init::kaiming_normal_(convolution->weight, 0, torch::kFanOut, torch::kReLU);
  }
}

}  // namespace cellwise::nn
