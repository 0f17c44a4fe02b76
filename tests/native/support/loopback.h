#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace loopback {

/// One accepted connection, from the server's side.
class Peer {
 public:
  explicit Peer(int socket) : socket_(socket) {}
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer();

  /// The next request with its body; nothing once the client has gone.
  [[nodiscard]] std::optional<std::string> read_request();
  /// Whatever comes, at least one byte; empty once the client has gone.
  [[nodiscard]] std::string read_some();
  /// False once the client has gone.
  bool write(std::string_view bytes);
  /// Writes one byte after the other, each after 20 ms, and the last one again and again, for as long as the
  /// client takes them.
  void drip(std::string_view bytes);
  /// Repeats `bytes` for as long as the client takes them.
  void flood(std::string_view bytes);
  /// Returns when the client has gone or the server ends.
  void hold();
  void close();
  /// Closes with a reset in place of an end.
  void reset();
  void shut_down();
  [[nodiscard]] int socket() const { return socket_; }

 private:
  int socket_;
  std::mutex closing_;
  std::string pending_;
};

/// Serves every connection to a free port of 127.0.0.1 on a thread of its own. It ends, with all of them,
/// when it is destroyed.
class Server {
 public:
  explicit Server(std::function<void(Peer&)> serve);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void accept_all();

  std::function<void(Peer&)> serve_;
  int port_ = 0;
  int listener_;
  std::atomic<int> connections_ = 0;
  std::atomic<bool> ends_ = false;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Peer>> peers_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

/// A port on which no connection ever comes to stand: its queue is full and nobody takes from it.
class BlackHole {
 public:
  BlackHole();
  BlackHole(const BlackHole&) = delete;
  BlackHole& operator=(const BlackHole&) = delete;
  ~BlackHole();
  [[nodiscard]] int port() const { return port_; }

 private:
  std::vector<int> sockets_;
  int port_ = 0;
};

/// A port on which nobody listens.
[[nodiscard]] int closed_port();

/// `HTTP/1.1 {status}` with a body and its length.
[[nodiscard]] std::string answer(std::string_view status, std::string_view body,
                                 std::string_view headers = "");

/// Answers every request of a connection alike.
[[nodiscard]] std::function<void(Peer&)> always(std::string answer);

}  // namespace loopback
