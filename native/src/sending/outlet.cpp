#include "sending/outlet.h"

#include "sending/drivers/pusher.h"
#include "sending/sealing.h"
#include "transport/transport_httplib.h"

#include <utility>

namespace fanfare {
namespace {

Result<std::shared_ptr<Transport>> open_transport(const Settings& settings) {
  if (settings.transport) return settings.transport;
  return make_httplib_transport({.host = settings.host,
                                 .port = settings.port,
                                 .use_tls = settings.use_tls,
                                 .path = settings.path,
                                 .ca_file = settings.ca_file,
                                 .connect_timeout = settings.connect_timeout,
                                 .connections = settings.connections});
}

Result<void> open_driver(Outlet& outlet) {
  const auto& settings = outlet.settings;
  if (settings.driver == "pusher") {
    auto transport = open_transport(settings);
    if (!transport) return transport.error();
    outlet.driver = std::make_shared<PusherDriver>(settings, std::move(*transport));
  } else if (settings.driver == "log") {
    outlet.driver = std::make_shared<LogDriver>(settings.logger, settings.limits, outlet.checks_with);
  } else if (settings.driver == "null") {
    outlet.driver = std::make_shared<NullDriver>(settings.limits, outlet.checks_with);
  } else {
    outlet.fake = std::make_shared<FakeDriver>(settings.limits, outlet.checks_with);
    outlet.driver = outlet.fake;
  }
  return {};
}

std::unique_ptr<Queue> open_queue(const Settings& settings) {
  return std::make_unique<Queue>(Queue::Bounds{
      .events = settings.queue_events, .bytes = settings.queue_bytes, .workers = settings.connections});
}

}  // namespace

Outlet open_outlet(const BroadcastOptions& options) {
  Outlet outlet{.settings = parse_options(options)};
  outlet.error = outlet.settings.error;
  outlet.checks_with = outlet.settings.master;
  if (options.driver == "fake" && !outlet.checks_with) outlet.checks_with = blank_key();
  if (outlet.error) return outlet;
  if (auto opened = open_driver(outlet); !opened) outlet.error = opened.error();
  return outlet;
}

Outlet open_outlet(std::shared_ptr<Driver> driver) {
  auto outlet = open_outlet(BroadcastOptions{.driver = "null"});
  outlet.fake = std::dynamic_pointer_cast<FakeDriver>(driver);
  outlet.driver = std::move(driver);
  outlet.checks_with = blank_key();
  return outlet;
}

// Not by way of a configuration of one driver: that would copy the secret, and nothing would wipe the copy.
Outlets::Outlets(const BroadcastOptions& options) : default_driver(options.driver) {
  const auto [usual, added] =
      by_name.emplace(options.driver, std::make_shared<const Outlet>(open_outlet(options)));
  queue = open_queue(usual->second->settings);
}

Outlets::Outlets(const BroadcastConfiguration& configuration) : default_driver(configuration.default_driver) {
  for (const auto& [name, options] : configuration.drivers) {
    by_name.emplace(name, std::make_shared<const Outlet>(open_outlet(options)));
  }
  if (const auto outlet = usual()) queue = open_queue(outlet->settings);
}

std::shared_ptr<const Outlet> Outlets::usual() const {
  const auto found = by_name.find(default_driver);
  return found == by_name.end() ? nullptr : found->second;
}

}  // namespace fanfare
