#pragma once

#include "clock.h"

#include <fanfare/app.h>
#include <fanfare/config.h>
#include <fanfare/driver.h>
#include <fanfare/transport.h>

#include <memory>

namespace fanfare {

/// The `pusher` driver: any server that speaks the protocol's HTTP API.
class PusherDriver final : public Driver {
 public:
  PusherDriver(App app, const Config& config, EventLimits limits, std::shared_ptr<Transport> transport,
               Clock& clock = system_clock());

  [[nodiscard]] Result<Sent, SendError> trigger(const Event& event, const SendOptions& options) override;
  [[nodiscard]] Result<Sent, SendError> trigger_batch(const std::vector<Event>& events,
                                                      const SendOptions& options) override;

 private:
  App app_;
  EventLimits limits_;
  RetryPolicy retry_;
  std::chrono::milliseconds attempt_timeout_;
  std::shared_ptr<Transport> transport_;
  Clock& clock_;
};

}  // namespace fanfare
