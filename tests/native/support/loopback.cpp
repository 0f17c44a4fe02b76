#include "loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <stdexcept>

namespace loopback {
namespace {

sockaddr_in local(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int listen_on_free_port(int backlog, int& port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = local(0);
  socklen_t size = sizeof address;
  if (bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(socket, backlog) != 0 ||
      getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port of 127.0.0.1 is free");
  }
  port = ntohs(address.sin_port);
  return socket;
}

std::size_t body_length(std::string_view head) {
  constexpr std::string_view name = "\r\nContent-Length: ";
  const auto at = head.find(name);
  return at == std::string_view::npos ? 0 : std::strtoul(head.data() + at + name.size(), nullptr, 10);
}

}  // namespace

Peer::~Peer() { close(); }

std::string Peer::read_some() {
  std::array<char, 65'536> buffer;
  const auto size = recv(socket_, buffer.data(), buffer.size(), 0);
  return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
}

std::optional<std::string> Peer::read_request() {
  for (;;) {
    if (const auto end = pending_.find("\r\n\r\n"); end != std::string::npos) {
      const auto size = end + 4 + body_length(pending_.substr(0, end));
      if (pending_.size() >= size) {
        auto request = pending_.substr(0, size);
        pending_.erase(0, size);
        return request;
      }
    }
    const auto more = read_some();
    if (more.empty()) return std::nullopt;
    pending_ += more;
  }
}

bool Peer::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void Peer::drip(std::string_view bytes) {
  while (write(bytes.substr(0, 1))) {
    if (bytes.size() > 1) bytes.remove_prefix(1);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // what is tested is a slow server
  }
}

void Peer::flood(std::string_view bytes) {
  while (write(bytes)) {
  }
}

void Peer::hold() {
  while (!read_some().empty()) {
  }
}

void Peer::shut_down() {
  const std::lock_guard lock(closing_);
  if (socket_ >= 0) shutdown(socket_, SHUT_RDWR);
}

void Peer::close() {
  const std::lock_guard lock(closing_);
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

void Peer::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

Server::Server(std::function<void(Peer&)> serve)
    : serve_(std::move(serve)),
      listener_(listen_on_free_port(128, port_)),
      acceptor_([this] { accept_all(); }) {}

Server::~Server() {
  ends_ = true;
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (const auto& peer : peers_) peer->shut_down();
  for (auto& thread : threads_) thread.join();
  ::close(listener_);
}

void Server::accept_all() {
  while (!ends_) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    const int yes = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ++connections_;
    const std::lock_guard lock(mutex_);
    auto& peer = *peers_.emplace_back(std::make_unique<Peer>(socket));
    threads_.emplace_back([this, &peer] {
      serve_(peer);
      peer.close();
    });
  }
}

BlackHole::BlackHole() {
  sockets_.push_back(listen_on_free_port(0, port_));
  const auto address = local(port_);
  for (int filling = 0; filling < 8; ++filling) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    sockets_.push_back(socket);
  }
}

BlackHole::~BlackHole() {
  for (const int socket : sockets_) ::close(socket);
}

int closed_port() {
  int port = 0;
  ::close(listen_on_free_port(1, port));
  return port;
}

std::string answer(std::string_view status, std::string_view body, std::string_view headers) {
  return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(headers) + "\r\n" + std::string(body);
}

std::function<void(Peer&)> always(std::string answer) {
  return [answer = std::move(answer)](Peer& peer) {
    while (peer.read_request() && peer.write(answer)) {
    }
  };
}

}  // namespace loopback
