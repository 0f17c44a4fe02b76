#pragma once

#include "clock.h"
#include "configuration/settings.h"
#include "sending/delivery.h"

#include <fanfare/app.h>
#include <fanfare/driver.h>
#include <fanfare/encryption.h>
#include <fanfare/options.h>
#include <fanfare/transport.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// The `pusher` driver: any server that speaks the protocol's HTTP API.
class PusherDriver final : public Driver {
 public:
  /// `settings` must have an app.
  PusherDriver(const Settings& settings, std::shared_ptr<Transport> transport, Clock& clock = system_clock());

  [[nodiscard]] Result<Sent, SendError> trigger(const Event& event, const SendOptions& options) override;
  [[nodiscard]] Result<Sent, SendError> trigger_batch(const std::vector<Event>& events,
                                                      const SendOptions& options) override;
  [[nodiscard]] Result<Sent, SendError> send_to_user(std::string_view user_id, const Event& event,
                                                     const SendOptions& options) override;
  [[nodiscard]] Result<ApiResponse, SendError> call(const ApiCall& call, const SendOptions& options) override;

 private:
  [[nodiscard]] Result<TransportResponse, SendError> deliver(const Sign& sign, const SendOptions& options,
                                                             bool is_repeatable = false);

  [[nodiscard]] const MasterKey* master() const { return master_ ? &*master_ : nullptr; }

  App app_;
  std::optional<MasterKey> master_;
  EventLimits limits_;
  RetryPolicy retry_;
  std::chrono::milliseconds timeout_;
  std::string host_;
  std::shared_ptr<Transport> transport_;
  Clock& clock_;
};

}  // namespace fanfare
