// Where long work shows in the status bar, for the parts of the bridge that do some.
#pragma once

#include <QString>

#include <functional>
#include <stop_token>
#include <utility>

#include "base/progress.h"

namespace cellwise::ui {

// On the UI thread. begin gives the activity's id and what asks the work to stop.
struct ActivityDoor {
  std::function<std::pair<int, std::stop_token>(const QString& text)> begin;
  std::function<void(int id, const Progress&)> advance;
  std::function<void(int id)> end;
};

}  // namespace cellwise::ui
