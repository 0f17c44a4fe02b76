#pragma once

#include <fanfare/encryption.h>
#include <fanfare/event.h>
#include <fanfare/result.h>

#include <optional>
#include <vector>

namespace fanfare {

/// A key of zeros: seals an event only to check its size. Nothing that it seals is sent.
[[nodiscard]] MasterKey blank_key();

/// Random bytes of the system. Fails with `internal` when it has none.
[[nodiscard]] Result<Nonce> draw_nonce();

/// `events`, each for one encrypted channel sealed with its own nonce. An event that cannot be sealed,
/// because there is no key or it goes to several channels, stays as it is, and the core refuses to send it.
[[nodiscard]] Result<std::vector<Event>> sealed(std::vector<Event> events, const MasterKey* master);

/// Checks `event` as `check_event` will once it is sealed.
[[nodiscard]] Result<void> check_unsealed(const Event& event, const EventLimits& limits,
                                          const std::optional<MasterKey>& master);
/// Checks `events` as `batch_body` will once they are sealed.
[[nodiscard]] Result<void> check_unsealed(const std::vector<Event>& events, const EventLimits& limits,
                                          const std::optional<MasterKey>& master);

}  // namespace fanfare
