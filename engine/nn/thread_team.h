// A few threads that run the slices of a batch side by side, each with one thread inside every
// operation. On small networks that is far quicker than many threads inside each operation.
#pragma once

#include <functional>
#include <memory>

namespace cellwise::nn {

// Owns its threads, which live as long as it does: LibTorch keeps state for every thread it has met.
// Belongs to one caller at a time.
class ThreadTeam {
 public:
  // size >= 1; the caller is one of them, so that a team of one runs everything on the caller's thread.
  explicit ThreadTeam(int size);
  ~ThreadTeam();
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  int size() const;
  // Calls work(0) ... work(size - 1), work(0) on the caller's thread, and waits for all; then throws
  // again what one of them threw.
  void run(const std::function<void(int)>& work);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::nn
