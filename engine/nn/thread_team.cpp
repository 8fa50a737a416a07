#include "nn/thread_team.h"

#include <ATen/Parallel.h>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace cellwise::nn {

// Nothing is allocated in a round: rounds are short where a network is small.
struct ThreadTeam::Impl {
  std::mutex mutex;
  std::condition_variable_any started;
  std::condition_variable ended;
  const std::function<void(int)>* work = nullptr;  // of the round; here and below guarded by mutex
  unsigned round = 0;
  int running = 0;  // of the other threads
  std::exception_ptr problem;
  std::vector<std::jthread> threads;  // last: joined before the rest goes

  void serve(std::stop_token stop, int index) {
    at::set_num_threads(1);  // OpenMP keeps the number for each thread
    std::unique_lock lock(mutex);
    for (unsigned seen = 0; started.wait(lock, stop, [&] { return round != seen; });) {
      seen = round;
      const auto& todo = *work;
      lock.unlock();
      std::exception_ptr thrown;
      try {
        todo(index);
      } catch (...) {
        thrown = std::current_exception();
      }
      lock.lock();
      if (thrown) problem = thrown;
      if (--running == 0) ended.notify_one();
    }
  }
};

ThreadTeam::ThreadTeam(int size) : impl_(std::make_unique<Impl>()) {
  at::set_num_threads(1);
  for (int i = 1; i < size; ++i) {
    impl_->threads.emplace_back(
        [impl = impl_.get(), i](std::stop_token stop) { impl->serve(std::move(stop), i); });
  }
}

ThreadTeam::~ThreadTeam() = default;

int ThreadTeam::size() const {
  return static_cast<int>(impl_->threads.size()) + 1;
}

void ThreadTeam::run(const std::function<void(int)>& work) {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->work = &work;
    impl_->running = size() - 1;
    impl_->problem = nullptr;
    ++impl_->round;
  }
  impl_->started.notify_all();
  std::exception_ptr problem;
  try {
    work(0);
  } catch (...) {
    problem = std::current_exception();
  }
  std::unique_lock lock(impl_->mutex);
  impl_->ended.wait(lock, [this] { return impl_->running == 0; });
  if (impl_->problem) problem = std::exchange(impl_->problem, nullptr);
  if (problem) std::rethrow_exception(problem);
}

}  // namespace cellwise::nn
