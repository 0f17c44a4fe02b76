#include "server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

namespace bench {
namespace {

constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

void check(bool good, const char* what) {
  if (good) return;
  std::perror(what);
  std::exit(1);
}

/// How many whole requests `text` begins with; takes them off.
int take_requests(std::string& text) {
  int count = 0;
  while (true) {
    const std::size_t head = text.find("\r\n\r\n");
    if (head == std::string::npos) return count;
    std::size_t length = 0;
    for (const std::string_view name : {"Content-Length: ", "content-length: "}) {
      const std::size_t at = text.find(name);
      if (at < head) length = std::strtoul(text.c_str() + at + name.size(), nullptr, 10);
    }
    if (text.size() < head + 4 + length) return count;
    text.erase(0, head + 4 + length);
    ++count;
  }
}

}  // namespace

Server::Server() {
  listener_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "bind");
  check(listen(listener_, 128) == 0, "listen");
  socklen_t size = sizeof address;
  check(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0, "getsockname");
  port_ = ntohs(address.sin_port);
  epoll_ = epoll_create1(0);
  stop_ = eventfd(0, 0);
  for (const int descriptor : {listener_, stop_}) {
    epoll_event event{EPOLLIN, {.fd = descriptor}};
    check(epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) == 0, "epoll_ctl");
  }
  thread_ = std::thread([this] { run(); });
}

Server::~Server() {
  const std::uint64_t one = 1;
  static_cast<void>(write(stop_, &one, sizeof one));
  thread_.join();
  for (const int descriptor : {listener_, stop_, epoll_}) close(descriptor);
}

void Server::run() const {
  std::map<int, std::string> connections;
  std::array<epoll_event, 64> events{};
  std::array<char, 65'536> buffer;
  while (true) {
    const int ready = epoll_wait(epoll_, events.data(), events.size(), -1);
    for (int i = 0; i < ready; ++i) {
      const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
      if (descriptor == stop_) {
        for (const auto& [connection, rest] : connections) close(connection);
        return;
      }
      if (descriptor == listener_) {
        const int connection = accept(listener_, nullptr, nullptr);
        const int on = 1;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event event{EPOLLIN, {.fd = connection}};
        check(epoll_ctl(epoll_, EPOLL_CTL_ADD, connection, &event) == 0, "epoll_ctl");
        connections[connection];
        continue;
      }
      const ssize_t size = read(descriptor, buffer.data(), buffer.size());
      if (size <= 0) {
        connections.erase(descriptor);
        close(descriptor);
        continue;
      }
      std::string& received = connections[descriptor].append(buffer.data(), static_cast<std::size_t>(size));
      for (int left = take_requests(received); left > 0; --left) {
        check(write(descriptor, answer.data(), answer.size()) == static_cast<ssize_t>(answer.size()),
              "write");
      }
    }
  }
}

}  // namespace bench
