// Catch2 beside torch, whose logging (glog) claims CHECK for itself: include this one in tests that
// see torch, before anything else.
#pragma once

#include <torch/torch.h>

#undef CHECK
#include <catch2/catch.hpp>
