// For every processor that the program runs on: on x86-64 16 registers of 4 floats (SSE2).
#define CELLWISE_WIDTH 4
#define CELLWISE_ROWS 6
#define CELLWISE_KERNELS kBaseline
#define CELLWISE_NAME "baseline"
#include "nn/kernels/kernels_body.h"
