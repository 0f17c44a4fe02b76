#pragma once

#include "sending/on_behalf.h"
#include "sending/outlet.h"

#include <fanfare/any_event.h>
#include <fanfare/channels.h>
#include <fanfare/driver.h>
#include <fanfare/event.h>
#include <fanfare/sent.h>

#include <string>
#include <vector>

namespace fanfare {

/// One call as parsed.
struct Outgoing {
  Event event{};                        ///< as it goes out, with all its channels
  std::vector<std::string> channels{};  ///< the ones that it is sent on
  std::vector<Skipped> skipped{};       ///< the others
};

/// Reads a call of `channel()`: `object`, to `channels` or to its own. `outgoing` is filled in as far as that
/// succeeds, so that a rescue handler learns the event's name and channels. The event is read once, in the
/// order that `CanBroadcast` documents.
[[nodiscard]] Result<void, SendError> read_call(Outgoing& outgoing, const detail::EventObject& object,
                                                const Channels* channels, const SendOptions& options,
                                                const OnBehalf& on_behalf, const Outlet& outlet);

/// Reads an event whose payload is `text`, without channels. Fails with `invalid_event_name`,
/// `invalid_socket_id` and with the error of `text`.
[[nodiscard]] Result<Event, SendError> read_event(std::string name, Result<std::string> text,
                                                  const SendOptions& options, const OnBehalf& on_behalf,
                                                  const Outlet& outlet);

/// `event` with the attributes and the socket id of `options`.
[[nodiscard]] Event with_options(Event event, const SendOptions& options);

[[nodiscard]] Event with_channels(Event event, std::vector<std::string> channels);

/// The result for events that a server accepted: their channels, and the connection that was left out.
[[nodiscard]] Sent accepted(const std::vector<Event>& events);

/// The names without repetitions, in their order.
[[nodiscard]] std::vector<std::string> unique_names(const std::vector<std::string>& names);

}  // namespace fanfare
