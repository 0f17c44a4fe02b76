#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace fanfare {

/// The event that a cache channel keeps for its next subscriber.
struct CachedEvent {
  std::string data{};    ///< as subscribers get it
  std::int64_t ttl = 0;  ///< seconds until it expires
};

/// The attributes of one channel. An attribute that was not asked for, or that the server does not know, is
/// empty.
struct ChannelInfo {
  bool occupied = false;                             ///< has subscribers
  std::optional<std::int64_t> user_count{};          ///< members, on a presence channel
  std::optional<std::int64_t> subscription_count{};  ///< connections
  std::optional<CachedEvent> cache{};                ///< on a cache channel that holds an event
};

/// Reads `{"occupied":true,"user_count":3}`. A field of another type than the protocol's is ignored.
[[nodiscard]] ChannelInfo channel_info_of(const nlohmann::json& attributes);

}  // namespace fanfare
