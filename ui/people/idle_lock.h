// Locks the screen when nobody has touched keyboard or mouse for a while. Work in the background goes on.
#pragma once

#include <QObject>
#include <QTimer>

namespace cellwise::ui {

class People;

class IdleLock : public QObject {
  Q_OBJECT
 public:
  static constexpr int kDefaultMinutes = 10;

  IdleLock(People& people, QObject* parent);

  static int minutes();  // from the settings; 0: never
  void setMinutes(int minutes);
  void setInterval(int milliseconds);  // 0: never

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void restart();

  People& people_;
  QTimer timer_;
};

}  // namespace cellwise::ui
