// Compiled for AVX-512 (F, DQ, BW, VL) with BF16, which multiplies pairs and adds them to a sum in fp32.
#define CELLWISE_WIDTH 16
#define CELLWISE_ROWS 8
#define CELLWISE_BFLOAT16
#define CELLWISE_KERNELS kAvx512Bfloat16
#define CELLWISE_NAME "AVX-512 BF16"
#include "nn/kernels/kernels_body.h"
