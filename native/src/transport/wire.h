#pragma once

#include "transport/guarded_socket.h"

#include <openssl/ssl.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace fanfare {

/// Carries one request and its answer over a connection that stands. The request goes out in one piece, and
/// of the answer no more comes in than the HTTP client can take: it reads a line of any length into memory,
/// and matches the first by a regular expression that recurses for each character, so that a long one ends
/// the process.
class Wire {
 public:
  explicit Wire(GuardedSocket& guard) : guard_(guard) {}

  /// Forgets the request and the answer before, and keeps `request` until its answer is asked for.
  void carry(std::string request);
  /// Carries the request over this connection; `ssl` is null where there is no TLS.
  void use(int socket, SSL* ssl);

  /// Sends the request, and takes bytes of the answer: their number, 0 where the connection ends, -1 when it
  /// broke or was cut.
  [[nodiscard]] std::ptrdiff_t read(char* into, std::size_t size);

  /// Whether some of the request may have reached the server.
  [[nodiscard]] bool left() const { return left_; }
  /// Whether the connection broke, or was cut, in the middle of the answer.
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  enum class Head { incomplete, fit, unfit };

  [[nodiscard]] static Head judge(std::string_view seen);
  template <class Call>
  [[nodiscard]] std::ptrdiff_t repeated(Call call) const;
  [[nodiscard]] bool send_request();
  [[nodiscard]] std::ptrdiff_t receive();
  [[nodiscard]] std::ptrdiff_t take(char* into, std::size_t size);
  [[nodiscard]] std::ptrdiff_t too_large();

  GuardedSocket& guard_;
  int socket_ = -1;
  SSL* ssl_ = nullptr;
  bool left_ = false;
  bool broken_ = false;
  Head head_ = Head::incomplete;
  std::string request_;
  std::size_t received_ = 0;
  std::size_t begin_ = 0;  // of what the client has not taken yet
  std::size_t end_ = 0;
  std::array<char, 16'384> buffer_;  // the headers of an answer fit into it
};

}  // namespace fanfare
