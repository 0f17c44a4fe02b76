#pragma once

#include <fanfare/result.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace fanfare {

/// What a channel's prefix says of who may subscribe. Each kind may be a cache channel besides
/// (`is_cache_channel`).
enum class ChannelKind {
  public_channel,   ///< anyone
  private_channel,  ///< `private-`: needs an authorization
  presence,         ///< `presence-`: an authorization that names the member
  encrypted,        ///< `private-encrypted-`: an authorization that carries the channel's key
};

/// The longest channel name towards Pusher itself and on the hub, in characters
/// (pusher/docs: docs/channels/using_channels/channels.md).
inline constexpr std::size_t channel_name_max_pusher = 164;
/// The longest channel name towards other hosts: what the official server libraries let through.
inline constexpr std::size_t channel_name_max = 200;

/// A channel by its full name. Any name can be held; it is checked when something is sent or authorized.
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

/// `private-` and the name; the prefix is added only if it is not there yet.
class PrivateChannel : public Channel {
 public:
  explicit PrivateChannel(std::string_view name);
};

/// `presence-` and the name; the prefix is added only if it is not there yet.
class PresenceChannel : public Channel {
 public:
  explicit PresenceChannel(std::string_view name);
};

/// `private-encrypted-` and the name; the prefix is added only if it is not there yet. What is sent there
/// only its subscribers can read.
class EncryptedChannel : public Channel {
 public:
  explicit EncryptedChannel(std::string_view name);
};

/// `cache-` and the name: a public channel of which the server keeps the last event for whoever subscribes
/// next. The prefix is added only if it is not there yet, as with the other three.
class CacheChannel : public Channel {
 public:
  explicit CacheChannel(std::string_view name);
};

/// The same as a private channel: `private-cache-` and the name.
class PrivateCacheChannel : public Channel {
 public:
  explicit PrivateCacheChannel(std::string_view name);
};

/// The same as a presence channel: `presence-cache-` and the name.
class PresenceCacheChannel : public Channel {
 public:
  explicit PresenceCacheChannel(std::string_view name);
};

/// The same as an encrypted channel: `private-encrypted-cache-` and the name.
class EncryptedCacheChannel : public Channel {
 public:
  explicit EncryptedCacheChannel(std::string_view name);
};

/// The kind that a name's prefix gives: `private-encrypted-` is told from `private-` first.
[[nodiscard]] ChannelKind channel_kind(std::string_view name);

/// Whether a name has one of the four cache prefixes: `cache-`, `private-cache-`, `private-encrypted-cache-`,
/// `presence-cache-`.
[[nodiscard]] bool is_cache_channel(std::string_view name);

/// Whether `name` has 1 to `max_length` characters, all of `A-Za-z0-9_-=@,.;`.
/// Fails with `invalid_channel`; the message says what is wrong with it.
[[nodiscard]] Result<void> check_channel_name(std::string_view name,
                                              std::size_t max_length = channel_name_max);

}  // namespace fanfare
