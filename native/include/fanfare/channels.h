#pragma once

#include <fanfare/channel.h>

#include <concepts>
#include <initializer_list>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace fanfare {

class Channels;

/// A range of channels or names: `std::vector<Channel>`, `std::array<std::string, 2>` and the like.
template <class T>
concept ChannelRange =
    !std::same_as<std::remove_cvref_t<T>, Channels> && !std::convertible_to<const T&, std::string_view> &&
    std::ranges::input_range<const T> &&
    std::convertible_to<std::ranges::range_reference_t<const T>, Channel>;

/// The channels of an event: one channel, one name, or a list of either, mixed freely. A name is used as it
/// is. Names are checked when the event is sent. An empty list sends nothing.
///
/// ```cpp
/// broadcast.channel("releases", "NewRelease");
/// broadcast.channel({"channel1", fanfare::PrivateChannel("admins")}, "event_name", {{"key", "value"}});
/// ```
class Channels {
 public:
  Channels() = default;
  Channels(Channel channel) { list_.push_back(std::move(channel)); }       // NOLINT: implicit by design
  Channels(const char* name) { list_.emplace_back(name); }                 // NOLINT
  Channels(std::string name) { list_.emplace_back(std::move(name)); }      // NOLINT
  Channels(std::string_view name) { list_.emplace_back(name); }            // NOLINT
  Channels(std::initializer_list<Channel> channels) : list_(channels) {}   // NOLINT
  Channels(std::vector<Channel> channels) : list_(std::move(channels)) {}  // NOLINT
  template <ChannelRange Range>
  Channels(const Range& channels) {  // NOLINT
    for (const auto& channel : channels) list_.emplace_back(channel);
  }

  [[nodiscard]] const std::vector<Channel>& list() const { return list_; }
  [[nodiscard]] bool empty() const { return list_.empty(); }

 private:
  std::vector<Channel> list_;
};

}  // namespace fanfare
