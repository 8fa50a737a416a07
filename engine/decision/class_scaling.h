// Distances scaled per class: a class whose cells lie wide about their centroid has small D even where it is
// right, a narrow one large D even where it is not. D_i' = D_i^t_i, which is (3-1) with a sigma of each
// class's own, sigma_i = sigma / sqrt(t_i); the t_i are what (3-2) asks for on cells that training did not
// see.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace cellwise::decision {

class ClassScaling {
 public:
  // memberships: rows of `classes` D each; labels: one a row, in [0, classes). For each class the t that
  // makes the binary cross entropy (3-2) of its D^t against being of that class least: convex in t, one
  // minimum, sought in [1/64, 64]. A class that all rows or none are of keeps t = 1.
  ClassScaling(std::span<const float> memberships, std::span<const int> labels, int classes);

  const std::vector<double>& exponents() const { return exponents_; }
  // c of (3-5) from the scaled memberships, for the class that the plain ones name: 1 less the sum of D_j'
  // over the others.
  double confidence(std::span<const float> memberships) const;

 private:
  std::vector<double> exponents_;
};

// The scaled c of every row, each by a scaling that was fitted without the row's group: groups are dealt out
// into `folds` by their names' order. Empty with fewer than two groups.
std::vector<double> crossFittedConfidences(std::span<const float> memberships, std::span<const int> labels,
                                           std::span<const std::string> groups, int classes, int folds = 5);

}  // namespace cellwise::decision
