// The inner loops of FusedCrossFormer, once for each instruction set. A call does a stretch of a layer whose
// values stay in the cache, in place on the map x: rows of `dim` floats, one a token, image after image.
//
// A set of kernels multiplies either floats, or bfloat16 with sums in fp32: then what is multiplied is
// rounded to that, weights once and values as they are normed, and the map, sums, norms, softmax and GELU
// stay fp32. The image's own convolutions are in fp32 always.
//
// Plain data and function pointers, and no header with code: what the compiler makes of an inline function in
// a file of one instruction set, the linker may use everywhere.
#pragma once

#include <cstddef>

namespace cellwise::nn::kernels {

// y = x W + b.
struct Matrix {
  int inputs = 0;
  int outputs = 0;
  // Panel after panel of 2 * width columns, each [inputs][2 * width]; the last panel [inputs][width] where
  // that is enough. Columns beyond outputs are 0. Floats, or bfloat16 in pairs of inputs:
  // [inputs / 2][2 * width][2].
  const void* weights = nullptr;
  const float* bias = nullptr;  // [outputs rounded up to width], or null for 0
};

// Tokens that attend to each other.
struct Group {
  int tokens = 0;
  int keys = 0;                 // tokens rounded up to width
  const int* token = nullptr;   // [tokens], places in the image's map
  const float* bias = nullptr;  // [heads][tokens][keys], very negative beyond tokens
};

// x += proj(attention(norm(x))); the norm's weights are folded into qkv's.
struct AttentionLayer {
  int dim = 0;
  int heads = 0;
  int headDim = 0;  // rounded up to width; what is beyond dim / heads is 0
  int places = 0;   // tokens of an image
  int groups = 0;   // of an image
  const Group* group = nullptr;
  const Matrix* qkv = nullptr;  // [heads], each of dim -> 3 * headDim: scaled q, k, v
  Matrix proj;                  // heads * headDim -> dim
};

// x += fc2(gelu(fc1(norm(x)))); the norm's weights are folded into fc1's.
struct MlpLayer {
  int dim = 0;
  Matrix fc1, fc2;
};

struct Norm {
  int dim = 0;
  const float* weight = nullptr;
  const float* bias = nullptr;
};

// A group of outputs of a convolution that is too narrow for a vector of columns is summed along its inputs.
inline constexpr int kNarrow = 4;

struct Convolution {
  Matrix matrix;                  // inputs in the order y, x, channel
  const float* narrow = nullptr;  // [outputs rounded up to kNarrow][inputs]; null: columns fill a vector
  int kernel = 0;
  int firstColumn = 0;
};

// Convolutions of several kernels about the same centres, side by side in the output, then a norm if any.
struct CrossScaleLayer {
  int convolutions = 0;
  const Convolution* convolution = nullptr;
  int channels = 0;  // of the input
  int stride = 0;
  int padding = 0;    // the input is bordered by so many zeros: the widest kernel's
  int inputSide = 0;  // with both borders
  int outputSide = 0;
  int dim = 0;  // of the output
  Norm norm;    // weight null: none
};

struct Kernels {
  const char* instructions;  // "AVX2"
  int width;                 // floats in a vector
  bool bfloat16;             // what is multiplied

  // Floats of scratch memory that a call needs, 64-byte aligned.
  std::size_t (*attentionScratch)(const AttentionLayer& layer, int groups);
  std::size_t (*mlpScratch)(const MlpLayer& layer, int rows);
  std::size_t (*crossScaleScratch)(const CrossScaleLayer& layer, int rows);

  // Groups first to last - 1, counted through all images.
  void (*attention)(const AttentionLayer& layer, float* x, int first, int last, float* scratch);
  // Rows, through all images; the rows of the output.
  void (*mlp)(const MlpLayer& layer, float* x, int first, int last, float* scratch);
  // Of the image, in floats.
  void (*embed)(const CrossScaleLayer& layer, const float* bordered, float* y, int first, int last,
                float* scratch);
  // Of a normed map, in floats or bfloat16 as they are multiplied.
  void (*merge)(const CrossScaleLayer& layer, const void* bordered, float* y, int first, int last,
                float* scratch);
  // norm(row) of rows of x -> the bordered map from value `to` on; both rows are norm.dim values apart.
  void (*normaliseForMerging)(const Norm& norm, const float* x, void* bordered, std::ptrdiff_t to, int rows);
  // The mean over the rows of norm(x) -> [dim].
  void (*pool)(const Norm& norm, const float* x, int rows, float* features);
};

extern const Kernels kBaseline;
#ifdef __x86_64__
extern const Kernels kAvx2;
extern const Kernels kAvx512;
extern const Kernels kAvx512Bfloat16;
#endif

}  // namespace cellwise::nn::kernels
