#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>

namespace fanfare {

/// The first line of an answer, and no more of it is ever looked at to find its end.
inline constexpr std::size_t status_line_max = 1'024;

/// Whether the HTTP client can take an answer that begins with `seen`. It reads a line of any length into
/// memory, and matches the first by a regular expression that recurses for each character: a long one ends
/// the process.
[[nodiscard]] bool status_line_fits(std::string_view seen);

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
  /// Whether the answer's headers, which have not been read yet, fit what the HTTP client can take. Waits for
  /// them until `end`.
  [[nodiscard]] bool headers_fit(std::chrono::steady_clock::time_point end) const;

 private:
  [[nodiscard]] std::uint64_t received() const;

  mutable std::mutex mutex_;
  int duplicate_ = -1;
  Cut cut_ = Cut::none;
  std::uint64_t received_before_ = 0;
};

}  // namespace fanfare
