// The laboratory's own classes as the interface sees them. Lives on the UI thread and never waits.
#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <vector>

#include "base/result.h"
#include "bridge/casebook_door.h"
#include "casebook/class_book.h"

namespace cellwise::ui {

class LaboratoryClasses : public QObject {
  Q_OBJECT
 public:
  LaboratoryClasses(CasebookDoor door, std::function<QString()> operatorName, QObject* parent);

  const std::vector<casebook::LaboratoryClass>& all() const { return all_; }  // retired ones too
  void refresh();                                                             // reads them, then changed
  // On disk first, then changed; or failed, and nothing is different.
  void add(const casebook::LaboratoryClass& made);
  void revise(const casebook::LaboratoryClass& revised);

 Q_SIGNALS:
  void changed();
  void failed(const cellwise::Error& error);

 private:
  void write(std::function<Result<void>(casebook::Casebook&)> change);

  CasebookDoor door_;
  std::function<QString()> operatorName_;
  std::vector<casebook::LaboratoryClass> all_;
};

}  // namespace cellwise::ui
