// Losses that are compared with the CCL loss (method.md section 5, table 4-2). Each is a mean over the
// batch; labels are [b], int64, in [0, C).
//
// Includes torch: for .cpp files of nn, training and inference only.
#pragma once

#include <torch/torch.h>

namespace cellwise::nn {

// Focal loss, -(1 - p_t)^gamma log p_t (Lin et al. 2017, eq. 4 without alpha; method.md (2-3)).
// logProbabilities [b, C], as from the softmax head. gamma >= 0; 0 is the cross entropy.
torch::Tensor focalLoss(const torch::Tensor& logProbabilities, const torch::Tensor& labels, double gamma);

// Balanced softmax: the cross entropy of the logits with log pi_j added (Ren et al. 2020, eq. 3;
// method.md (2-4)). logPriors [C]: of the classes' shares among the training cells. Any constant added to
// a row of logits changes nothing, so that log-probabilities serve as well.
torch::Tensor balancedSoftmaxLoss(const torch::Tensor& logProbabilities, const torch::Tensor& labels,
                                  const torch::Tensor& logPriors);

// The centre term of the center loss, half the squared distance of a feature to its class's centre (Wen et
// al. 2016, eq. 2; method.md (2-5)); to be added to the cross entropy times lambda. features [b, N],
// centres [C, N], which get no gradient.
torch::Tensor centreTerm(const torch::Tensor& features, const torch::Tensor& labels,
                         const torch::Tensor& centres);
// c_j <- c_j - rate * sum over the class's cells of (c_j - x_i) / (1 + n_j) (Wen et al. 2016, eq. 4).
void updateCentres(torch::Tensor& centres, const torch::Tensor& features, const torch::Tensor& labels,
                   double rate);

// Focal-CCL: the two cross entropies of (3-2) in focal form, a cell's sum weighted by its class:
//   w_y [ -(1 - D_y)^gamma log D_y - sum over i != y of D_i^gamma log(1 - D_i) ].
// logMemberships [b, C] as from CclHead::forward; classWeights [C].
torch::Tensor focalCclLoss(const torch::Tensor& logMemberships, const torch::Tensor& labels,
                           const torch::Tensor& classWeights, double gamma);

}  // namespace cellwise::nn
