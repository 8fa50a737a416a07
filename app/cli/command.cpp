#include "command.h"

#include <csignal>
#include <cstdio>
#include <thread>
#include <unistd.h>

namespace cellwise::cli {
namespace {

std::stop_source& stopSource() {
  static std::stop_source source;
  return source;
}

volatile std::sig_atomic_t interrupted = 0;

// A second Ctrl+C ends the program at once.
void onSignal(int signal) {
  if (interrupted) std::_Exit(128 + signal);
  interrupted = 1;
}

// Signal handlers may not touch a stop_source: a thread looks at the flag.
void watchSignals() {
  std::signal(SIGINT, onSignal);
  std::signal(SIGTERM, onSignal);
  std::thread([] {
    while (!interrupted) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stopSource().request_stop();
  }).detach();
}

}  // namespace

std::stop_token stopToken() {
  [[maybe_unused]] static const bool watching = (watchSignals(), true);
  return stopSource().get_token();
}

int fail(const Error& error) {
  std::fprintf(stderr, "cellwise-cli: %s\n", describe(error).c_str());
  return error.code == ErrorCode::Cancelled ? kCancelled : kFailed;
}

ProgressBar::ProgressBar(std::string label) : label_(std::move(label)), terminal_(isatty(STDERR_FILENO)) {}

ProgressBar::~ProgressBar() {
  if (terminal_ && drawn_) std::fputc('\n', stderr);
}

void ProgressBar::update(const Progress& progress, const std::string& suffix) {
  const auto now = std::chrono::steady_clock::now();
  const bool last = progress.total > 0 && progress.done >= progress.total;
  const int percent = progress.total > 0 ? static_cast<int>(100 * progress.done / progress.total) : 0;
  if (terminal_) {
    if (!last && now - lastDraw_ < std::chrono::milliseconds(100)) return;
    constexpr int kWidth = 30;
    const std::string bar(static_cast<std::size_t>(kWidth * percent / 100), '#');
    std::fprintf(stderr, "\r%s [%-*s] %3d %% %lld/%lld %s\x1b[K", label_.c_str(), kWidth, bar.c_str(),
                 percent, static_cast<long long>(progress.done), static_cast<long long>(progress.total),
                 suffix.c_str());
    drawn_ = true;
  } else {
    if (percent / 10 == lastTenth_) return;
    lastTenth_ = percent / 10;
    std::fprintf(stderr, "%s %3d %% %lld/%lld %s\n", label_.c_str(), percent,
                 static_cast<long long>(progress.done), static_cast<long long>(progress.total),
                 suffix.c_str());
  }
  lastDraw_ = now;
}

ProgressCallback ProgressBar::callback() {
  return [this](const Progress& progress) { update(progress); };
}

}  // namespace cellwise::cli
