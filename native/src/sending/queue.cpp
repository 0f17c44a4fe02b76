// How `later()` keeps the order, and what it does not do.
//
// Each event is a task. A task waits for the last task before it on each of its channels, no other:
// `waits_for` counts them, and a task that ends counts down the tasks in its `awaited_by`. So events that
// share a channel go one after the other, and all others go side by side. One channel's order holds even when
// an event is retried, since the next begins only when it has ended.
//
// Threads start as work needs them, up to the number of connections: a program that never calls `later()` has
// none. They call the work without the lock, so work may add to the queue. Unlike TypeScript's queue
// (js/src/sending/queue.ts) this one gathers nothing into batches: each task is one call of `channel()`, with
// its own result.
//
// The queue is destroyed with the last `Broadcast` that shares it, which may happen on one of its own
// threads: a task may hold that last copy. Hence `Shared`, which the threads own together, and the thread
// that is detached instead of joined.

#include "sending/queue.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>

namespace fanfare {
namespace {

struct Task {
  std::uint64_t number = 0;
  std::vector<std::string> channels{};
  std::size_t bytes = 0;
  Queue::Work work{};
  bool begun = false;
  std::size_t waits_for = 0;                        // tasks before it that have not ended
  std::vector<std::shared_ptr<Task>> awaited_by{};  // the next tasks on its channels
};

using TaskPtr = std::shared_ptr<Task>;

}  // namespace

struct Queue::Shared : std::enable_shared_from_this<Shared> {
  explicit Shared(Bounds bounds_in) : bounds(bounds_in) {}

  const Bounds bounds;
  std::mutex mutex;
  std::condition_variable work_came;
  std::condition_variable work_ended;
  std::uint64_t last = 0;
  std::map<std::uint64_t, TaskPtr> tasks;  // the ones that have not ended, in order
  std::deque<TaskPtr> ready;
  std::unordered_map<std::string, TaskPtr> tails;  // the last task of each channel
  std::size_t bytes = 0;
  std::size_t idle = 0;
  bool ends = false;
  std::vector<std::jthread> workers;

  void finish(const Task& task) {
    for (const auto& next : task.awaited_by) {
      if (--next->waits_for > 0) continue;
      hire(idle + 1);  // the calling thread is free next
      ready.push_back(next);
      work_came.notify_one();
    }
    for (const auto& channel : task.channels) {
      if (const auto tail = tails.find(channel); tail != tails.end() && tail->second.get() == &task)
        tails.erase(tail);
    }
    bytes -= task.bytes;
    tasks.erase(task.number);
    work_ended.notify_all();
  }

  /// Starts another thread, unless the free ones are enough. Throws only when there is no thread at all.
  void hire(std::size_t free) {
    if (ends || free > ready.size() || workers.size() >= bounds.workers) return;
    try {
      workers.emplace_back([self = shared_from_this()] { self->serve(); });
    } catch (const std::system_error&) {
      if (workers.empty()) throw;
    }
  }

  void serve() {
    std::unique_lock lock(mutex);
    while (true) {
      ++idle;
      work_came.wait(lock, [this] { return ends || !ready.empty(); });
      --idle;
      if (ends) return;
      const auto task = std::move(ready.front());
      ready.pop_front();
      task->begun = true;
      lock.unlock();
      task->work(Turn::begin);
      task->work = nullptr;  // without the lock: its destructors may call the queue
      lock.lock();
      finish(*task);
    }
  }
};

Queue::Queue(Bounds bounds) : shared_(std::make_shared<Shared>(bounds)) {}

Queue::~Queue() {
  std::vector<std::jthread> workers;
  std::vector<TaskPtr> left;
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->ends = true;
    workers = std::move(shared_->workers);
    for (const auto& [number, task] : shared_->tasks) {
      if (!task->begun) left.push_back(task);
      task->awaited_by.clear();  // destroying a long chain would recurse
    }
  }
  shared_->work_came.notify_all();
  for (const auto& task : left) task->work(Turn::dropped);
  for (auto& worker : workers) {
    if (worker.get_id() == std::this_thread::get_id()) worker.detach();
  }
}

bool Queue::add(const std::vector<std::string>& channels, std::size_t bytes, Work work) {
  auto& self = *shared_;
  const std::lock_guard lock(self.mutex);
  if (self.tasks.size() >= self.bounds.events || bytes > self.bounds.bytes ||
      self.bytes > self.bounds.bytes - bytes) {
    return false;
  }
  auto task = std::make_shared<Task>(
      Task{.number = ++self.last, .channels = channels, .bytes = bytes, .work = std::move(work)});
  const auto is_free = [&](const std::string& channel) { return !self.tails.contains(channel); };
  const bool is_ready = std::all_of(channels.begin(), channels.end(), is_free);
  if (is_ready) self.hire(self.idle);
  for (const auto& channel : channels) {
    auto& tail = self.tails[channel];
    if (tail) {
      tail->awaited_by.push_back(task);
      ++task->waits_for;
    }
    tail = task;
  }
  self.bytes += bytes;
  if (is_ready) {
    self.ready.push_back(task);
    self.work_came.notify_one();
  }
  self.tasks.emplace(task->number, std::move(task));
  return true;
}

std::size_t Queue::flush(std::chrono::steady_clock::time_point deadline) {
  auto& self = *shared_;
  std::unique_lock lock(self.mutex);
  const auto ended = [&self, last = self.last] {
    return self.tasks.empty() || self.tasks.begin()->first > last;
  };
  if (deadline == std::chrono::steady_clock::time_point::max()) {
    self.work_ended.wait(lock, ended);
  } else {
    (void)self.work_ended.wait_until(lock, deadline, ended);
  }
  return self.tasks.size();
}

}  // namespace fanfare
