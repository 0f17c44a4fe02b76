#include "guarded_socket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/tcp.h>
#endif

#include <algorithm>
#include <array>
#include <string_view>

namespace fanfare {
namespace {

constexpr std::uint64_t answer_bytes_max = 1'048'576;
constexpr std::size_t headers_bytes_max = 16'384;

enum class Headers { incomplete, fit, unfit };

Headers judge(std::string_view seen) {
  if (seen.find('\n') == std::string_view::npos && seen.size() < status_line_max) return Headers::incomplete;
  if (!status_line_fits(seen)) return Headers::unfit;
  if (seen.find("\r\n\r\n") != std::string_view::npos) return Headers::fit;
  return seen.size() < headers_bytes_max ? Headers::incomplete : Headers::unfit;
}

/// `poll` and blocking reads wake up only for this many bytes.
void set_low_water(int socket, std::size_t bytes) {
  const int value = static_cast<int>(bytes);
  setsockopt(socket, SOL_SOCKET, SO_RCVLOWAT, &value, sizeof value);
}

}  // namespace

bool status_line_fits(std::string_view seen) {
  if (seen.substr(0, status_line_max).find('\n') == std::string_view::npos) return false;
  // An interim answer was not asked for, and the client reads on to a line that nothing has measured.
  return !(seen.starts_with("HTTP/1.") && seen.size() > 9 && seen[9] == '1');
}

GuardedSocket::~GuardedSocket() {
  if (duplicate_ >= 0) close(duplicate_);
}

void GuardedSocket::begin() {
  const std::lock_guard lock(mutex_);
  cut_ = Cut::none;
  received_before_ = received();
}

void GuardedSocket::adopt(int socket) {
  const std::lock_guard lock(mutex_);
  if (duplicate_ >= 0) close(duplicate_);
  duplicate_ = fcntl(socket, F_DUPFD_CLOEXEC, 0);
  received_before_ = 0;
  // Without a duplicate no deadline would hold: a socket that is shut down before it is connected never
  // connects.
  if (duplicate_ < 0) shutdown(socket, SHUT_RDWR);
  if (cut_ != Cut::none) shutdown(duplicate_, SHUT_RDWR);
}

void GuardedSocket::cut(Cut reason) {
  const std::lock_guard lock(mutex_);
  if (cut_ == Cut::none) cut_ = reason;
  if (duplicate_ >= 0) shutdown(duplicate_, SHUT_RDWR);
}

void GuardedSocket::cut_if_flooded() {
  std::uint64_t count = 0;
  {
    const std::lock_guard lock(mutex_);
    count = std::max(received(), received_before_) - received_before_;
  }
  if (count > answer_bytes_max) cut(Cut::too_large);
}

GuardedSocket::Cut GuardedSocket::reason() const {
  const std::lock_guard lock(mutex_);
  return cut_;
}

std::uint64_t GuardedSocket::received() const {
#ifdef __linux__
  tcp_info info{};
  socklen_t size = sizeof info;
  if (duplicate_ >= 0 && getsockopt(duplicate_, IPPROTO_TCP, TCP_INFO, &info, &size) == 0) {
    return info.tcpi_bytes_received;
  }
#endif
  return 0;
}

bool GuardedSocket::headers_fit(std::chrono::steady_clock::time_point end) const {
  // Only the thread that owns the connection comes here, and only it replaces the duplicate.
  std::array<char, headers_bytes_max> seen;
  std::size_t size = 0;
  auto verdict = Headers::incomplete;
  while (verdict == Headers::incomplete) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    pollfd wanted{.fd = duplicate_, .events = POLLIN, .revents = 0};
    if (poll(&wanted, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000))) <= 0) break;
    const auto got = recv(duplicate_, seen.data(), seen.size(), MSG_PEEK | MSG_DONTWAIT);
    if (got <= 0 || static_cast<std::size_t>(got) == size)
      break;  // closed, reset or shut down: the client finds out
    size = static_cast<std::size_t>(got);
    verdict = judge({seen.data(), size});
    if (verdict == Headers::incomplete) set_low_water(duplicate_, size + 1);
  }
  set_low_water(duplicate_, 1);
  return verdict != Headers::unfit;
}

}  // namespace fanfare
