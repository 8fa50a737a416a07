// The slide's classes with their counts: which one the gallery shows, and where cells are dropped to
// change their class.
#pragma once

#include <QListWidget>

#include <optional>

namespace cellwise::ui {

class SlideSession;

class ClassList : public QListWidget {
  Q_OBJECT
 public:
  explicit ClassList(QWidget* parent = nullptr);

  // Counts anew. Keeps what is chosen.
  void setSession(const SlideSession* session);
  // Empty: all classes; -1: cells without a class.
  std::optional<int> chosen() const;
  void choose(std::optional<int> classIndex);
  QSize sizeHint() const override;

 Q_SIGNALS:
  void chosenChanged();
  void cellsDropped(int classIndex, const QList<int>& cells);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragMoveEvent(QDragMoveEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  int classUnder(QPoint position) const;  // -1 where nothing can be dropped
};

}  // namespace cellwise::ui
