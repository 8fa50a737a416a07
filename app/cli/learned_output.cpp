#include "learned_output.h"

#include <cmath>
#include <cstdio>

namespace cellwise::cli {

void print(const workflow::ModelComparison& c) {
  std::printf("on %lld held-out cells of %lld patients (slides where none is named):\n",
              static_cast<long long>(c.cells), static_cast<long long>(c.samples));
  const auto line = [&](const char* what, const workflow::Share& before, const workflow::Share& after,
                        const char* difference) {
    std::printf("%-22s before %s\n%-22s after  %s\n", what, inWords(before).c_str(), "",
                inWords(after).c_str());
    const auto* d = c.difference(difference);
    if (!d || !std::isfinite(d->value)) return;
    std::printf("%-22s %+.2f points", "", 100 * d->value);
    if (std::isfinite(d->interval.low) && std::isfinite(d->interval.high))
      std::printf(" (%+.2f to %+.2f)", 100 * d->interval.low, 100 * d->interval.high);
    std::printf("\n");
  };
  line("accuracy", c.before.accuracy, c.after.accuracy, "accuracy");
  line("Rr, left to an expert", c.before.rejectionRate, c.after.rejectionRate, "Rr");
  line("Ra, right if accepted", c.before.acceptedAccuracy, c.after.acceptedAccuracy, "Ra");
  for (std::size_t i = 0; i < c.before.classes.size(); ++i) {
    const auto& before = c.before.classes[i];
    if (before.recall.n == 0) continue;
    std::printf("  %-22s recall before %s, after %s\n", before.id.c_str(), inWords(before.recall).c_str(),
                inWords(c.after.classes[i].recall).c_str());
  }
}

void print(const workflow::Replay& replay) {
  if (replay.slides.empty()) {
    std::printf("no slide is signed: nothing to replay\n");
    return;
  }
  std::printf("%d of %zu signed reports would change\n", replay.changed(), replay.slides.size());
  for (const auto& slide : replay.slides) {
    if (!slide.changed()) continue;
    std::printf(
        "slide %lld, %s, version %d%s%s:", static_cast<long long>(slide.slide),
        slide.sampleId.isEmpty() ? slide.title.toUtf8().constData() : slide.sampleId.toUtf8().constData(),
        slide.version, slide.synthetic ? ", synthetic" : "",
        slide.changedSinceSigning ? ", changed since it was signed" : "");
    for (const auto& change : slide.changes) {
      std::printf(" %s %d -> %d;", change.classId.toUtf8().constData(), change.before, change.after);
    }
    std::printf(" to review %d -> %d\n", slide.toReviewBefore, slide.toReviewAfter);
  }
}

Json toJson(const workflow::Replay& replay) {
  Json json = {{"signed", replay.slides.size()}, {"changed", replay.changed()}, {"slides", Json::array()}};
  for (const auto& slide : replay.slides) {
    Json row = {{"slide", slide.slide},
                {"sample", slide.sampleId.toStdString()},
                {"title", slide.title.toStdString()},
                {"version", slide.version},
                {"synthetic", slide.synthetic},
                {"changedSinceSigning", slide.changedSinceSigning},
                {"cells", slide.cells},
                {"confirmed", slide.confirmed},
                {"unreadable", slide.unreadable},
                {"toReview", {slide.toReviewBefore, slide.toReviewAfter}},
                {"changes", Json::array()}};
    for (const auto& change : slide.changes) {
      row["changes"].push_back(
          {{"class", change.classId.toStdString()}, {"before", change.before}, {"after", change.after}});
    }
    json["slides"].push_back(row);
  }
  return json;
}

}  // namespace cellwise::cli
