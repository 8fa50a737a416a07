#include "nn/fused_cross_former.h"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <functional>
#include <stdexcept>

#include "nn/crossformer.h"
#include "nn/kernels/kernels.h"
#include "nn/thread_team.h"

namespace cellwise::nn {
namespace {

using kernels::Kernels;

constexpr int kItemRows = 112;  // of a stretch: what it needs fits the second-level cache beside the weights
constexpr float kMasked = -1e30f;

std::vector<const Kernels*> usableKernels() {
  std::vector<const Kernels*> usable;
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    usable.push_back(&kernels::kAvx512);
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) usable.push_back(&kernels::kAvx2);
#endif
  usable.push_back(&kernels::kBaseline);
  return usable;
}

bool multipliesBfloat16() {
#ifdef __x86_64__
  const char* wished = std::getenv("CELLWISE_INSTRUCTIONS");
  return usableKernels().front() == &kernels::kAvx512 && __builtin_cpu_supports("avx512bf16") &&
         (!wished || wished == std::string(kernels::kAvx512.instructions));
#else
  return false;
#endif
}

const Kernels& chooseKernels(const FusedOptions& options) {
#ifdef __x86_64__
  if (options.bfloat16 && multipliesBfloat16()) return kernels::kAvx512Bfloat16;
#endif
  if (options.bfloat16) throw std::invalid_argument("this processor does not multiply bfloat16");
  const std::string& name = options.instructions;
  const auto usable = usableKernels();
  const auto find = [&](const std::string& wanted) {
    return std::find_if(usable.begin(), usable.end(), [&](auto* k) { return k->instructions == wanted; });
  };
  if (name.empty()) {
    const char* wished = std::getenv("CELLWISE_INSTRUCTIONS");
    const auto found = wished ? find(wished) : usable.end();
    return found != usable.end() ? **found : *usable.front();
  }
  const auto found = find(name);
  if (found == usable.end()) throw std::invalid_argument("no kernels for the instruction set " + name);
  return **found;
}

int roundUp(int n, int to) {
  return (n + to - 1) / to * to;
}

// Memory that begins on a cache line, zeros.
class Floats {
 public:
  explicit Floats(std::size_t count)
      : data_(static_cast<float*>(std::aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64)),
              &std::free) {
    if (!data_) throw std::bad_alloc();
    std::fill_n(data_.get(), count, 0.0f);
  }
  float* get() const { return data_.get(); }

 private:
  std::unique_ptr<float, decltype(&std::free)> data_;
};

// Where all that a network is made of lives: addresses stay as they are.
struct Storage {
  std::deque<Floats> floats;
  std::deque<std::vector<int>> places;
  std::deque<std::vector<kernels::Group>> groups;
  std::deque<std::vector<kernels::Matrix>> matrices;
  std::deque<std::vector<kernels::Convolution>> convolutions;

  float* take(std::size_t count) { return floats.emplace_back(count).get(); }
};

torch::Tensor wide(const torch::Tensor& t) {
  return t.detach().to(torch::kFloat64).contiguous();
}

// How a set of kernels takes its weights.
struct Layout {
  int width;
  bool bfloat16;
};

std::uint16_t toBfloat16(float value) {
  return c10::BFloat16(value).x;  // to the nearest
}

