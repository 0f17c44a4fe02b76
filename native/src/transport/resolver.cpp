#include "transport/resolver.h"

#include "transport/sigpipe.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <condition_variable>
#include <system_error>
#include <thread>
#include <utility>

namespace fanfare {
namespace {

bool is_numeric(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 || inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

std::vector<std::string> system_lookup(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  std::vector<std::string> addresses;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return addresses;
  for (const auto* one = found; one != nullptr; one = one->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) ==
        0) {
      addresses.emplace_back(text.data());
    }
  }
  freeaddrinfo(found);
  return addresses;
}

}  // namespace

struct Resolver::Flight {
  std::mutex mutex;
  std::condition_variable_any landed;
  bool done = false;
  std::vector<std::string> addresses;
};

Resolver::Resolver(std::string host, Lookup lookup)
    : host_(std::move(host)),
      lookup_(lookup ? std::move(lookup) : Lookup(system_lookup)),
      is_address_(is_numeric(host_)) {}

std::shared_ptr<Resolver::Flight> Resolver::flight() {
  const std::lock_guard lock(mutex_);
  if (flight_) {
    const std::lock_guard flight_lock(flight_->mutex);
    if (!flight_->done) return flight_;
  }
  auto flight = std::make_shared<Flight>();
  std::thread([flight, lookup = lookup_, host = host_] {
    block_all_signals();
    auto addresses = lookup(host);
    const std::lock_guard flight_lock(flight->mutex);
    flight->addresses = std::move(addresses);
    flight->done = true;
    flight->landed.notify_all();
  }).detach();
  flight_ = flight;
  return flight;
}

Resolver::Answer Resolver::resolve(std::chrono::steady_clock::time_point end, const std::stop_token& stop) {
  if (is_address_) return {Outcome::found, {host_}};
  std::shared_ptr<Flight> flight;
  try {
    flight = this->flight();
  } catch (const std::system_error&) {  // no thread to be had
    return {Outcome::timed_out, {}};
  }
  std::unique_lock lock(flight->mutex);
  flight->landed.wait_until(lock, stop, end, [&] { return flight->done; });
  if (!flight->done) return {stop.stop_requested() ? Outcome::stopped : Outcome::timed_out, {}};
  if (flight->addresses.empty()) return {Outcome::unknown, {}};
  return {Outcome::found, flight->addresses};
}

}  // namespace fanfare
