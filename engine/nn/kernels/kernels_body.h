// What each instruction set's file is made of: it defines CELLWISE_WIDTH (floats in a vector), CELLWISE_ROWS
// (rows of a register tile), CELLWISE_KERNELS and CELLWISE_NAME (the table's name and text),
// CELLWISE_BFLOAT16 where bfloat16 is multiplied, and includes this once.
//
// Vectors are GCC's, so that one source serves all. Everything here is in an unnamed namespace: each file
// keeps its own.
#include <cstddef>
#include <cstdint>
#ifdef CELLWISE_BFLOAT16
#include <immintrin.h>  // its functions are inlined always
#endif

#include "nn/kernels/kernels.h"

namespace cellwise::nn::kernels {
namespace {

constexpr int kWidth = CELLWISE_WIDTH;
constexpr int kRows =
    CELLWISE_ROWS;  // kRows * 2 sums, 2 columns of weights and a broadcast fit the registers
constexpr int kPanel = 2 * kWidth;
constexpr int kHidden = 256;       // hidden columns of the MLP that are alive at a time
constexpr float kEpsilon = 1e-5f;  // LayerNorm's

#define INLINE inline __attribute__((always_inline))

using Vector = float __attribute__((vector_size(4 * kWidth)));
using Integers = std::int32_t __attribute__((vector_size(4 * kWidth)));
using InMemory = float __attribute__((vector_size(4 * kWidth), aligned(4), may_alias));

// What is multiplied.
#ifdef CELLWISE_BFLOAT16
using Factor = std::uint16_t;
#else
using Factor = float;
#endif
// Of them go into one step of a product.
template <class F>
constexpr int kStep = 4 / sizeof(F);
// Inputs a pass: 24 KB of a panel stay in the first-level cache.
template <class F>
constexpr int kDepth = 6144 / kPanel* kStep<F>;

INLINE Vector load(const float* from) {
  return *reinterpret_cast<const InMemory*>(from);
}
INLINE void store(float* to, Vector value) {
  *reinterpret_cast<InMemory*>(to) = value;
}
#ifdef CELLWISE_BFLOAT16
using PairsInMemory = std::int32_t __attribute__((vector_size(4 * kWidth), aligned(2), may_alias));
using PairInMemory = std::int32_t __attribute__((aligned(2), may_alias));
static_assert(kWidth == 16);

// Rounded to the nearest.
INLINE void store(std::uint16_t* to, Vector value) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), (__m256i)_mm512_cvtneps_pbh((__m512)value));
}
INLINE std::uint16_t rounded(float value) {
  return (std::uint16_t)_mm_extract_epi16((__m128i)_mm_cvtneps_pbh(_mm_set_ss(value)), 0);
}
#endif
INLINE void storeOne(float* to, float value) {
  *to = value;
}
#ifdef CELLWISE_BFLOAT16
INLINE void storeOne(std::uint16_t* to, float value) {
  *to = rounded(value);
}
#endif

// A step of a product, for a vector of columns: sum + a row's value times the weights; of bfloat16, two of
// each.
INLINE Vector loadWeights(const float* from) {
  return load(from);
}
INLINE Vector multiplyAdd(Vector sum, const float* value, Vector weights) {
  return sum + *value * weights;
}
#ifdef CELLWISE_BFLOAT16
INLINE __m512i loadWeights(const std::uint16_t* from) {
  const auto pairs = *reinterpret_cast<const PairsInMemory*>(from);
  return (__m512i)pairs;
}
INLINE Vector multiplyAdd(Vector sum, const std::uint16_t* value, __m512i weights) {
  const __m512i pair = _mm512_set1_epi32(*reinterpret_cast<const PairInMemory*>(value));
  return (Vector)_mm512_dpbf16_ps((__m512)sum, (__m512bh)pair, (__m512bh)weights);
}
#endif

