#pragma once

#include <fanfare/result.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace fanfare {

/// Who may subscribe to a channel, by its prefix. A channel of any kind may also be a cache channel
/// (`is_cache_channel`).
enum class ChannelKind {
  public_channel,   ///< anyone
  private_channel,  ///< `private-`: needs an authorization
  presence,         ///< `presence-`: an authorization that names the member
  encrypted,        ///< `private-encrypted-`: an authorization that carries the channel's key
};

/// The longest channel name at Pusher and on the hub, in characters
/// (pusher/docs: docs/channels/using_channels/channels.md).
inline constexpr std::size_t channel_name_max_pusher = 164;
/// The longest channel name at other hosts, in characters: the limit of the official server libraries.
inline constexpr std::size_t channel_name_max = 200;

/// A channel by its full name. The name is checked when something is sent or authorized, not here.
///
/// ```cpp
/// fanfare::Channel("releases").name();        // "releases"
/// fanfare::PrivateChannel("admins").name();   // "private-admins"
/// fanfare::PrivateChannel("private-admins");  // the same: the prefix is added once
/// ```
class Channel {
 public:
  Channel(std::string name) : name_(std::move(name)) {}  // NOLINT: implicit by design, a name is a channel
  Channel(std::string_view name) : name_(name) {}        // NOLINT
  Channel(const char* name) : name_(name) {}             // NOLINT
  [[nodiscard]] const std::string& name() const { return name_; }
  friend bool operator==(const Channel&, const Channel&) = default;

 private:
  std::string name_;
};

/// A private channel: `private-` and the name. A prefix that is there already is not added again.
class PrivateChannel : public Channel {
 public:
  explicit PrivateChannel(std::string_view name);
};

/// A presence channel: `presence-` and the name. A prefix that is there already is not added again.
class PresenceChannel : public Channel {
 public:
  explicit PresenceChannel(std::string_view name);
};

/// An encrypted channel: `private-encrypted-` and the name. Only its subscribers can read its events. A prefix
/// that is there already is not added again.
class EncryptedChannel : public Channel {
 public:
  explicit EncryptedChannel(std::string_view name);
};

/// A public cache channel: `cache-` and the name. The server keeps its last event for new subscribers. A prefix
/// that is there already is not added again, here and below.
class CacheChannel : public Channel {
 public:
  explicit CacheChannel(std::string_view name);
};

/// A private cache channel: `private-cache-` and the name.
class PrivateCacheChannel : public Channel {
 public:
  explicit PrivateCacheChannel(std::string_view name);
};

/// A presence cache channel: `presence-cache-` and the name.
class PresenceCacheChannel : public Channel {
 public:
  explicit PresenceCacheChannel(std::string_view name);
};

/// An encrypted cache channel: `private-encrypted-cache-` and the name.
class EncryptedCacheChannel : public Channel {
 public:
  explicit EncryptedCacheChannel(std::string_view name);
};

/// The kind of a channel, by the prefix of its name.
[[nodiscard]] ChannelKind channel_kind(std::string_view name);

/// Whether a name has one of the four cache prefixes: `cache-`, `private-cache-`, `private-encrypted-cache-`,
/// `presence-cache-`.
[[nodiscard]] bool is_cache_channel(std::string_view name);

/// Checks that `name` has 1 to `max_length` characters, all from `A-Za-z0-9_-=@,.;`.
/// Fails with `invalid_channel`; the message says why.
[[nodiscard]] Result<void> check_channel_name(std::string_view name,
                                              std::size_t max_length = channel_name_max);

}  // namespace fanfare
