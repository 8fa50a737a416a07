// The models that can be chosen, learning a new one from confirmed cells, and replays of signed slides.
// All on a thread of its own, beside the classifier's; lives on the UI thread and never waits.
#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "bridge/activity_door.h"
#include "workflow/casebook_training.h"
#include "workflow/model_library.h"
#include "workflow/replay.h"

namespace cellwise::ui {

class ModelShelf : public QObject {
  Q_OBJECT
 public:
  ModelShelf(ActivityDoor activities, QObject* parent);
  ~ModelShelf() override;

  struct Entry {
    workflow::ListedModel model;
    QString card;  // Markdown
  };
  void refresh();  // reads the folders, then listed
  const std::vector<Entry>& entries() const;
  const Entry* entry(const QString& weightsSha256) const;

  void setCasebook(const QString& file);
  // What there is to learn from for this model; dataRead or failed follows.
  void requestData(const model::Manifest& base);
  // Progress, then learned (the new model is listed by then) or failed, which may be Cancelled: nothing
  // was kept then. One piece of work at a time.
  void learn(const model::ModelFolder& base, const workflow::LearningOptions& options);
  void replay(const model::ModelFolder& model);  // replayed or failed
  bool busy() const;
  int activity() const;  // of what runs, for Workspace::cancel; 0 when nothing does
  // How a learning ended in this session, for a page that opens later.
  const std::optional<workflow::Learned>& lastLearned() const;

 Q_SIGNALS:
  void listed();
  void dataRead(const cellwise::workflow::LearningData& data);
  void busyChanged();
  void progressed(const cellwise::workflow::LearningProgress& progress);
  void learned(const cellwise::workflow::Learned& learned);
  void replayed(const QString& weightsSha256, const cellwise::workflow::Replay& replay);
  void failed(const cellwise::Error& error);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