INLINE Vector loadSome(const float* from, int count) {
  Vector value = {};
  for (int i = 0; i < count; ++i) value[i] = from[i];
  return value;
}
template <class To>
INLINE void storeSome(To* to, Vector value, int count) {
  for (int i = 0; i < count; ++i) storeOne(to + i, value[i]);
}
INLINE Vector larger(Vector a, Vector b) {
  return a > b ? a : b;
}
INLINE Vector smaller(Vector a, Vector b) {
  return a < b ? a : b;
}
// All of a vector's values by halves: op on the lower and the upper one until one value is left.
template <class V, class Op>
INLINE float folded(V v, Op op) {
  constexpr int kValues = sizeof(V) / sizeof(float);
  if constexpr (kValues == 16) {
    return folded(op(__builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7),
                     __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15)),
                  op);
  } else if constexpr (kValues == 8) {
    return folded(op(__builtin_shufflevector(v, v, 0, 1, 2, 3), __builtin_shufflevector(v, v, 4, 5, 6, 7)),
                  op);
  } else {
    static_assert(kValues == 4);
    const V two = op(v, __builtin_shufflevector(v, v, 2, 3, 2, 3));
    return op(two, __builtin_shufflevector(two, two, 1, 1, 1, 1))[0];
  }
}
INLINE float sum(Vector v) {
  return folded(
      v, [](auto a, auto b) __attribute__((always_inline)) { return a + b; });
}
INLINE float largest(Vector v) {
  return folded(
      v, [](auto a, auto b) __attribute__((always_inline)) { return a > b ? a : b; });
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
template <class F, class To>
struct Tile {
  const F* const* a;
  std::ptrdiff_t aOffset;
  int segments;
  std::ptrdiff_t segmentStride;
  int length;  // a whole number of steps
  const F* b;
  std::ptrdiff_t bStride;  // of a step
  To* const* c;
  std::ptrdiff_t cOffset;
  int columns;  // of c, the rest of the panel is not stored
  const float* bias;
  std::ptrdiff_t biasStride;
  const float* scale;
};

template <int kR, int kN, Start kStart, End kEnd, class F, class To>
__attribute__((noinline)) void tile(const Tile<F, To>& t) {
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
  const F* at[kR];
#pragma GCC unroll 16
  for (int r = 0; r < kR; ++r) at[r] = t.a[r] + t.aOffset;
  const F* b = t.b;
  const int length = t.length;
  const std::ptrdiff_t bStride = t.bStride;
  for (int s = 0; s < t.segments; ++s) {
    for (int k = 0; k < length; k += kStep<F>) {
      decltype(loadWeights(b)) weights[kN];
#pragma GCC unroll 2
      for (int n = 0; n < kN; ++n) weights[n] = loadWeights(b + n * kWidth * kStep<F>);
#pragma GCC unroll 16
      for (int r = 0; r < kR; ++r) {
#pragma GCC unroll 2
        for (int n = 0; n < kN; ++n) sums[r][n] = multiplyAdd(sums[r][n], at[r] + k, weights[n]);
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
      To* to = t.c[r] + t.cOffset + n * kWidth;
      const int left = t.columns - n * kWidth;
      if (whole) {
        store(to, value);
      } else {
        storeSome(to, value, left < kWidth ? left : kWidth);
      }
    }
  }
}

template <int kN, Start kStart, End kEnd, int kR = kRows, class F, class To>
INLINE void tileOf(int rows, const Tile<F, To>& t) {
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

// What of the rows of a is multiplied: `segments` stretches of `length` values, `stride` apart, from
// `offset`.
struct Window {
  std::ptrdiff_t offset;
  int segments;
  std::ptrdiff_t stride;
  int length;
};

template <Start kStart, End kEnd, class F, class To>
void panel(const Tile<F, To>& of, bool wide, int rows) {
  forRowTiles(rows, [&](int first, int count) {
    Tile<F, To> t = of;
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
template <Start kStart, End kEnd, class F, class To>
void multiply(F* const* a, const Window& window, int rows, const Matrix& w, int firstInput, int first,
              int last, bool biased, To* const* c, std::ptrdiff_t cOffset, int columns) {
  static const float zeros[kPanel] = {};
  // The inputs go in passes of about kDepth: several segments, or a part of one. What is rounded goes in one,
  // since sums between passes would be.
  constexpr bool kRounds = sizeof(To) < sizeof(float);
  const int most = kRounds ? window.length : kDepth<F>;
  const int parts = (window.length + most - 1) / most;
  const int perPass = kRounds                              ? window.segments
                      : parts > 1 || window.length >= most ? 1
                                                           : most / window.length;
  for (int s = 0; s < window.segments; s += perPass) {
    const int segments = window.segments - s < perPass ? window.segments - s : perPass;
    for (int part = 0; part < parts; ++part) {
      const auto at = [&](int i) { return window.length * i / parts / kStep<F> * kStep<F>; };
      const int k = at(part), end = at(part + 1);
      const bool isFirst = s == 0 && part == 0;
      const bool isLast = s + segments == window.segments && part + 1 == parts;
      const int input = firstInput + s * window.length + k;
      forPanels(last - first, [&](int column, bool wide) {
        const int panelColumn = first + column;
        const int stride = wide ? kPanel : kWidth;
        Tile<F, To> t;
        t.a = a;
        t.aOffset = window.offset + s * window.stride + k;
        t.segments = segments;
        t.segmentStride = window.stride;
        t.length = end - k;
        t.b = static_cast<const F*>(w.weights) + static_cast<std::ptrdiff_t>(panelColumn) * w.inputs +
              static_cast<std::ptrdiff_t>(input) * stride;
        t.bStride = stride * kStep<F>;
        t.c = c;
        t.cOffset = cOffset + column;
        t.columns = columns - column;
        t.biasStride = 0;
        t.scale = nullptr;
        const float* bias = biased && w.bias && isFirst ? w.bias + panelColumn : nullptr;
        if constexpr (kRounds) {
          static_assert(kStart == Start::Bias);
          t.bias = bias ? bias : zeros;
          panel<Start::Bias, kEnd>(t, wide, rows);
        } else if (kStart == Start::Bias && isFirst) {
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
template <class To>
INLINE void standardise(const float* x, To* y, int dim) {
  const Moments m = momentsOf(x, dim);
  int i = 0;
  for (; i + kWidth <= dim; i += kWidth) store(y + i, (load(x + i) - m.mean) * m.scale);
  for (; i < dim; ++i) storeOne(y + i, (x[i] - m.mean) * m.scale);
}

template <class To>
void normalise(const Norm& norm, const float* x, To* y, int rows) {
  for (int r = 0; r < rows; ++r, x += norm.dim, y += norm.dim) {
    const Moments m = momentsOf(x, norm.dim);
    int i = 0;
    for (; i + kWidth <= norm.dim; i += kWidth) {
      store(y + i, (load(x + i) - m.mean) * m.scale * load(norm.weight + i) + load(norm.bias + i));
    }
    for (; i < norm.dim; ++i) storeOne(y + i, (x[i] - m.mean) * m.scale * norm.weight[i] + norm.bias[i]);
  }
}

void normaliseForMerging(const Norm& norm, const float* x, void* bordered, std::ptrdiff_t to, int rows) {
  normalise(norm, x, static_cast<Factor*>(bordered) + to, rows);
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
  template <class F = float>
  F** takePointers(int count) {
    static_assert(sizeof(F*) <= 2 * sizeof(float));
    return reinterpret_cast<F**>(take(2 * static_cast<std::size_t>(count)));
  }
};

// A matrix with pointers to its rows.
template <class F>
struct Block {
  F** row;
  static Block take(Arena& arena, int rows, int columns) {
    const int stride = rowStride(columns / kStep<F>);  // of floats
    Block block{arena.takePointers<F>(rows)};
    float* values = arena.take(static_cast<std::size_t>(rows) * static_cast<std::size_t>(stride));
    if (arena.memory) {
      for (int r = 0; r < rows; ++r)
        block.row[r] = reinterpret_cast<F*>(values + static_cast<std::ptrdiff_t>(r) * stride);
    }
    return block;
  }
};

// --- Attention ---

struct AttentionMemory {
  float** x;             // the tokens' rows in the map
  Block<Factor> input;   // normed
  Block<float> qkv;      // of one head
  Block<Factor> mixed;   // of all heads
  float* keys;           // of one head of one group, in panels of tokens: [panel][headDim][panel's width]
  Block<float> weights;  // of the softmax, for one tile of rows
  AttentionMemory(const AttentionLayer& layer, int tokens, int mostKeys, Arena& arena)
      : x(arena.takePointers(tokens)),
        input(Block<Factor>::take(arena, tokens, layer.dim)),
        qkv(Block<float>::take(arena, tokens, 3 * layer.headDim)),
        mixed(Block<Factor>::take(arena, tokens, layer.heads * layer.headDim)),
        keys(arena.take(static_cast<std::size_t>(mostKeys) * static_cast<std::size_t>(layer.headDim))),
        weights(Block<float>::take(arena, kRows, mostKeys)) {}
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
void attend(const AttentionLayer& layer, const Group& group, int head, float* const* qkv,
            Factor* const* mixed, const AttentionMemory& memory) {
  static const float zeros[kPanel] = {};
  const int d = layer.headDim;
  packKeys(qkv, d, group, d, memory.keys);
  const float* bias = group.bias + static_cast<std::ptrdiff_t>(head) * group.tokens * group.keys;
  forRowTiles(group.tokens, [&](int first, int count) {
    Tile<float, float> t;
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
    Tile<float, Factor> v;
    v.a = memory.weights.row;
    v.aOffset = 0;
    v.segments = 1;
    v.segmentStride = 0;
    v.length = group.tokens;
    v.bStride = rowStride(3 * d);
    v.c = mixed + first;
    v.columns = kPanel;
    v.bias = zeros;
    v.biasStride = 0;
    v.scale = scale;
    forPanels(d, [&](int column, bool wide) {
      v.b = qkv[0] + 2 * d + column;
      v.cOffset = static_cast<std::ptrdiff_t>(head) * d + column;
      wide ? tileOf<2, Start::Bias, End::Scale>(count, v) : tileOf<1, Start::Bias, End::Scale>(count, v);
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
  Block<Factor> input;   // normed
  Block<Factor> hidden;  // kHidden columns of it
  MlpMemory(const MlpLayer& layer, int rows, Arena& arena)
      : x(arena.takePointers(rows)),
        input(Block<Factor>::take(arena, rows, layer.dim)),
        hidden(Block<Factor>::take(arena, rows, kHidden)) {}
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
  const int hidden = layer.fc2.inputs;  // fc1's outputs, or one more for whole pairs
  for (int h = 0; h < hidden; h += kHidden) {
    const int end = hidden - h < kHidden ? hidden : h + kHidden;
    multiply<Start::Bias, End::Gelu>(memory.input.row, {0, 1, 0, layer.dim}, rows, layer.fc1, 0, h, end, true,
                                     memory.hidden.row, 0, kHidden);
    multiply<Start::Add, End::Store>(memory.hidden.row, {0, 1, 0, end - h}, rows, layer.fc2, h, 0, layer.dim,
                                     h == 0, memory.x, 0, layer.dim);
  }
}

// --- Cross-scale embedding ---

// What kNarrow sums a row, as many weights and one value leave free of the registers.
constexpr int kNarrowRows = kWidth == 16 ? 6 : 2;

// c[row] (from cOffset) = a[row] W + b for kNarrow outputs or fewer, whose weights lie `inputs` apart: sums
// along the inputs, in vectors, since the outputs would fill a quarter of one.
template <int kR>
__attribute__((noinline)) void narrowTile(const float* const* a, const Window& window, const float* weights,
                                          int inputs, const float* bias, int outputs, float* const* c,
                                          std::ptrdiff_t cOffset) {
  Vector sums[kR][kNarrow] = {};
  const float* at[kR];
#pragma GCC unroll 16
  for (int r = 0; r < kR; ++r) at[r] = a[r] + window.offset;
  for (int s = 0; s < window.segments; ++s) {
    for (int k = 0; k < window.length; k += kWidth) {
      Vector column[kNarrow];
#pragma GCC unroll 4
      for (int n = 0; n < kNarrow; ++n)
        column[n] = load(weights + static_cast<std::ptrdiff_t>(n) * inputs + k);
#pragma GCC unroll 16
      for (int r = 0; r < kR; ++r) {
        const Vector value = load(at[r] + k);
#pragma GCC unroll 4
        for (int n = 0; n < kNarrow; ++n) sums[r][n] += value * column[n];
      }
    }
    weights += window.length;
#pragma GCC unroll 16
    for (int r = 0; r < kR; ++r) at[r] += window.stride;
  }
  for (int r = 0; r < kR; ++r) {
    for (int n = 0; n < outputs; ++n) c[r][cOffset + n] = sum(sums[r][n]) + bias[n];
  }
}

template <int kR = kNarrowRows, class... Arguments>
INLINE void narrowTileOf(int rows, Arguments... arguments) {
  if constexpr (kR > 1) {
    if (rows < kR) return narrowTileOf<kR - 1>(rows, arguments...);
  }
  narrowTile<kR>(arguments...);
}

void multiplyNarrow(const float* const* a, const Window& window, int rows, const Convolution& of,
                    float* const* c) {
  const Matrix& w = of.matrix;
  for (int first = 0; first < rows; first += kNarrowRows) {
    const int count = rows - first < kNarrowRows ? rows - first : kNarrowRows;
    for (int n = 0; n < w.outputs; n += kNarrow) {
      const int outputs = w.outputs - n < kNarrow ? w.outputs - n : kNarrow;
      narrowTileOf(count, a + first, window, of.narrow + static_cast<std::ptrdiff_t>(n) * w.inputs, w.inputs,
                   w.bias + n, outputs, c + first, static_cast<std::ptrdiff_t>(of.firstColumn) + n);
    }
  }
}

template <class F>
struct CrossScaleMemory {
  F** from;
  float** to;
  CrossScaleMemory(int rows, Arena& arena)
      : from(arena.takePointers<F>(rows)), to(arena.takePointers(rows)) {}
};

std::size_t crossScaleScratch(const CrossScaleLayer&, int rows) {
  Arena arena{nullptr};
  CrossScaleMemory<float>(rows, arena);  // pointers: of bfloat16 as many
  return arena.used;
}

template <class F>
void crossScale(const CrossScaleLayer& layer, const F* bordered, float* y, int first, int last,
                float* scratch) {
  Arena arena{scratch};
  const int rows = last - first;
  const CrossScaleMemory<F> memory(rows, arena);
  const int places = layer.outputSide * layer.outputSide;
  const std::ptrdiff_t line = static_cast<std::ptrdiff_t>(layer.inputSide) * layer.channels;
  for (int r = 0; r < rows; ++r) {
    const int image = (first + r) / places, place = (first + r) % places;
    const int top = place / layer.outputSide * layer.stride, left = place % layer.outputSide * layer.stride;
    // Only read; the pointers' type is the one that rows of a block have.
    memory.from[r] = const_cast<F*>(bordered) +
                     (static_cast<std::ptrdiff_t>(image) * layer.inputSide + top) * line +
                     static_cast<std::ptrdiff_t>(left) * layer.channels;
    memory.to[r] = y + static_cast<std::ptrdiff_t>(first + r) * layer.dim;
  }
  for (int i = 0; i < layer.convolutions; ++i) {
    const Convolution& of = layer.convolution[i];
    const int inset = layer.padding - (of.kernel - layer.stride) / 2;
    const Window window{inset * (line + layer.channels), of.kernel, line, of.kernel * layer.channels};
    if constexpr (sizeof(F) == sizeof(float)) {
      if (of.narrow) {
        multiplyNarrow(memory.from, window, rows, of, memory.to);
        continue;
      }
    }
    multiply<Start::Bias, End::Store>(memory.from, window, rows, of.matrix, 0, 0, of.matrix.outputs, true,
                                      memory.to, of.firstColumn, of.matrix.outputs);
  }
  if (layer.norm.weight) normalise(layer.norm, memory.to[0], memory.to[0], rows);
}

void embed(const CrossScaleLayer& layer, const float* bordered, float* y, int first, int last,
           float* scratch) {
  crossScale(layer, bordered, y, first, last, scratch);
}

void merge(const CrossScaleLayer& layer, const void* bordered, float* y, int first, int last,
           float* scratch) {
  crossScale(layer, static_cast<const Factor*>(bordered), y, first, last, scratch);
}

}  // namespace

const Kernels CELLWISE_KERNELS = {CELLWISE_NAME,
                                  kWidth,
                                  sizeof(Factor) == 2,
                                  attentionScratch,
                                  mlpScratch,
                                  crossScaleScratch,
                                  attention,
                                  mlp,
                                  embed,
                                  merge,
                                  normaliseForMerging,
                                  pool};

}  // namespace cellwise::nn::kernels
