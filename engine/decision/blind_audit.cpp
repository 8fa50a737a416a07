#include "decision/blind_audit.h"

#include <algorithm>
#include <boost/math/distributions/hypergeometric.hpp>

namespace cellwise::decision {
namespace {

// How many of N cells, by a rate estimated on n of them.
struct Flow {
  double count = 0, low = 0, high = 0;
};

Flow flow(std::int64_t k, std::int64_t n, std::int64_t all, double level) {
  if (n == 0) return {0, 0, static_cast<double>(all)};
  const Interval rate = clopperPearson(k, n, level);
  const auto scale = static_cast<double>(all);
  return {scale * static_cast<double>(k) / static_cast<double>(n), scale * rate.low, scale * rate.high};
}

}  // namespace

AuditedError auditedError(std::span<const AuditedCell> cells) {
  AuditedError result;
  result.n = static_cast<std::int64_t>(cells.size());
  result.errors = std::count_if(cells.begin(), cells.end(),
                                [](const AuditedCell& cell) { return cell.predicted != cell.answered; });
  result.interval = clopperPearson(result.errors, result.n);
  return result;
}

std::vector<CorrectedShare> correctedShares(const AuditedCounts& counts, std::span<const AuditedCell> cells,
                                            double level) {
  const std::size_t classes = counts.accepted.size();
  const double each = 1 - (1 - level) / 4;
  const auto n = static_cast<std::int64_t>(cells.size());
  const auto isCounted = [&](int c) {
    return c >= 0 && static_cast<std::size_t>(c) < classes &&
           counts.counted[static_cast<std::size_t>(c)] != 0;
  };
  std::int64_t all = 0, acceptedIn = 0, sureIn = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    all += counts.accepted[c];
    if (!counts.counted[c]) continue;
    acceptedIn += counts.accepted[c];
    sureIn += counts.sure[c];
  }
  std::int64_t inKnown = 0, outKnown = 0;
  for (const AuditedCell& cell : cells) {
    inKnown += !isCounted(cell.predicted) && isCounted(cell.answered);
    outKnown += isCounted(cell.predicted) && !isCounted(cell.answered);
  }
  const Flow in = flow(inKnown, n, all - acceptedIn > 0 ? all : 0, each), out = flow(outKnown, n, all, each);
  const auto plainTotal = static_cast<double>(acceptedIn + sureIn);
  const double total = plainTotal + in.count - out.count;
  // What experts decided stays; of the accepted cells at most all are in.
  const double least = std::max(static_cast<double>(sureIn), plainTotal + in.low - out.high);
  const double greatest = std::min(static_cast<double>(sureIn + all), plainTotal + in.high - out.low);

  std::vector<CorrectedShare> shares(classes);
  for (std::size_t c = 0; c < classes; ++c) {
    if (!counts.counted[c] || plainTotal <= 0) continue;
    std::int64_t missed = 0, wrongly = 0;
    for (const AuditedCell& cell : cells) {
      if (cell.predicted == cell.answered) continue;
      missed += cell.answered == static_cast<int>(c);
      wrongly += cell.predicted == static_cast<int>(c);
    }
    const Flow gain = flow(missed, n, all, each), loss = flow(wrongly, n, all, each);
    const auto sure = static_cast<double>(counts.sure[c]);
    const double plain = sure + static_cast<double>(counts.accepted[c]);
    const double low =
        std::max(sure, plain + gain.low - std::min(loss.high, static_cast<double>(counts.accepted[c])));
    const double high = std::min(sure + static_cast<double>(all), plain + gain.high - loss.low);
    auto& share = shares[c];
    share.plain = plain / plainTotal;
    share.corrected = total > 0 ? std::clamp((plain + gain.count - loss.count) / total, 0.0, 1.0) : 0;
    share.interval.low = greatest > 0 ? std::clamp(low / greatest, 0.0, 1.0) : 0;
    share.interval.high = least > 0 ? std::clamp(high / least, 0.0, 1.0) : 1;
  }
  return shares;
}

double auditContradicts(std::int64_t calibrationErrors, std::int64_t calibrationN, std::int64_t errors,
                        std::int64_t n) {
  if (calibrationN <= 0 || n <= 0 || errors <= 0) return 1;
  const auto wrong = static_cast<std::uint64_t>(calibrationErrors + errors);
  const auto cells = static_cast<std::uint64_t>(calibrationN + n);
  const boost::math::hypergeometric_distribution<double> distribution(wrong, static_cast<std::uint64_t>(n),
                                                                      cells);
  // Few terms at the upper end: summed, so that no digit is lost in 1 - cdf.
  double p = 0;
  const std::uint64_t most = std::min(wrong, static_cast<std::uint64_t>(n));
  for (auto k = static_cast<std::uint64_t>(errors); k <= most; ++k) p += boost::math::pdf(distribution, k);
  return std::min(1.0, p);
}

}  // namespace cellwise::decision
