#include "transport/wire.h"

#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace fanfare {
namespace {

constexpr std::size_t status_line_max = 1'024;
constexpr std::size_t answer_bytes_max = 1'048'576;

}  // namespace

void Wire::carry(std::string request) {
  left_ = broken_ = false;
  head_ = Head::incomplete;
  request_ = std::move(request);
  received_ = begin_ = end_ = 0;
}

void Wire::use(int socket, SSL* ssl) {
  socket_ = socket;
  ssl_ = ssl;
}

Wire::Head Wire::judge(std::string_view seen) {
  if (seen.substr(0, status_line_max).find('\n') == std::string_view::npos) {
    return seen.size() < status_line_max ? Head::incomplete : Head::unfit;
  }
  // An interim answer was not asked for, and the client reads on to a line that nothing has measured.
  if (seen.starts_with("HTTP/1.") && seen.size() > 9 && seen[9] == '1') return Head::unfit;
  if (seen.find("\r\n\r\n") != std::string_view::npos) return Head::fit;
  return seen.size() < std::tuple_size_v<decltype(buffer_)> ? Head::incomplete : Head::unfit;
}

/// The socket waits no longer than the time limit it was made with, which says nothing of this request: the
/// watchdog ends what takes too long.
template <class Call>
std::ptrdiff_t Wire::repeated(Call call) const {
  for (;;) {
    if (ssl_ != nullptr) ERR_clear_error();
    const std::ptrdiff_t done = call();
    if (done > 0) return done;
    bool again = done < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK);
    if (ssl_ != nullptr) {
      const int error = SSL_get_error(ssl_, static_cast<int>(done));
      again = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    }
    // To be cut looks like the end of the connection.
    if (guard_.reason() != GuardedSocket::Cut::none) return -1;
    if (!again) return done;
  }
}

bool Wire::send_request() {
  left_ = true;
  std::string_view rest = request_;
  while (!rest.empty()) {
    const auto sent = repeated([&]() -> std::ptrdiff_t {
      if (ssl_ != nullptr) return SSL_write(ssl_, rest.data(), static_cast<int>(rest.size()));
      return send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
    });
    if (sent <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  request_.clear();
  return true;
}

std::ptrdiff_t Wire::too_large() {
  guard_.cut(GuardedSocket::Cut::too_large);
  return -1;
}

std::ptrdiff_t Wire::receive() {
  begin_ = end_ = 0;
  do {
    const auto got = repeated([&]() -> std::ptrdiff_t {
      char* const into = buffer_.data() + end_;
      const std::size_t size = buffer_.size() - end_;
      return ssl_ != nullptr ? SSL_read(ssl_, into, static_cast<int>(size)) : recv(socket_, into, size, 0);
    });
    if (got <= 0) return end_ > 0 ? static_cast<std::ptrdiff_t>(end_) : got;
    end_ += static_cast<std::size_t>(got);
    received_ += static_cast<std::size_t>(got);
    if (head_ == Head::incomplete) head_ = judge({buffer_.data(), end_});
    if (head_ == Head::unfit || received_ > answer_bytes_max) return too_large();
  } while (head_ == Head::incomplete);
  return static_cast<std::ptrdiff_t>(end_);
}

std::ptrdiff_t Wire::read(char* into, std::size_t size) {
  const auto got = take(into, size);
  if (got < 0) broken_ = true;
  return got;
}

std::ptrdiff_t Wire::take(char* into, std::size_t size) {
  if (!request_.empty() && !send_request()) return -1;
  if (begin_ == end_) {
    if (const auto got = receive(); got <= 0) return got;
  }
  const auto count = std::min(size, end_ - begin_);
  std::memcpy(into, buffer_.data() + begin_, count);
  begin_ += count;
  return static_cast<std::ptrdiff_t>(count);
}

}  // namespace fanfare
