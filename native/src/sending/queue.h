#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fanfare {

/// Events that wait to be sent, on threads of its own. Events that share a channel go one after the other.
/// Callable from any thread.
class Queue {
 public:
  struct Bounds {
    std::size_t events = 0;   ///< the most that it holds, including those under way
    std::size_t bytes = 0;    ///< of their payloads
    std::size_t workers = 1;  ///< the most threads; they start when there is work for them
  };

  /// Why work is called: its turn has come, or the queue is gone before that.
  enum class Turn { begin, dropped };
  /// Must not throw.
  using Work = std::function<void(Turn turn)>;

  explicit Queue(Bounds bounds);
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;
  /// Calls the work that has not begun with `Turn::dropped`, in order, and waits for the rest.
  ~Queue();

  /// Returns false when there is no room.
  [[nodiscard]] bool add(const std::vector<std::string>& channels, std::size_t bytes, Work work);

  /// Waits for the work that is queued now, until `deadline` at the latest. Returns how much is left.
  [[nodiscard]] std::size_t flush(std::chrono::steady_clock::time_point deadline);

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace fanfare