// weight [outputs, inputs] and bias [outputs], float64.
kernels::Matrix pack(const torch::Tensor& weight, const torch::Tensor& bias, const Layout& layout,
                     Storage& storage) {
  const int width = layout.width;
  const auto rows = weight.to(torch::kFloat32).contiguous(), shift = bias.to(torch::kFloat32).contiguous();
  kernels::Matrix matrix;
  matrix.outputs = static_cast<int>(weight.size(0));
  matrix.inputs = static_cast<int>(weight.size(1));
  const int columns = roundUp(matrix.outputs, width);
  if (layout.bfloat16 && matrix.inputs % 2 != 0)
    throw std::invalid_argument("bfloat16 is multiplied in pairs: a layer has an odd number of inputs");
  const std::size_t values = static_cast<std::size_t>(columns) * static_cast<std::size_t>(matrix.inputs);
  float* weights = storage.take(layout.bfloat16 ? values / 2 : values);
  auto* halves = reinterpret_cast<std::uint16_t*>(weights);
  float* biases = storage.take(static_cast<std::size_t>(columns));
  const float* from = rows.data_ptr<float>();
  for (int first = 0; first < columns; first += 2 * width) {
    const int panel = std::min(2 * width, columns - first);
    const std::ptrdiff_t begin = static_cast<std::ptrdiff_t>(first) * matrix.inputs;
    for (int c = 0; c < std::min(panel, matrix.outputs - first); ++c) {
      for (std::ptrdiff_t k = 0; k < matrix.inputs; ++k) {
        const float value = from[static_cast<std::ptrdiff_t>(first + c) * matrix.inputs + k];
        if (layout.bfloat16) {
          halves[begin + (k / 2 * panel + c) * 2 + k % 2] = toBfloat16(value);
        } else {
          weights[begin + k * panel + c] = value;
        }
      }
    }
  }
  std::copy_n(shift.data_ptr<float>(), matrix.outputs, biases);
  matrix.weights = weights;
  matrix.bias = biases;
  return matrix;
}

struct Linear {
  torch::Tensor weight, bias;  // float64
};

// linear(weight * x + bias of the norm) as one product.
Linear folded(torch::nn::LayerNorm& norm, torch::nn::Linear& linear) {
  const auto weight = wide(linear->weight);
  return {weight * wide(norm->weight), wide(linear->bias) + weight.mv(wide(norm->bias))};
}

kernels::Norm normOf(torch::nn::LayerNorm& norm, Storage& storage) {
  TORCH_CHECK(norm->options.eps() == 1e-5, "the kernels know one epsilon");
  const auto keep = [&](const torch::Tensor& t) {
    const auto values = t.detach().contiguous();
    float* to = storage.take(static_cast<std::size_t>(values.numel()));
    std::copy_n(values.data_ptr<float>(), values.numel(), to);
    return to;
  };
  return {static_cast<int>(norm->weight.numel()), keep(norm->weight), keep(norm->bias)};
}

// The groups of an image. A group's bias depends on which of its places are on the map; few kinds occur.
std::vector<kernels::Group> groupsOf(const BlockOptions& options, const torch::Tensor& bias, int width,
                                     Storage& storage) {
  const Grouping g = grouping(options);
  const int onSide = g.padded / g.height;
  const auto table = bias.contiguous();  // [heads, height^2, height^2]
  const float* values = table.data_ptr<float>();
  const int places = g.height * g.height;
  // Which positions of a group on one axis are on the map: the first few, always.
  const auto coordinate = [&](int group, int position) {
    return options.kind == AttentionKind::ShortDistance ? group * g.height + position
                                                        : position * onSide + group;
  };
  const auto onMap = [&](int group) {
    int count = 0;
    while (count < g.height && coordinate(group, count) < options.resolution) ++count;
    return count;
  };
  std::map<std::pair<int, int>, const float*> kinds;
  const auto biasOf = [&](int high, int across, int keys) {
    const float*& known = kinds[{high, across}];
    if (known) return known;
    const int tokens = high * across;
    float* to =
        storage.take(static_cast<std::size_t>(options.heads) * static_cast<std::size_t>(tokens * keys));
    known = to;
    const auto place = [&](int token) { return token / across * g.height + token % across; };
    for (int head = 0; head < options.heads; ++head) {
      for (int q = 0; q < tokens; ++q) {
        for (int k = 0; k < keys; ++k) {
          *to++ = k < tokens
                      ? values[(static_cast<std::ptrdiff_t>(head) * places + place(q)) * places + place(k)]
                      : kMasked;
        }
      }
    }
    return known;
  };
  std::vector<kernels::Group> groups;
  for (int gy = 0; gy < onSide; ++gy) {
    for (int gx = 0; gx < onSide; ++gx) {
      const int high = onMap(gy), across = onMap(gx);
      if (high * across == 0) continue;  // padding alone
      auto& list = storage.places.emplace_back();
      for (int y = 0; y < high; ++y) {
        for (int x = 0; x < across; ++x) {
          list.push_back(coordinate(gy, y) * options.resolution + coordinate(gx, x));
        }
      }
      kernels::Group group;
      group.tokens = high * across;
      group.keys = roundUp(group.tokens, width);
      group.token = list.data();
      group.bias = biasOf(high, across, group.keys);
      groups.push_back(group);
    }
  }
  return groups;
}

