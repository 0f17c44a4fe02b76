// What the C++ and the Go clients send to, in a process of its own: it answers every request on any number of
// connections with `200 {}`, on one thread, and parses no more of it than its end. It prints its port, and
// ends with its standard input.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

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

int listen_on_free_port() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "bind");
  check(listen(listener, 128) == 0, "listen");
  socklen_t size = sizeof address;
  check(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0, "getsockname");
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return listener;
}

void watch(int epoll, int descriptor) {
  epoll_event event{EPOLLIN, {.fd = descriptor}};
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0, "epoll_ctl");
}

}  // namespace

int main() {
  const int listener = listen_on_free_port();
  const int epoll = epoll_create1(0);
  watch(epoll, listener);
  watch(epoll, STDIN_FILENO);
  std::map<int, std::string> connections;
  std::array<epoll_event, 64> events{};
  std::array<char, 65'536> buffer;
  while (true) {
    const int ready = epoll_wait(epoll, events.data(), events.size(), -1);
    for (int i = 0; i < ready; ++i) {
      const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
      if (descriptor == listener) {
        const int connection = accept(listener, nullptr, nullptr);
        const int on = 1;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        watch(epoll, connection);
        continue;
      }
      const ssize_t size = read(descriptor, buffer.data(), buffer.size());
      if (descriptor == STDIN_FILENO) {
        if (size <= 0) return 0;
        continue;
      }
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
