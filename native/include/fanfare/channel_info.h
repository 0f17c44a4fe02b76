#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace fanfare {

/// What a cache channel holds for whoever subscribes next.
struct CachedEvent {
  std::string data{};    ///< as subscribers get it
  std::int64_t ttl = 0;  ///< seconds until it is forgotten
};

/// What a server told of one channel. What was not asked for, or what it does not tell, is empty.
struct ChannelInfo {
  bool occupied = false;                             ///< somebody is subscribed
  std::optional<std::int64_t> user_count{};          ///< members, of a presence channel
  std::optional<std::int64_t> subscription_count{};  ///< connections
  std::optional<CachedEvent> cache{};                ///< of a cache channel that holds something
};

/// `{"occupied":true,"user_count":3}` as a value; fields of other types than the protocol's count as not
/// told.
[[nodiscard]] ChannelInfo channel_info_of(const nlohmann::json& told);

}  // namespace fanfare
