#include "nn/thread_team.h"

#include <ATen/Parallel.h>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace cellwise::nn {

struct ThreadTeam::Impl {
  struct Seat {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::packaged_task<void()> task;
  };
  std::vector<std::unique_ptr<Seat>> seats;
  std::vector<std::jthread> threads;  // last: joined before the seats go
};

ThreadTeam::ThreadTeam(int size) : impl_(std::make_unique<Impl>()) {
  at::set_num_threads(1);
  for (int i = 1; i < size; ++i) {
    impl_->seats.push_back(std::make_unique<Impl::Seat>());
    impl_->threads.emplace_back([seat = impl_->seats.back().get()](std::stop_token stop) {
      at::set_num_threads(1);  // OpenMP keeps the number for each thread
      std::unique_lock lock(seat->mutex);
      while (seat->changed.wait(lock, stop, [&] { return seat->task.valid(); })) {
        auto task = std::move(seat->task);
        seat->task = {};
        lock.unlock();
        task();
        lock.lock();
      }
    });
  }
}

ThreadTeam::~ThreadTeam() = default;

int ThreadTeam::size() const {
  return static_cast<int>(impl_->seats.size()) + 1;
}

void ThreadTeam::run(const std::function<void(int)>& work) {
  std::vector<std::future<void>> others;
  for (int i = 1; i < size(); ++i) {
    auto& seat = *impl_->seats[static_cast<std::size_t>(i) - 1];
    std::packaged_task<void()> task([&work, i] { work(i); });
    others.push_back(task.get_future());
    {
      const std::lock_guard lock(seat.mutex);
      seat.task = std::move(task);
    }
    seat.changed.notify_one();
  }
  std::exception_ptr problem;
  try {
    work(0);
  } catch (...) {
    problem = std::current_exception();
  }
  for (auto& other : others) {
    try {
      other.get();
    } catch (...) {
      problem = std::current_exception();
    }
  }
  if (problem) std::rethrow_exception(problem);
}

}  // namespace cellwise::nn
