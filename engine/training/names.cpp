// What the options of a training are called; needs no LibTorch.
#include "training/trainer.h"

namespace cellwise::training {

const char* name(Loss loss) {
  switch (loss) {
    case Loss::CrossEntropy: return "cross-entropy";
    case Loss::Focal: return "focal";
    case Loss::BalancedSoftmax: return "balanced-softmax";
    case Loss::Centre: return "centre";
    case Loss::Ccl: return "ccl";
    case Loss::FocalCcl: return "focal-ccl";
  }
  return "";
}

const std::vector<Loss>& allLosses() {
  static const std::vector<Loss> all = {Loss::CrossEntropy, Loss::Focal, Loss::BalancedSoftmax,
                                        Loss::Centre,       Loss::Ccl,   Loss::FocalCcl};
  return all;
}

model::HeadKind headOf(Loss loss) {
  return loss == Loss::Ccl || loss == Loss::FocalCcl ? model::HeadKind::Ccl : model::HeadKind::Softmax;
}

const char* name(Sampling sampling) {
  switch (sampling) {
    case Sampling::Instance: return "instance";
    case Sampling::SquareRoot: return "square-root";
    case Sampling::Class: return "class";
  }
  return "";
}

const std::vector<Sampling>& allSamplings() {
  static const std::vector<Sampling> all = {Sampling::Instance, Sampling::SquareRoot, Sampling::Class};
  return all;
}

}  // namespace cellwise::training
