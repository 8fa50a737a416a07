#include "network/prepare.h"

#include <cstdlib>

namespace cellwise::network {

void chooseBlasKernels() {
#ifdef __x86_64__
  const char* kernels = nullptr;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) kernels = "Haswell";
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    kernels = "SkylakeX";
  if (kernels) setenv("OPENBLAS_CORETYPE", kernels, /*overwrite=*/0);
#endif
}

}  // namespace cellwise::network
