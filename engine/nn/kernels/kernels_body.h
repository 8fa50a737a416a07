// What each instruction set's file is made of: it defines CELLWISE_WIDTH (floats in a vector), CELLWISE_ROWS
// (rows of a register tile) and CELLWISE_KERNELS (the table's name and text) and includes this once.
//
// Vectors are GCC's, so that one source serves all. Everything here is in an unnamed namespace: each file
// keeps its own.
#include <cstddef>
#include <cstdint>

#include "nn/kernels/kernels.h"

namespace cellwise::nn::kernels {
namespace {

constexpr int kWidth = CELLWISE_WIDTH;
constexpr int kRows =
    CELLWISE_ROWS;  // kRows * 2 sums, 2 columns of weights and a broadcast fit the registers
constexpr int kPanel = 2 * kWidth;
constexpr int kDepth = 6144 / kPanel;  // inputs a pass: 24 KB of a panel stay in the first-level cache
constexpr int kHidden = 256;           // hidden columns of the MLP that are alive at a time
constexpr float kEpsilon = 1e-5f;      // LayerNorm's

#define INLINE inline __attribute__((always_inline))

using Vector = float __attribute__((vector_size(4 * kWidth)));
using Integers = std::int32_t __attribute__((vector_size(4 * kWidth)));
using InMemory = float __attribute__((vector_size(4 * kWidth), aligned(4), may_alias));

INLINE Vector load(const float* from) {
  return *reinterpret_cast<const InMemory*>(from);
}
INLINE void store(float* to, Vector value) {
  *reinterpret_cast<InMemory*>(to) = value;
}
INLINE Vector loadSome(const float* from, int count) {
  Vector value = {};
  for (int i = 0; i < count; ++i) value[i] = from[i];
  return value;
}
INLINE void storeSome(float* to, Vector value, int count) {
  for (int i = 0; i < count; ++i) to[i] = value[i];
}
INLINE Vector larger(Vector a, Vector b) {
  return a > b ? a : b;
}
INLINE Vector smaller(Vector a, Vector b) {
  return a < b ? a : b;
}
INLINE float sum(Vector v) {
  float total = 0;
  for (int i = 0; i < kWidth; ++i) total += v[i];
  return total;
}
INLINE float largest(Vector v) {
  float most = v[0];
  for (int i = 1; i < kWidth; ++i) most = v[i] > most ? v[i] : most;
  return most;
}

constexpr int roundUp(int n, int to) {
  return (n + to - 1) / to * to;
}
// Rows in memory lie a little more than their length apart, so that they do not all fall into the same cache
// sets.
constexpr int rowStride(int n) {
  return roundUp(n, 16) + 16;
}

// x (1 + erf(x / sqrt 2)) / 2. erf as the ratio of polynomials that Eigen uses: error below 5e-7.
INLINE Vector gelu(Vector x) {
  const Vector z = smaller(larger(x * 0.70710678f, Vector{} - 4.0f), Vector{} + 4.0f);
  const Vector s = z * z;
  Vector p = s * -2.72614225801306e-10f + 2.77068142495902e-08f;
  p = p * s - 2.10102402082508e-06f;
  p = p * s - 5.69250639462346e-05f;
  p = p * s - 7.34990630326855e-04f;
  p = p * s - 2.95459980854025e-03f;
  p = p * s - 1.60960333262415e-02f;
  Vector q = s * -1.45660718464996e-05f - 2.13374055278905e-04f;
  q = q * s - 1.68282697438203e-03f;
  q = q * s - 7.37332916720468e-03f;
  q = q * s - 1.42647390514189e-02f;
  const Vector half = x * 0.5f;
  return half + half * (z * p / q);
}

// e^x for x <= 0, 0 below -87. Cephes' expf: x = n ln 2 + r, a polynomial in r, n added to the exponent.
INLINE Vector exponential(Vector x) {
  x = larger(x, Vector{} - 87.0f);
  const Vector shifted = x * 1.44269504f + 12582912.0f;  // 1.5 * 2^23: its last bits are the whole number n
  const Vector n = shifted - 12582912.0f;
  const Vector r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  Vector p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  const Vector y = p * (r * r) + r + 1.0f;
  return (Vector)((Integers)y + ((Integers)shifted << 23));
}

// --- Products ---

enum class Start {
  Bias,  // from bias + row * biasStride
  Add,   // from what is there, plus bias if there is one
};
enum class End {
  Store,
  Gelu,
  Scale,  // by scale[row]
};

// Rows of a, each `segments` stretches of `length` values, against one panel of b, to rows of c.
struct Tile {
  const float* const* a;
  std::ptrdiff_t aOffset;
  int segments;
  std::ptrdiff_t segmentStride;
  int length;
  const float* b;
  std::ptrdiff_t bStride;
  float* const* c;
  std::ptrdiff_t cOffset;
  int columns;  // of c, the rest of the panel is not stored
  const float* bias;
  std::ptrdiff_t biasStride;
  const float* scale;
};

template <int kR, int kN, Start kStart, End kEnd>
__attribute__((noinline)) void tile(const Tile& t) {
  Vector sums[kR][kN];
  const bool whole = t.columns >= kN * kWidth;
#pragma GCC unroll 16
  for (int r = 0; r < kR; ++r) {
#pragma GCC unroll 2
    for (int n = 0; n < kN; ++n) {
      if constexpr (kStart == Start::Bias) {
        sums[r][n] = load(t.bias + r * t.biasStride + n * kWidth);
      } else {
        const float* from = t.c[r] + t.cOffset + n * kWidth;
        const int left = t.columns - n * kWidth;
        sums[r][n] = whole ? load(from) : loadSome(from, left < kWidth ? left : kWidth);
        if (t.bias) sums[r][n] += load(t.bias + n * kWidth);
      }
    }
  }
  const float* at[kR];
#pragma GCC unroll 16
  for (int r = 0; r < kR; ++r) at[r] = t.a[r] + t.aOffset;
  const float* b = t.b;
  const int length = t.length;
  const std::ptrdiff_t bStride = t.bStride;
  for (int s = 0; s < t.segments; ++s) {
    for (int k = 0; k < length; ++k) {
      Vector column[kN];
#pragma GCC unroll 2
      for (int n = 0; n < kN; ++n) column[n] = load(b + n * kWidth);
#pragma GCC unroll 16
      for (int r = 0; r < kR; ++r) {
        const float value = at[r][k];
#pragma GCC unroll 2
        for (int n = 0; n < kN; ++n) sums[r][n] += value * column[n];
      }
      b += bStride;
    }
#pragma GCC unroll 16
    for (int r = 0; r < kR; ++r) at[r] += t.segmentStride;
  }
#pragma GCC unroll 16
  for (int r = 0; r < kR; ++r) {
#pragma GCC unroll 2
    for (int n = 0; n < kN; ++n) {
      Vector value = sums[r][n];
      if constexpr (kEnd == End::Gelu) value = gelu(value);
      if constexpr (kEnd == End::Scale) value *= t.scale[r];
      float* to = t.c[r] + t.cOffset + n * kWidth;
      const int left = t.columns - n * kWidth;
      if (whole) {
        store(to, value);
      } else {
        storeSome(to, value, left < kWidth ? left : kWidth);
      }
    }
  }
}

template <int kN, Start kStart, End kEnd, int kR = kRows>
INLINE void tileOf(int rows, const Tile& t) {
  if constexpr (kR > 1) {
    if (rows < kR) return tileOf<kN, kStart, kEnd, kR - 1>(rows, t);
  }
  tile<kR, kN, kStart, kEnd>(t);
}

// Calls work(first, count) on stretches of at most kRows of `rows`, all nearly as long: a stretch of one row
// costs as much as one of four.
template <class Work>
INLINE void forRowTiles(int rows, const Work& work) {
  const int tiles = (rows + kRows - 1) / kRows;
  for (int i = 0, first = 0; i < tiles; ++i) {
    const int count = (rows - first) / (tiles - i);
    work(first, count);
    first += count;
  }
}

// Calls work(first, wide) on each panel that starts at a multiple of kPanel below `columns`.
template <class Work>
INLINE void forPanels(int columns, const Work& work) {
  for (int first = 0; first < columns; first += kPanel) work(first, columns - first > kWidth);
}

// What of the rows of a is multiplied: `segments` stretches of `length` floats, `stride` apart, from
// `offset`.
struct Window {
  std::ptrdiff_t offset;
  int segments;
  std::ptrdiff_t stride;
  int length;
};

template <Start kStart, End kEnd>
void panel(const Tile& of, bool wide, int rows) {
  forRowTiles(rows, [&](int first, int count) {
    Tile t = of;
    t.a += first;
    t.c += first;
    if (wide) {
      tileOf<2, kStart, kEnd>(count, t);
    } else {
      tileOf<1, kStart, kEnd>(count, t);
    }
  });
}

// c[row] (from cOffset) = or += a[row] W + b, for the columns first to last - 1 of W (first a multiple of
// kPanel) and its inputs from firstInput on, as many as the window has. biased: whether b is added.
template <Start kStart, End kEnd>
void multiply(const float* const* a, const Window& window, int rows, const Matrix& w, int firstInput,
              int first, int last, bool biased, float* const* c, std::ptrdiff_t cOffset, int columns) {
  static const float zeros[kPanel] = {};
  // The inputs go in passes of about kDepth: several segments, or a part of one.
  const int parts = (window.length + kDepth - 1) / kDepth;
  const int perPass = parts > 1 ? 1 : window.length >= kDepth ? 1 : kDepth / window.length;
  for (int s = 0; s < window.segments; s += perPass) {
    const int segments = window.segments - s < perPass ? window.segments - s : perPass;
    for (int part = 0; part < parts; ++part) {
      const int k = window.length * part / parts, end = window.length * (part + 1) / parts;
      const bool isFirst = s == 0 && part == 0;
      const bool isLast = s + segments == window.segments && part + 1 == parts;
      const int input = firstInput + s * window.length + k;
      forPanels(last - first, [&](int column, bool wide) {
        const int panelColumn = first + column;
        const int stride = wide ? kPanel : kWidth;
        Tile t;
        t.a = a;
        t.aOffset = window.offset + s * window.stride + k;
        t.segments = segments;
        t.segmentStride = window.stride;
        t.length = end - k;
        t.b = w.weights + static_cast<std::ptrdiff_t>(panelColumn) * w.inputs +
              static_cast<std::ptrdiff_t>(input) * stride;
        t.bStride = stride;
        t.c = c;
        t.cOffset = cOffset + column;
        t.columns = columns - column;
        t.biasStride = 0;
        t.scale = nullptr;
        const float* bias = biased && w.bias && isFirst ? w.bias + panelColumn : nullptr;
        if (kStart == Start::Bias && isFirst) {
          t.bias = bias ? bias : zeros;
          isLast ? panel<Start::Bias, kEnd>(t, wide, rows) : panel<Start::Bias, End::Store>(t, wide, rows);
        } else {
          t.bias = bias;
          isLast ? panel<Start::Add, kEnd>(t, wide, rows) : panel<Start::Add, End::Store>(t, wide, rows);
        }
      });
    }
  }
}

// --- LayerNorm ---

struct Moments {
  float mean, scale;  // scale: 1 / standard deviation
};

INLINE Moments momentsOf(const float* x, int dim) {
  Vector total = {};
  int i = 0;
  for (; i + kWidth <= dim; i += kWidth) total += load(x + i);
  float rest = 0;
  for (; i < dim; ++i) rest += x[i];
  const float mean = (sum(total) + rest) / static_cast<float>(dim);
  Vector squares = {};
  for (i = 0; i + kWidth <= dim; i += kWidth) {
    const Vector d = load(x + i) - mean;
    squares += d * d;
  }
  rest = 0;
  for (; i < dim; ++i) rest += (x[i] - mean) * (x[i] - mean);
  const float variance = (sum(squares) + rest) / static_cast<float>(dim);
  return {mean, 1.0f / __builtin_sqrtf(variance + kEpsilon)};
}

// Without weights: they are in the layer that follows.
INLINE void standardise(const float* x, float* y, int dim) {
  const Moments m = momentsOf(x, dim);
  int i = 0;
  for (; i + kWidth <= dim; i += kWidth) store(y + i, (load(x + i) - m.mean) * m.scale);
  for (; i < dim; ++i) y[i] = (x[i] - m.mean) * m.scale;
}

void normalise(const Norm& norm, const float* x, std::ptrdiff_t xStride, float* y, std::ptrdiff_t yStride,
               int rows) {
  for (int r = 0; r < rows; ++r, x += xStride, y += yStride) {
    const Moments m = momentsOf(x, norm.dim);
    int i = 0;
    for (; i + kWidth <= norm.dim; i += kWidth) {
      store(y + i, (load(x + i) - m.mean) * m.scale * load(norm.weight + i) + load(norm.bias + i));
    }
    for (; i < norm.dim; ++i) y[i] = (x[i] - m.mean) * m.scale * norm.weight[i] + norm.bias[i];
  }
}

void pool(const Norm& norm, const float* x, int rows, float* features) {
  for (int i = 0; i < norm.dim; ++i) features[i] = 0;
  for (int r = 0; r < rows; ++r, x += norm.dim) {
    const Moments m = momentsOf(x, norm.dim);
    for (int i = 0; i < norm.dim; ++i) features[i] += (x[i] - m.mean) * m.scale;
  }
  const float share = 1.0f / static_cast<float>(rows);
  for (int i = 0; i < norm.dim; ++i) features[i] = features[i] * share * norm.weight[i] + norm.bias[i];
}

// --- Scratch memory ---

// Hands out stretches of it, each from a multiple of 64 bytes. With memory null it counts only.
struct Arena {
  float* memory;
  std::size_t used = 0;
  float* take(std::size_t floats) {
    float* at = memory ? memory + used : nullptr;
    used += (floats + 15) / 16 * 16;
    return at;
  }
  float** takePointers(int count) {
    static_assert(sizeof(float*) <= 2 * sizeof(float));
    return reinterpret_cast<float**>(take(2 * static_cast<std::size_t>(count)));
  }
};

// A matrix with pointers to its rows.
struct Block {
  float** row;
  static Block take(Arena& arena, int rows, int columns) {
    const int stride = rowStride(columns);
    Block block{arena.takePointers(rows)};
    float* values = arena.take(static_cast<std::size_t>(rows) * static_cast<std::size_t>(stride));
    if (arena.memory) {
      for (int r = 0; r < rows; ++r) block.row[r] = values + static_cast<std::ptrdiff_t>(r) * stride;
    }
    return block;
  }
};

// --- Attention ---

struct AttentionMemory {
  float** x;      // the tokens' rows in the map
  Block input;    // normed
  Block qkv;      // of one head
  Block mixed;    // of all heads
  float* keys;    // of one head of one group, in panels of tokens: [panel][headDim][panel's width]
  Block weights;  // of the softmax, for one tile of rows
  AttentionMemory(const AttentionLayer& layer, int tokens, int mostKeys, Arena& arena)
      : x(arena.takePointers(tokens)),
        input(Block::take(arena, tokens, layer.dim)),
        qkv(Block::take(arena, tokens, 3 * layer.headDim)),
        mixed(Block::take(arena, tokens, layer.heads * layer.headDim)),
        keys(arena.take(static_cast<std::size_t>(mostKeys) * static_cast<std::size_t>(layer.headDim))),
        weights(Block::take(arena, kRows, mostKeys)) {}
};

int mostKeysOf(const AttentionLayer& layer) {
  int most = 0;
  for (int g = 0; g < layer.groups; ++g) most = layer.group[g].keys > most ? layer.group[g].keys : most;
  return most;
}

std::size_t attentionScratch(const AttentionLayer& layer, int groups) {
  Arena arena{nullptr};
  const int mostKeys = mostKeysOf(layer);
  AttentionMemory(layer, groups * mostKeys, mostKeys, arena);
  return arena.used;
}

// The transposed keys, [headDim][tokens], in panels; columns beyond the group's tokens are 0.
void packKeys(float* const* k, std::ptrdiff_t offset, const Group& group, int headDim, float* packed) {
  forPanels(group.keys, [&](int first, bool wide) {
    const int stride = wide ? kPanel : kWidth;
    float* to = packed + static_cast<std::ptrdiff_t>(first) * headDim;
    for (int t = 0; t < stride; ++t) {
      const float* from = first + t < group.tokens ? k[first + t] + offset : nullptr;
      for (int d = 0; d < headDim; ++d) to[d * stride + t] = from ? from[d] : 0;
    }
  });
}

// Exponentials of a row minus its largest; returns 1 / their sum.
INLINE float softmax(float* row, int length) {
  Vector most = load(row);
  for (int i = kWidth; i < length; i += kWidth) most = larger(most, load(row + i));
  const float top = largest(most);
  Vector total = {};
  for (int i = 0; i < length; i += kWidth) {
    const Vector e = exponential(load(row + i) - top);
    total += e;
    store(row + i, e);
  }
  return 1.0f / sum(total);
}

// softmax(q k + bias) v for one head of one group, tile of rows by tile of rows.
void attend(const AttentionLayer& layer, const Group& group, int head, float* const* qkv, float* const* mixed,
            const AttentionMemory& memory) {
  static const float zeros[kPanel] = {};
  const int d = layer.headDim;
  packKeys(qkv, d, group, d, memory.keys);
  const float* bias = group.bias + static_cast<std::ptrdiff_t>(head) * group.tokens * group.keys;
  forRowTiles(group.tokens, [&](int first, int count) {
    Tile t;
    t.a = qkv + first;
    t.aOffset = 0;
    t.segments = 1;
    t.segmentStride = 0;
    t.length = d;
    t.c = memory.weights.row;
    t.columns = kPanel;
    t.biasStride = group.keys;
    forPanels(group.keys, [&](int column, bool wide) {
      t.b = memory.keys + static_cast<std::ptrdiff_t>(column) * d;
      t.bStride = wide ? kPanel : kWidth;
      t.cOffset = column;
      t.bias = bias + static_cast<std::ptrdiff_t>(first) * group.keys + column;
      wide ? tileOf<2, Start::Bias, End::Store>(count, t) : tileOf<1, Start::Bias, End::Store>(count, t);
    });
    float scale[kRows];
    for (int r = 0; r < count; ++r) scale[r] = softmax(memory.weights.row[r], group.keys);
    t.a = memory.weights.row;
    t.length = group.tokens;
    t.bStride = rowStride(3 * d);
    t.c = mixed + first;
    t.bias = zeros;
    t.biasStride = 0;
    t.scale = scale;
    forPanels(d, [&](int column, bool wide) {
      t.b = qkv[0] + 2 * d + column;
      t.cOffset = static_cast<std::ptrdiff_t>(head) * d + column;
      wide ? tileOf<2, Start::Bias, End::Scale>(count, t) : tileOf<1, Start::Bias, End::Scale>(count, t);
    });
  });
}

void attention(const AttentionLayer& layer, float* x, int first, int last, float* scratch) {
  Arena arena{scratch};
  const int mostKeys = mostKeysOf(layer);
  const AttentionMemory memory(layer, (last - first) * mostKeys, mostKeys, arena);
  int tokens = 0;
  for (int g = first; g < last; ++g) {
    const Group& group = layer.group[g % layer.groups];
    float* map = x + static_cast<std::ptrdiff_t>(g / layer.groups) * layer.places * layer.dim;
    for (int t = 0; t < group.tokens; ++t, ++tokens) {
      memory.x[tokens] = map + static_cast<std::ptrdiff_t>(group.token[t]) * layer.dim;
      standardise(memory.x[tokens], memory.input.row[tokens], layer.dim);
    }
  }
  for (int head = 0; head < layer.heads; ++head) {
    multiply<Start::Bias, End::Store>(memory.input.row, {0, 1, 0, layer.dim}, tokens, layer.qkv[head], 0, 0,
                                      3 * layer.headDim, true, memory.qkv.row, 0, 3 * layer.headDim);
    for (int g = first, from = 0; g < last; ++g) {
      const Group& group = layer.group[g % layer.groups];
      attend(layer, group, head, memory.qkv.row + from, memory.mixed.row + from, memory);
      from += group.tokens;
    }
  }
  multiply<Start::Add, End::Store>(memory.mixed.row, {0, 1, 0, layer.heads * layer.headDim}, tokens,
                                   layer.proj, 0, 0, layer.dim, true, memory.x, 0, layer.dim);
}

// --- MLP ---

struct MlpMemory {
  float** x;
  Block input;   // normed
  Block hidden;  // kHidden columns of it
  MlpMemory(const MlpLayer& layer, int rows, Arena& arena)
      : x(arena.takePointers(rows)),
        input(Block::take(arena, rows, layer.dim)),
        hidden(Block::take(arena, rows, kHidden)) {}
};

std::size_t mlpScratch(const MlpLayer& layer, int rows) {
  Arena arena{nullptr};
  MlpMemory(layer, rows, arena);
  return arena.used;
}

void mlp(const MlpLayer& layer, float* x, int first, int last, float* scratch) {
  static_assert(kHidden % kPanel == 0);
  Arena arena{scratch};
  const int rows = last - first;
  const MlpMemory memory(layer, rows, arena);
  for (int r = 0; r < rows; ++r) {
    memory.x[r] = x + static_cast<std::ptrdiff_t>(first + r) * layer.dim;
    standardise(memory.x[r], memory.input.row[r], layer.dim);
  }
  const int hidden = layer.fc1.outputs;
  for (int h = 0; h < hidden; h += kHidden) {
    const int end = hidden - h < kHidden ? hidden : h + kHidden;
    multiply<Start::Bias, End::Gelu>(memory.input.row, {0, 1, 0, layer.dim}, rows, layer.fc1, 0, h, end, true,
                                     memory.hidden.row, 0, kHidden);
    multiply<Start::Add, End::Store>(memory.hidden.row, {0, 1, 0, end - h}, rows, layer.fc2, h, 0, layer.dim,
                                     h == 0, memory.x, 0, layer.dim);
  }
}

// --- Cross-scale embedding ---

struct CrossScaleMemory {
  float** from;
  float** to;
  CrossScaleMemory(int rows, Arena& arena) : from(arena.takePointers(rows)), to(arena.takePointers(rows)) {}
};

std::size_t crossScaleScratch(const CrossScaleLayer&, int rows) {
  Arena arena{nullptr};
  CrossScaleMemory(rows, arena);
  return arena.used;
}

void crossScale(const CrossScaleLayer& layer, const float* bordered, float* y, int first, int last,
                float* scratch) {
  Arena arena{scratch};
  const int rows = last - first;
  const CrossScaleMemory memory(rows, arena);
  const int places = layer.outputSide * layer.outputSide;
  const std::ptrdiff_t line = static_cast<std::ptrdiff_t>(layer.inputSide) * layer.channels;
  for (int r = 0; r < rows; ++r) {
    const int image = (first + r) / places, place = (first + r) % places;
    const int top = place / layer.outputSide * layer.stride, left = place % layer.outputSide * layer.stride;
    // Only read; the pointers' type is the one that rows of a block have.
    memory.from[r] = const_cast<float*>(bordered) +
                     (static_cast<std::ptrdiff_t>(image) * layer.inputSide + top) * line +
                     static_cast<std::ptrdiff_t>(left) * layer.channels;
    memory.to[r] = y + static_cast<std::ptrdiff_t>(first + r) * layer.dim;
  }
  for (int i = 0; i < layer.convolutions; ++i) {
    const Convolution& of = layer.convolution[i];
    const int inset = layer.padding - (of.kernel - layer.stride) / 2;
    const Window window{inset * (line + layer.channels), of.kernel, line, of.kernel * layer.channels};
    multiply<Start::Bias, End::Store>(memory.from, window, rows, of.matrix, 0, 0, of.matrix.outputs, true,
                                      memory.to, of.firstColumn, of.matrix.outputs);
  }
  if (layer.norm.weight) normalise(layer.norm, memory.to[0], layer.dim, memory.to[0], layer.dim, rows);
}

}  // namespace

const Kernels CELLWISE_KERNELS = {CELLWISE_NAME, kWidth, attentionScratch, mlpScratch, crossScaleScratch,
                                  attention,     mlp,    crossScale,       normalise,  pool};

}  // namespace cellwise::nn::kernels
