// For a program's main, first of all: what the libraries of the network read from the environment.
#pragma once

namespace cellwise::network {

// OpenBLAS 0.3.21 gives processors that are newer than itself kernels for SSE3, a fifth as fast as those that
// they could run. OPENBLAS_CORETYPE is set by what the processor can do, unless it is set already. No other
// thread may run yet.
void chooseBlasKernels();

}  // namespace cellwise::network
