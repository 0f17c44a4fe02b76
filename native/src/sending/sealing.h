#pragma once

#include <fanfare/encryption.h>
#include <fanfare/event.h>
#include <fanfare/result.h>

#include <optional>
#include <vector>

namespace fanfare {

/// A key of zeros, to see what an event comes to once it is sealed; what it seals goes nowhere.
[[nodiscard]] MasterKey blank_key();

/// Bytes of the system's own randomness. Fails with `internal` where there are none.
[[nodiscard]] Result<Nonce> draw_nonce();

/// `events`, with the data of each that goes to one encrypted channel sealed with a nonce of its own. What
/// cannot be sealed, for want of a key or because it goes to several channels, stays as it is, and the core
/// refuses to send it.
[[nodiscard]] Result<std::vector<Event>> sealed(std::vector<Event> events, const MasterKey* master);

/// What `check_event` will say of `event` once it is sealed.
[[nodiscard]] Result<void> check_unsealed(const Event& event, const EventLimits& limits,
                                          const std::optional<MasterKey>& master);
/// What `batch_body` will say of `events` once they are sealed.
[[nodiscard]] Result<void> check_unsealed(const std::vector<Event>& events, const EventLimits& limits,
                                          const std::optional<MasterKey>& master);

}  // namespace fanfare
