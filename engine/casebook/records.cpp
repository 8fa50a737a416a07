#include "casebook/records.h"

namespace cellwise::casebook {

SlideState SlideSummary::state() const {
  if (signedVersion > 0 && !changedSinceSigning) return SlideState::Signed;
  if (classified == 0 && confirmed == 0) return SlideState::Imported;
  if (classified < cells && confirmed < cells) return SlideState::Classifying;
  return toReview > 0 ? SlideState::ToReview : SlideState::ReadyToSign;
}

}  // namespace cellwise::casebook
