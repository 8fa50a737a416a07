// Which cells stand on the report for their class: at most four, chosen by a person.
#pragma once

#include <QDialog>

#include <map>
#include <memory>
#include <vector>

#include "casebook/records.h"

namespace cellwise::ui {

class CellImageProvider;
class SlideSession;

class CellChoice : public QDialog {
  Q_OBJECT
 public:
  // Classes with a cell that counts are offered. shown: what stands on the report now, by class id;
  // chosen: what of it a person chose before.
  CellChoice(const SlideSession& session, CellImageProvider& images,
             std::map<QString, std::vector<casebook::Id>> shown,
             std::map<QString, std::vector<casebook::Id>> chosen, QWidget* parent = nullptr);
  ~CellChoice() override;

  // By class id, in the order of the choice; a class that was left to the program is not in it.
  const std::map<QString, std::vector<casebook::Id>>& chosen() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
