#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>

namespace fanfare {

/// A duplicate of a connection's socket, by which another thread ends whatever the connection is in the
/// middle of. The HTTP client's own `stop()` waits for a mutex that is held through name lookup, connect and
/// TLS handshake.
class GuardedSocket {
 public:
  enum class Cut { none, deadline, stopped, too_large };

  GuardedSocket() = default;
  GuardedSocket(const GuardedSocket&) = delete;
  GuardedSocket& operator=(const GuardedSocket&) = delete;
  ~GuardedSocket();

  /// Begins an attempt: forgets an earlier cut, and counts received bytes from here.
  void begin();
  /// Takes a duplicate of a new socket, which is shut down at once if the attempt was cut already.
  void adopt(int socket);
  /// Shuts the socket down: every call on it returns. The first reason stays.
  void cut(Cut reason);
  /// Cuts if more came in than any answer needs.
  void cut_if_flooded();

  [[nodiscard]] Cut reason() const;
  /// Whether the peer's headers, which have not been read yet, fit what the HTTP client can take. It reads a
  /// line of any length into memory, and matches the first by a recursive regular expression. Waits for them
  /// until `end`.
  [[nodiscard]] bool headers_fit(std::chrono::steady_clock::time_point end) const;

 private:
  [[nodiscard]] std::uint64_t received() const;

  mutable std::mutex mutex_;
  int duplicate_ = -1;
  Cut cut_ = Cut::none;
  std::uint64_t received_before_ = 0;
};

}  // namespace fanfare
