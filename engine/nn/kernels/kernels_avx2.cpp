// Compiled for AVX2 and FMA: 16 registers of 8 floats.
#define CELLWISE_WIDTH 8
#define CELLWISE_ROWS 6
#define CELLWISE_KERNELS kAvx2
#define CELLWISE_NAME "AVX2"
#include "nn/kernels/kernels_body.h"