kernels::AttentionLayer attentionLayer(CrossFormerBlockImpl& block, const Layout& layout, Storage& storage) {
  const int width = layout.width;
  const BlockOptions& options = block.options();
  kernels::AttentionLayer layer;
  layer.dim = options.dim;
  layer.heads = options.heads;
  const int headDim = options.dim / options.heads;
  layer.headDim = roundUp(headDim, width);
  layer.places = options.resolution * options.resolution;
  const auto& groups = storage.groups.emplace_back(
      groupsOf(options, block.attn->positionBias().to(torch::kFloat32), width, storage));
  layer.groups = static_cast<int>(groups.size());
  layer.group = groups.data();

  using torch::indexing::Slice;
  const auto wideOptions = torch::TensorOptions().dtype(torch::kFloat64);
  const auto all = folded(block.norm1, block.attn->qkv);
  const auto weight = all.weight.view({3, options.heads, headDim, options.dim}).clone();
  const auto bias = all.bias.view({3, options.heads, headDim}).clone();
  const double scale = 1 / std::sqrt(static_cast<double>(headDim));
  weight[0].mul_(scale);
  bias[0].mul_(scale);
  auto& qkv = storage.matrices.emplace_back();
  for (int head = 0; head < options.heads; ++head) {
    auto w = torch::zeros({3, layer.headDim, options.dim}, wideOptions);
    auto b = torch::zeros({3, layer.headDim}, wideOptions);
    w.index_put_({Slice(), Slice(0, headDim)}, weight.select(1, head));
    b.index_put_({Slice(), Slice(0, headDim)}, bias.select(1, head));
    qkv.push_back(pack(w.flatten(0, 1), b.flatten(), layout, storage));
  }
  layer.qkv = qkv.data();
  auto proj = torch::zeros({options.dim, options.heads, layer.headDim}, wideOptions);
  proj.index_put_({Slice(), Slice(), Slice(0, headDim)},
                  wide(block.attn->proj->weight).view({options.dim, options.heads, headDim}));
  layer.proj = pack(proj.flatten(1, 2), wide(block.attn->proj->bias), layout, storage);
  return layer;
}

kernels::MlpLayer mlpLayer(CrossFormerBlockImpl& block, const Layout& layout, Storage& storage) {
  const auto first = folded(block.norm2, block.mlp->fc1);
  auto second = wide(block.mlp->fc2->weight);
  // Of an odd hidden layer, bfloat16 multiplies one column more; the kernels leave 0 there.
  if (layout.bfloat16) second = torch::constant_pad_nd(second, {0, second.size(1) % 2});
  return {block.options().dim, pack(first.weight, first.bias, layout, storage),
          pack(second, wide(block.mlp->fc2->bias), layout, storage)};
}

