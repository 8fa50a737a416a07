#include "people/idle_lock.h"

#include <QApplication>
#include <QEvent>
#include <QSettings>

#include "bridge/people.h"

namespace cellwise::ui {
namespace {

const QString kMinutesKey = QStringLiteral("people/lockMinutes");

}  // namespace

IdleLock::IdleLock(People& people, QObject* parent) : QObject(parent), people_(people) {
  timer_.setSingleShot(true);
  connect(&timer_, &QTimer::timeout, &people_, &People::lock);
  connect(&people_, &People::stateChanged, this, [this] { restart(); });
  setInterval(minutes() * 60'000);
  qApp->installEventFilter(this);
}

int IdleLock::minutes() {
  return QSettings().value(kMinutesKey, kDefaultMinutes).toInt();
}

void IdleLock::setMinutes(int minutes) {
  QSettings().setValue(kMinutesKey, minutes);
  setInterval(minutes * 60'000);
}

void IdleLock::setInterval(int milliseconds) {
  timer_.setInterval(milliseconds);
  restart();
}

void IdleLock::restart() {
  if (timer_.interval() > 0 && people_.state() == People::State::SignedIn) {
    timer_.start();
  } else {
    timer_.stop();
  }
}

bool IdleLock::eventFilter(QObject* watched, QEvent* event) {
  switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
      if (timer_.isActive()) timer_.start();
      break;
    default: break;
  }
  return QObject::eventFilter(watched, event);
}

}  // namespace cellwise::ui
