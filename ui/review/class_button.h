// A class that one key decides on: the key, the class, and what the model made of it.
#pragma once

#include <QAbstractButton>

#include <optional>

#include "model/class_scheme.h"

namespace cellwise::ui {

class ClassButton : public QAbstractButton {
  Q_OBJECT
 public:
  enum class Form { Large, Compact };
  explicit ClassButton(Form form, QWidget* parent = nullptr);

  // membership is D in [0, 1]; empty where the model said nothing. The class's key is shown as it stands:
  // the key in force (KeyMap::withKey). -1 shows the lead alone.
  void setClass(int classIndex, const model::CellClass& cellClass, std::optional<double> membership);
  int classIndex() const { return class_index_; }
  // A word before the name: "Younger: Myelocyte". Before setClass.
  void setLead(const QString& lead) { lead_ = lead; }
  // The class in force, or the one that is being written: framed, and marked with a tick.
  void setChosen(bool chosen);
  bool chosen() const { return chosen_; }
  // One of the likeliest: its name is bold.
  void setLikely(bool likely);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Form form_;
  QString withLead(const QString& name) const;

  int class_index_ = -1;
  QString lead_;
  model::CellClass class_;
  std::optional<double> membership_;
  bool chosen_ = false;
  bool likely_ = false;
};

}  // namespace cellwise::ui