kernels::CrossScaleLayer crossScaleLayer(torch::nn::ModuleList& convolutions, int side, const Layout& packed,
                                         Storage& storage) {
  kernels::CrossScaleLayer layer;
  auto& list = storage.convolutions.emplace_back();
  for (const auto& each : *convolutions) {
    auto* module = each->as<torch::nn::Conv2d>();
    const auto weight = wide(module->weight);  // [out, in, kernel, kernel]
    kernels::Convolution convolution;
    convolution.kernel = static_cast<int>(weight.size(2));
    convolution.firstColumn = layer.dim;
    convolution.matrix = pack(weight.permute({0, 2, 3, 1}).flatten(1), wide(module->bias), packed, storage);
    const auto& matrix = convolution.matrix;
    layer.channels = static_cast<int>(weight.size(1));
    if (!packed.bfloat16 && 2 * matrix.outputs <= packed.width &&
        convolution.kernel * layer.channels % packed.width == 0) {
      const int rows = roundUp(matrix.outputs, kernels::kNarrow);
      float* to = storage.take(static_cast<std::size_t>(rows) * static_cast<std::size_t>(matrix.inputs));
      const auto values = weight.permute({0, 2, 3, 1}).flatten(1).to(torch::kFloat32).contiguous();
      std::copy_n(values.data_ptr<float>(), values.numel(), to);
      convolution.narrow = to;
    }
    layer.stride = static_cast<int>(module->options.stride()->at(0));
    layer.padding = std::max(layer.padding, (convolution.kernel - layer.stride) / 2);
    layer.dim += convolution.matrix.outputs;
    list.push_back(convolution);
  }
  layer.convolutions = static_cast<int>(list.size());
  layer.convolution = list.data();
  layer.inputSide = side + 2 * layer.padding;
  layer.outputSide = (side - layer.stride) / layer.stride + 1;
  for (const auto& each : list) {  // padding makes up for the kernel
    const int padding = (each.kernel - layer.stride) / 2;
    if (padding < 0 || (side + 2 * padding - each.kernel) / layer.stride + 1 != layer.outputSide)
      throw std::invalid_argument("the kernels of an embedding layer do not have one output size");
  }
  return layer;
}

struct FusedBlock {
  kernels::AttentionLayer attention;
  kernels::MlpLayer mlp;
};

struct FusedMerging {
  kernels::Norm norm;
  kernels::CrossScaleLayer layer;
  void* bordered = nullptr;  // [batch, inputSide, inputSide, channels], as multiplied; the border stays 0
};

struct FusedStage {
  int side = 0;
  int dim = 0;
  std::vector<FusedBlock> blocks;
  FusedMerging merging;  // no convolutions in the last stage
  float* map = nullptr;  // [batch, side, side, dim]
};

std::size_t product(std::initializer_list<int> factors) {
  std::size_t result = 1;
  for (const int each : factors) result *= static_cast<std::size_t>(each);
  return result;
}

// The i-th of n nearly equal parts of 0 ... count begins here.
int partOf(int count, int i, int n) {
  return static_cast<int>(static_cast<std::int64_t>(count) * i / n);
}

}  // namespace

struct FusedCrossFormer::Impl {
  struct PhaseEnd {
    Impl* impl;
    void operator()() const noexcept {
      impl->next = 0;
      impl->stopped = impl->stopped || (impl->cancelled && *impl->cancelled);
    }
  };

  const Kernels& kernels;
  ThreadTeam& team;
  int inputSize;
  int batch;
  Storage storage;
  kernels::CrossScaleLayer embedding;
  float* bordered = nullptr;  // the images
  std::vector<FusedStage> stages;
  kernels::Norm norm;
  std::array<std::array<float, 256>, 3> normalised;  // of each byte, by channel
  std::vector<float*> scratch;                       // of each thread
  std::barrier<PhaseEnd> barrier;
  std::atomic<int> next = 0;  // item of the phase
  bool stopped = false;       // written between phases
  // Of the run.
  const std::atomic<bool>* cancelled = nullptr;
  Times times;

