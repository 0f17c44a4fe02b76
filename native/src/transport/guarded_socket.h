#pragma once

#include <mutex>

namespace fanfare {

/// A duplicate of a connection's socket, by which another thread ends what the connection is in the
/// middle of. The HTTP client's own `stop()` waits for a mutex that is held through name lookup, connect and
/// TLS handshake.
class GuardedSocket {
 public:
  enum class Cut { none, deadline, stopped, too_large };

  GuardedSocket() = default;
  GuardedSocket(const GuardedSocket&) = delete;
  GuardedSocket& operator=(const GuardedSocket&) = delete;
  ~GuardedSocket();

  /// Begins an attempt: forgets an earlier cut.
  void begin();
  /// Takes a duplicate of a new socket, which is shut down at once if the attempt was cut already.
  void adopt(int socket);
  /// Shuts the socket down: every call on it returns. The first reason stays.
  void cut(Cut reason);
  [[nodiscard]] Cut reason() const;

 private:
  mutable std::mutex mutex_;
  int duplicate_ = -1;
  Cut cut_ = Cut::none;
};

}  // namespace fanfare
