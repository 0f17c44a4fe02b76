#pragma once

#include <thread>

namespace bench {

/// Answers every request on any number of connections with `200 {}`, on one thread, and parses no more of it
/// than its end: what is measured beside it is the client.
class Server {
 public:
  Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  [[nodiscard]] int port() const { return port_; }

 private:
  void run() const;

  int listener_ = -1;
  int epoll_ = -1;
  int stop_ = -1;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace bench
