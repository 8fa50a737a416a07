// The interface's door to the engine. All of it lives on the UI thread and never waits: work goes to
// the casebook thread, the classifier's worker and the image threads, and comes back as signals.
#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "bridge/activity_door.h"
#include "bridge/casebook_door.h"
#include "bridge/cell_map.h"
#include "casebook/records.h"
#include "model/manifest.h"
#include "workflow/annotated_import.h"
#include "workflow/slide_import.h"

namespace cellwise::ui {

class SlideSession;
class CellImageProvider;
class ReferenceCells;
class AuditDesk;
class LimitRules;
class ModelShelf;
class People;
class LaboratoryClasses;
class SlideNotes;

// A running piece of work, for the status bar: what, how far, and Cancel.
struct Activity {
  int id = 0;
  QString text;  // translated: "Classifying 'Demo film'"
  qint64 done = 0;
  qint64 total = 0;  // 0 while unknown
  bool cancellable = true;
};

// What the model in use is, for headers and reports.
struct ModelStatus {
  enum class State { Loading, Ready, Failed } state = State::Loading;
  QString name, version, sha256, device, warning;
  std::optional<Error> error;
};

class Workspace : public QObject {
  Q_OBJECT
 public:
  explicit Workspace(QObject* parent = nullptr);
  ~Workspace() override;

  // Opens or makes a casebook on the casebook thread, then casebookOpened or failed.
  void openCasebook(const QString& file);
  QString casebookFile() const;
  // For the parts of the bridge; a page asks these.
  CasebookDoor casebookDoor();
  ActivityDoor activityDoor();
  // Consistent copy of the open casebook, then notice or failed.
  void backUpCasebook(const QString& file);
  // Starts loading on the classifier's thread; modelStatusChanged tells. The slide in hand keeps its
  // own. An empty name is the model that the programs use when none is named.
  void loadModel(const QString& folder);
  // The one that was chosen for new slides; if it is gone, the shipped one, and a notice says so.
  void loadChosenModel();
  // Kept in the settings. Slides keep the model they were read with until classify() is called on them.
  void useForNewSlides(const model::ModelFolder& folder, bool shipped);
  const ModelStatus& modelStatus() const;
  const std::optional<model::ModelFolder>& modelFolder() const;
  // Who is at the screen, and what they may do.
  People* people() const;
  // Name put on everything this person does: of who is signed in; without accounts the one kept in the
  // settings, and until one is given the computer account's.
  QString operatorName() const;
  bool operatorNameKnown() const;
  void setOperatorName(const QString& name);

  const std::vector<casebook::SlideSummary>& slides() const;  // newest first
  void refreshSlides();
  // Another sample identifier or title, noted in the audit log; slidesChanged when it is on disk.
  void renameSlide(casebook::Id slide, const QString& sampleId, const QString& title);
  void importSlide(workflow::ImportRequest request);  // slideImported, then classification by itself
  // The same with the boxes of another program. Labels are looked up among the classes of the model in use,
  // those of the laboratory, and the answers that are none.
  void importAnnotated(workflow::AnnotatedImportRequest request);
  // By the model in use: what waits, or all again where another model has read the slide. What experts
  // confirmed stays; the thresholds become this model's.
  void classify(casebook::Id slide);
  // sessionChanged when it is there; nothing happens if it is open already. 0 closes.
  void openSlide(casebook::Id slide);
  // The open slide anew: its cells were changed by hand. unread: some of them no model has read, which the
  // model in use does then, if it is the slide's.
  void readSlideAgain(bool unread);
  SlideSession* session() const;  // nullptr while no slide is open
  CellImageProvider* images() const;
  ReferenceCells* references() const;
  ModelShelf* shelf() const;
  AuditDesk* audit() const;    // of the open slide
  LimitRules* limits() const;  // decision limits
  LaboratoryClasses* laboratoryClasses() const;
  SlideNotes* notes() const;  // comments on slides, and their tags

  // A map of the open slide's classified cells, from the features that the model in use sees in them; of
  // kMapLimit drawn by chance where there are more. cellMapChanged tells. Nothing happens while one is
  // being made, or with fewer than kMapLeast of them.
  static constexpr int kMapLimit = 5000;
  static constexpr int kMapLeast = 3;
  void mapCells();
  const CellMapStatus& cellMapStatus() const;
  std::shared_ptr<const CellMap> cellMap() const;  // of the open slide; null until one is ready
  std::optional<Activity> mapping() const;         // the making of it, for its progress and cancel

  std::vector<Activity> activities() const;
  void cancel(int activityId);
  // 0..1 of the slide's classification under way, empty when none is.
  std::optional<double> classificationProgress(casebook::Id slide) const;

 Q_SIGNALS:
  void casebookOpened();
  void modelStatusChanged();
  void operatorNameChanged();
  void slidesChanged();
  void slidesListed();  // read anew from the casebook
  void slideImported(cellwise::workflow::ImportResult result);
  void sessionChanged();
  void cellMapChanged();
  void activitiesChanged();
  // Any error that a person has to know. Shown in the message bar, never as a modal dialog.
  void failed(cellwise::Error error);
  void notice(QString text);

 private:
  friend class SlideSession;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// "The file ... is not an image. It was left out." Translated, says what to do.
QString sentence(const Error& error);

}  // namespace cellwise::ui
