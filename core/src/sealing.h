#pragma once

#include <fanfare/encryption.h>

#include <string>

#include "event_view.h"

namespace fanfare {

/// The data of `event` sealed for its one channel; fails as `seal_event` does.
[[nodiscard]] Result<std::string> seal_for(const MasterKey& master, const EventView& event,
                                           const Nonce& nonce);

/// What is wrong with a batch that has not as many nonces as events.
[[nodiscard]] Error nonces_missing();

/// Whether one of its channels is encrypted.
[[nodiscard]] bool is_for_encrypted(const EventView& event);

}  // namespace fanfare
