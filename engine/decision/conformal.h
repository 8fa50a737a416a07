// The inductive conformal predictor as the baseline of rejection (Papadopoulos 2002; blood cells: Guo et
// al. 2022), with label-conditional p-values. method.md section 3.
//
//   p_y(x) = (#{i in calibration of label y: alpha_i >= alpha_y(x)} + 1) / (n_y + 1)
//
// The prediction region at significance epsilon is {y: p_y > epsilon}; exactly the cells whose region is
// one class are accepted, as that class. A class with n_y < 1/epsilon - 1 calibration cells is in every
// region: nothing but it can be accepted.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cellwise::decision {

// How strange a cell with these scores (memberships, probabilities) would be as an example of a label.
enum class Nonconformity {
  Complement,  // 1 - s_y
  Margin,      // max over j != y of s_j, less s_y
  Ratio,       // max over j != y of s_j, over s_y + gamma (Papadopoulos); gamma = kRatioGamma
};
inline constexpr double kRatioGamma = 0.1;

// One class alone has no others: their maximum is 0 then. A NaN comes out as infinity, the strangest.
double nonconformity(std::span<const float> scores, int label, Nonconformity kind);

struct ConformalPrediction {
  int predicted = -1;      // argmax p, the first on ties
  double credibility = 0;  // the largest p: how ordinary the cell is as what it is taken for
  double confidence = 0;   // 1 - the second largest p: how strange it would be as anything else
  int regionSize = 0;      // classes with p > epsilon
  bool accepted = false;   // regionSize == 1; then predicted is the region
  friend bool operator==(const ConformalPrediction&, const ConformalPrediction&) = default;
};

// From the p-values of all classes; must not be empty.
ConformalPrediction conformalPrediction(std::span<const double> pValues, double epsilon);

// By the definition: every class against every calibration cell. O(C n) a cell. The reference.
class NaiveConformalPredictor {
 public:
  // scores: n x classes, row by row; labels: n of them, in [0, classes).
  NaiveConformalPredictor(std::span<const float> scores, std::span<const int> labels, int classes,
                          Nonconformity kind);
  // pValues has room for one value a class.
  void pValues(std::span<const float> scores, std::span<double> pValues) const;
  ConformalPrediction predict(std::span<const float> scores, double epsilon) const;

 private:
  int classes_;
  Nonconformity kind_;
  std::vector<int> labels_;
  std::vector<double> alphas_;
};

// The same p-values from each class's sorted alphas, by binary search. O(C log n) a cell.
class SortedConformalPredictor {
 public:
  SortedConformalPredictor(std::span<const float> scores, std::span<const int> labels, int classes,
                           Nonconformity kind);
  void pValues(std::span<const float> scores, std::span<double> pValues) const;
  ConformalPrediction predict(std::span<const float> scores, double epsilon) const;

 private:
  Nonconformity kind_;
  std::vector<std::vector<double>> alphas_;  // of each class, rising
};

}  // namespace cellwise::decision