  Impl(CrossFormerImpl& network, int inputSize, ThreadTeam& team, const FusedOptions& options)
      : kernels(chooseKernels(options)),
        team(team),
        inputSize(inputSize),
        batch(std::max(1, options.batch)),
        barrier(team.size(), PhaseEnd{this}) {
    torch::NoGradGuard noGrad;
    const Layout layout{kernels.width, kernels.bfloat16}, floats{kernels.width, false};
    const int images = batch;
    embedding = crossScaleLayer(network.patch_embed->projs, inputSize, floats, storage);
    embedding.norm = normOf(network.patch_embed->norm, storage);
    bordered = storage.take(product({images, embedding.inputSide, embedding.inputSide, embedding.channels}));
    int side = embedding.outputSide, dim = embedding.dim;
    for (const auto& each : *network.layers) {
      auto* module = each->as<Stage>();
      FusedStage& stage = stages.emplace_back();
      stage.side = side;
      stage.dim = dim;
      stage.map = storage.take(product({images, side, side, dim}));
      for (const auto& block : *module->blocks) {
        auto& of = *block->as<CrossFormerBlock>();
        stage.blocks.push_back({attentionLayer(of, layout, storage), mlpLayer(of, layout, storage)});
      }
      if (!module->downsample) break;
      stage.merging.norm = normOf(module->downsample->norm, storage);
      auto& merging = stage.merging.layer =
          crossScaleLayer(module->downsample->reductions, side, layout, storage);
      const auto values = product({images, merging.inputSide, merging.inputSide, merging.channels});
      stage.merging.bordered = storage.take(layout.bfloat16 ? (values + 1) / 2 : values);
      side = merging.outputSide;
      dim = merging.dim;
    }
    norm = normOf(network.norm, storage);
    for (std::size_t channel = 0; channel < 3; ++channel) {
      for (std::size_t value = 0; value < 256; ++value) {
        normalised[channel][value] = static_cast<float>(
            (static_cast<double>(value) / 255 - options.mean[channel]) / options.stddev[channel]);
      }
    }
    std::size_t most = kernels.crossScaleScratch(embedding, kItemRows);
    for (const FusedStage& stage : stages) {
      for (const FusedBlock& block : stage.blocks) {
        most = std::max({most, kernels.attentionScratch(block.attention, groupsOfItem(block.attention)),
                         kernels.mlpScratch(block.mlp, kItemRows)});
      }
      if (stage.merging.layer.convolutions > 0) {
        most = std::max(most, kernels.crossScaleScratch(stage.merging.layer, kItemRows));
      }
    }
    for (int i = 0; i < team.size(); ++i) scratch.push_back(storage.take(most));
  }

  static int groupsOfItem(const kernels::AttentionLayer& layer) {
    int tokens = 1;
    for (int g = 0; g < layer.groups; ++g) tokens = std::max(tokens, layer.group[g].tokens);
    return std::max(1, kItemRows / tokens);
  }

