#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fanfare {

/// Work for later, done by threads of its own. Of that for one channel the next begins when the last has
/// ended. Called from any thread.
class Queue {
 public:
  struct Bounds {
    std::size_t events = 0;   ///< the most that it holds, what is under way included
    std::size_t bytes = 0;    ///< of their payloads
    std::size_t workers = 1;  ///< threads at the most; they begin when there is work for them
  };

  /// `begins` is false for work that is only to tell that it is not done. It throws nothing.
  using Work = std::function<void(bool begins)>;

  explicit Queue(Bounds bounds);
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;
  /// Calls `work(false)` of what has not begun, in its order, and waits for the rest.
  ~Queue();

  /// False when there is no room.
  [[nodiscard]] bool add(const std::vector<std::string>& channels, std::size_t bytes, Work work);

  /// Waits for what is there now, until `deadline` at the latest; gives how much is left.
  [[nodiscard]] std::size_t flush(std::chrono::steady_clock::time_point deadline);

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace fanfare
