// What the two convolutional networks are made of.
//
// Includes torch: for .cpp files of nn, training and inference only.
#pragma once

#include <torch/torch.h>

namespace cellwise::nn {

// A convolution without bias that keeps the size, but for the stride.
torch::nn::Conv2d convolution(int in, int out, int kernel, int stride = 1, int groups = 1);

// He et al. 2015, by fan-out: what every convolution inside ResNeXt and RegNet starts with.
void initialiseConvolutions(torch::nn::Module& module);

}  // namespace cellwise::nn