  // Work on stretches of at most `most` of `count`, as many for each thread.
  template <class Work>
  void phase(int thread, int count, int most, double Times::*time, const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    const int items = std::min(count, roundUp((count + most - 1) / most, team.size()));
    for (int i = stopped ? items : next++; i < items; i = next++) {
      work(partOf(count, i, items), partOf(count, i + 1, items));
    }
    barrier.arrive_and_wait();
    if (thread == 0) {
      times.*time += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
  }

  // All threads go through this side by side.
  template <class Input>
  void forward(int thread, int images, const Input& input, float* features) {
    float* const own = scratch[static_cast<std::size_t>(thread)];
    phase(thread, images, 1, &Times::input, [&](int first, int) { input(first); });
    phase(thread, images * stages.front().side * stages.front().side, kItemRows, &Times::embedding,
          [&](int first, int last) {
            kernels.embed(embedding, bordered, stages.front().map, first, last, own);
          });
    for (std::size_t s = 0; s < stages.size(); ++s) {
      const FusedStage& stage = stages[s];
      const int rows = images * stage.side * stage.side;
      for (const FusedBlock& block : stage.blocks) {
        phase(thread, images * block.attention.groups, groupsOfItem(block.attention), &Times::attention,
              [&](int first, int last) { kernels.attention(block.attention, stage.map, first, last, own); });
        phase(thread, rows, kItemRows, &Times::mlp,
              [&](int first, int last) { kernels.mlp(block.mlp, stage.map, first, last, own); });
      }
      const auto& merging = stage.merging;
      const auto& layer = merging.layer;
      if (layer.convolutions == 0) continue;
      phase(thread, images * stage.side, std::max(1, kItemRows / stage.side), &Times::merging,
            [&](int first, int last) {
              for (int line = first; line < last; ++line) {
                const int image = line / stage.side, y = line % stage.side + layer.padding;
                const std::ptrdiff_t place =
                    (static_cast<std::ptrdiff_t>(image) * layer.inputSide + y) * layer.inputSide +
                    layer.padding;
                kernels.normaliseForMerging(
                    merging.norm, stage.map + static_cast<std::ptrdiff_t>(line) * stage.side * stage.dim,
                    merging.bordered, place * stage.dim, stage.side);
              }
            });
      phase(thread, images * layer.outputSide * layer.outputSide, kItemRows, &Times::merging,
            [&](int first, int last) {
              kernels.merge(layer, merging.bordered, stages[s + 1].map, first, last, own);
            });
    }
    const FusedStage& end = stages.back();
    const int places = end.side * end.side;
    phase(thread, images, 1, &Times::pooling, [&](int first, int) {
      kernels.pool(norm, end.map + static_cast<std::ptrdiff_t>(first) * places * end.dim, places,
                   features + static_cast<std::ptrdiff_t>(first) * norm.dim);
    });
  }

  // input(i, to): the i-th image, into lines of inputSize pixels that lie `stride` floats apart.
  template <class Input>
  bool run(int count, const Input& input, float* features, const std::atomic<bool>* cancel) {
    cancelled = cancel;
    stopped = cancel && *cancel;
    times = {};
    const std::ptrdiff_t stride = static_cast<std::ptrdiff_t>(embedding.inputSide) * 3;
    const auto work = [&](int thread) {
      for (int first = 0; first < count; first += batch) {
        forward(
            thread, std::min(batch, count - first),
            [&](int i) {
              input(first + i,
                    bordered +
                        (static_cast<std::ptrdiff_t>(i) * embedding.inputSide + embedding.padding) * stride +
                        embedding.padding * 3,
                    stride);
            },
            features + static_cast<std::ptrdiff_t>(first) * norm.dim);
      }
    };
    team.run(std::ref(work));  // by reference: a std::function of its own would allocate
    return !stopped;
  }
};

std::vector<std::string> FusedCrossFormer::instructionSets() {
  std::vector<std::string> names;
  for (const Kernels* each : usableKernels()) names.emplace_back(each->instructions);
  return names;
}

bool FusedCrossFormer::bfloat16() {
  return multipliesBfloat16();
}

FusedCrossFormer::FusedCrossFormer(CrossFormerImpl& network, int inputSize, ThreadTeam& team,
                                   const FusedOptions& options)
    : impl_(std::make_unique<Impl>(network, inputSize, team, options)) {}

FusedCrossFormer::~FusedCrossFormer() = default;

const char* FusedCrossFormer::instructions() const {
  return impl_->kernels.instructions;
}

int FusedCrossFormer::featureLength() const {
  return impl_->norm.dim;
}

bool FusedCrossFormer::run(std::span<const std::uint8_t* const> images, float* features,
                           const std::atomic<bool>* cancelled) {
  const auto input = [&](int i, float* to, std::ptrdiff_t stride) {
    const std::uint8_t* from = images[static_cast<std::size_t>(i)];
    for (int y = 0; y < impl_->inputSize; ++y, to += stride) {
      for (int x = 0; x < 3 * impl_->inputSize; x += 3, from += 3) {
        for (std::size_t channel = 0; channel < 3; ++channel) {
          to[static_cast<std::size_t>(x) + channel] = impl_->normalised[channel][from[channel]];
        }
      }
    }
  };
  return impl_->run(static_cast<int>(images.size()), input, features, cancelled);
}

bool FusedCrossFormer::run(const float* images, int count, float* features,
                           const std::atomic<bool>* cancelled) {
  const std::ptrdiff_t line = static_cast<std::ptrdiff_t>(impl_->inputSize) * 3;
  const auto input = [&](int i, float* to, std::ptrdiff_t stride) {
    const float* from = images + i * line * impl_->inputSize;
    for (int y = 0; y < impl_->inputSize; ++y, from += line, to += stride) std::copy_n(from, line, to);
  };
  return impl_->run(count, input, features, cancelled);
}

const FusedCrossFormer::Times& FusedCrossFormer::times() const {
  return impl_->times;
}

}  // namespace cellwise::nn
