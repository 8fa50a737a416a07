// Compiled for AVX-512 (F, DQ, BW, VL): 32 registers of 16 floats, and pointers to 8 rows are what the
// general registers hold.
#define CELLWISE_WIDTH 16
#define CELLWISE_ROWS 8
#define CELLWISE_KERNELS kAvx512
#define CELLWISE_NAME "AVX-512"
#include "nn/kernels/kernels_body.h"
