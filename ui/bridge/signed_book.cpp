#include "bridge/signed_book.h"

#include <utility>

namespace cellwise::ui {

using casebook::Casebook;
using casebook::SignedReports;

SignedBook::SignedBook(CasebookDoor door, QObject* parent) : QObject(parent), door_(std::move(door)) {}

void SignedBook::requestSamples() {
  door_(this, [this](Casebook& book) -> std::function<void()> {
    return [this, samples = SignedReports(book).samples()] {
      if (samples) {
        Q_EMIT samplesRead(*samples);
      } else {
        Q_EMIT failed(samples.error());
      }
    };
  });
}

void SignedBook::requestTrends(const QString& sampleId) {
  door_(this, [this, sampleId](Casebook& book) -> std::function<void()> {
    auto trends = SignedReports(book).ofSample(sampleId).and_then(
        [&](const std::vector<casebook::SignedReport>& reports) {
          return reporting::trendsOf(sampleId, reports);
        });
    return [this, sampleId, trends = std::move(trends)] {
      if (trends) {
        Q_EMIT trendsRead(sampleId, *trends);
      } else {
        Q_EMIT failed(trends.error());
      }
    };
  });
}

void SignedBook::requestDay(const QDate& day) {
  door_(this, [this, day](Casebook& book) -> std::function<void()> {
    return [this, day, reports = SignedReports(book).between(day.startOfDay(), day.addDays(1).startOfDay())] {
      if (reports) {
        Q_EMIT dayRead(day, *reports);
      } else {
        Q_EMIT failed(reports.error());
      }
    };
  });
}

}  // namespace cellwise::ui
