#pragma once

#include "sending/dispatch.h"
#include "sending/on_behalf.h"
#include "sending/outlet.h"

#include <fanfare/any_event.h>
#include <fanfare/broadcast.h>
#include <fanfare/channels.h>
#include <fanfare/driver.h>
#include <fanfare/event.h>
#include <fanfare/sent.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare::detail {

/// The implementation of `Broadcast`: one outlet in use, on behalf of one user or of the server itself. It
/// never changes, so copies of a `Broadcast` share it, on any thread; `as()` and the like make another.
class Sender {
 public:
  Sender(std::shared_ptr<const Outlets> outlets, std::shared_ptr<const Outlet> outlet)
      : outlets_(std::move(outlets)), outlet_(std::move(outlet)) {}

  [[nodiscard]] const Outlet& outlet() const { return *outlet_; }
  [[nodiscard]] const OnBehalf& on_behalf() const { return on_behalf_; }

  [[nodiscard]] std::shared_ptr<const Sender> with(OnBehalf on_behalf) const;
  /// Through the outlet of this name; an event's `broadcast_via()` is ignored.
  [[nodiscard]] std::shared_ptr<const Sender> through(std::string_view driver) const;

  [[nodiscard]] Result<Sent, SendError> send(const EventObject& object, const Channels* channels,
                                             const SendOptions& options) const;
  [[nodiscard]] Result<Pending, SendError> later(std::shared_ptr<const EventObject> object,
                                                 const Channels* channels, const SendOptions& options) const;
  [[nodiscard]] std::size_t flush(std::chrono::steady_clock::time_point deadline) const;

  [[nodiscard]] Result<Sent, SendError> trigger(const Event& event, const SendOptions& options) const;
  [[nodiscard]] Result<Sent, SendError> trigger_batch(const std::vector<Event>& events,
                                                      const SendOptions& options) const;
  [[nodiscard]] Result<Sent, SendError> send_to_user(std::string_view user_id, std::string name,
                                                     Result<std::string> text,
                                                     const SendOptions& options) const;
  [[nodiscard]] Result<ApiResponse, SendError> call(const ApiCall& call, const SendOptions& options) const;

 private:
  [[nodiscard]] std::shared_ptr<const Outlet> find_outlet(std::string_view driver) const;
  [[nodiscard]] Dispatch begin(const EventObject& object) const;

  std::shared_ptr<const Outlets> outlets_;
  std::shared_ptr<const Outlet> outlet_;
  bool is_chosen_ = false;  // the caller named the driver, so `broadcast_via()` is ignored
  OnBehalf on_behalf_{};
};

}  // namespace fanfare::detail
