// The way to the casebook's thread and back, for the parts of the bridge that read and write it.
#pragma once

#include <QObject>

#include <functional>

namespace cellwise::casebook {
class Casebook;
}

namespace cellwise::ui {

// Runs job on the casebook thread, after what was posted before it, and what it returns on the UI thread
// then, if context is still there (null: always). Dropped where no casebook is open.
using CasebookDoor =
    std::function<void(QObject* context, std::function<std::function<void()>(casebook::Casebook&)> job)>;

}  // namespace cellwise::ui
