#pragma once

#include "transport/wire.h"

#include <httplib.h>

#include <chrono>
#include <ctime>
#include <functional>
#include <string>
#include <type_traits>

/// What differs between the versions of cpp-httplib, from 0.11.4 to 0.53.1, and nothing else. They are told
/// apart by what they have: their number is a text, which the preprocessor cannot compare. What came when is
/// seen in httplib.h at the tags of https://github.com/yhirose/cpp-httplib.
namespace fanfare::httplib_versions {

/// What the client reads an answer from. What it writes is dropped: the wire has the request. Nothing here
/// says `override`, for each version declares some of these alone: `is_writable` until 0.19, `duration` from
/// 0.19 on, `wait_readable` and `wait_writable` from 0.20 on. All are pure there, so none can be missed.
class AnswerStream final : public httplib::Stream {
 public:
  AnswerStream(Wire& wire, socket_t socket) : wire_(wire), socket_(socket) {}

  [[nodiscard]] bool is_readable() const { return true; }
  [[nodiscard]] bool is_writable() const { return true; }
  [[nodiscard]] bool wait_readable() const { return true; }
  [[nodiscard]] bool wait_writable() const { return true; }
  [[nodiscard]] time_t duration() const { return 0; }
  ssize_t read(char* into, std::size_t size) { return wire_.read(into, size); }
  ssize_t write(const char*, std::size_t size) { return static_cast<ssize_t>(size); }
  void get_remote_ip_and_port(std::string&, int&) const {}
  void get_local_ip_and_port(std::string&, int&) const {}
  [[nodiscard]] socket_t socket() const { return socket_; }

 private:
  Wire& wire_;
  socket_t socket_;
};
static_assert(!std::is_abstract_v<AnswerStream>,
              "Fanfare does not know this version of cpp-httplib: it works with 0.11.4 to 0.53.1.");

/// The time limit for a whole request came with 0.19, and with it the time at which the request began.
template <class Client>
concept TimesRequests = requires(Client& client) {
  client.set_max_timeout(time_t{});
};

template <class Client>
class Speaker : public Client {
 public:
  using Client::Client;

 protected:
  using Speak = std::function<bool(httplib::Stream&)>;
  virtual bool speak_over(socket_t socket, const Speak& speak) = 0;
};

/// `Client`, a `ClientImpl`, with one `speak_over` in place of the `process_socket` of either form. Were
/// there a third form, `override` would not compile: a request must not go out by any other way than ours.
template <class Client>
class Speaking : public Speaker<Client> {
 public:
  using Speaker<Client>::Speaker;

 private:
  bool process_socket(const typename Client::Socket& socket, typename Speaker<Client>::Speak speak) override {
    return this->speak_over(socket.sock, speak);
  }
};

template <TimesRequests Client>
class Speaking<Client> : public Speaker<Client> {
 public:
  using Speaker<Client>::Speaker;

 private:
  bool process_socket(const typename Client::Socket& socket, std::chrono::steady_clock::time_point,
                      typename Speaker<Client>::Speak speak) override {
    return this->speak_over(socket.sock, speak);
  }
};

}  // namespace fanfare::httplib_versions
