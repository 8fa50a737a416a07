// Signed reports across slides, read on the casebook's thread. Lives on the UI thread and never waits.
#pragma once

#include <QDate>
#include <QObject>
#include <QStringList>

#include <vector>

#include "bridge/casebook_door.h"
#include "reporting/trends.h"

namespace cellwise::ui {

class SignedBook : public QObject {
  Q_OBJECT
 public:
  explicit SignedBook(CasebookDoor door, QObject* parent = nullptr);

  void requestSamples();                        // samplesRead
  void requestTrends(const QString& sampleId);  // trendsRead or failed
  void requestDay(const QDate& day);            // dayRead or failed; the day as the clock on the wall has it

 Q_SIGNALS:
  void samplesRead(const QStringList& samples);
  void trendsRead(const QString& sampleId, const std::vector<cellwise::reporting::Trend>& trends);
  void dayRead(const QDate& day, const std::vector<cellwise::casebook::SignedReport>& reports);
  void failed(const cellwise::Error& error);

 private:
  CasebookDoor door_;
};

}  // namespace cellwise::ui
