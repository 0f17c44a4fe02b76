#include <fanfare/channel.h>

#include "ascii.h"
#include "sentence.h"

namespace fanfare {
namespace {

constexpr std::string_view private_prefix = "private-";
constexpr std::string_view presence_prefix = "presence-";
constexpr std::string_view encrypted_prefix = "private-encrypted-";
constexpr std::string_view cache_prefix = "cache-";

std::string prefixed(std::string_view prefix, std::string_view name) {
  return name.starts_with(prefix) ? std::string(name) : std::string(prefix).append(name);
}

std::string_view prefix_of(ChannelKind kind) {
  switch (kind) {
    case ChannelKind::private_channel:
      return private_prefix;
    case ChannelKind::presence:
      return presence_prefix;
    case ChannelKind::encrypted:
      return encrypted_prefix;
    case ChannelKind::public_channel:
      break;
  }
  return {};
}

constexpr ascii::Set channel_characters("09AZaz", "_-=@,.;");

}  // namespace

PrivateChannel::PrivateChannel(std::string_view name) : Channel(prefixed(private_prefix, name)) {}
PresenceChannel::PresenceChannel(std::string_view name) : Channel(prefixed(presence_prefix, name)) {}
EncryptedChannel::EncryptedChannel(std::string_view name) : Channel(prefixed(encrypted_prefix, name)) {}
CacheChannel::CacheChannel(std::string_view name) : Channel(prefixed(cache_prefix, name)) {}
PrivateCacheChannel::PrivateCacheChannel(std::string_view name) : Channel(prefixed("private-cache-", name)) {}
PresenceCacheChannel::PresenceCacheChannel(std::string_view name)
    : Channel(prefixed("presence-cache-", name)) {}
EncryptedCacheChannel::EncryptedCacheChannel(std::string_view name)
    : Channel(prefixed("private-encrypted-cache-", name)) {}

ChannelKind channel_kind(std::string_view name) {
  if (name.starts_with(encrypted_prefix)) return ChannelKind::encrypted;
  if (name.starts_with(private_prefix)) return ChannelKind::private_channel;
  if (name.starts_with(presence_prefix)) return ChannelKind::presence;
  return ChannelKind::public_channel;
}

bool is_cache_channel(std::string_view name) {
  return name.substr(prefix_of(channel_kind(name)).size()).starts_with(cache_prefix);
}

Result<void> check_channel_name(std::string_view name, std::size_t max_length) {
  if (name.empty())
    return refusal(ErrorCode::invalid_channel, "A channel name is empty: give it at least one character.");
  if (name[0] == '#') {
    return refusal(ErrorCode::invalid_channel,
                   "The channel name %q starts with '#', as only the server's own do.", {name});
  }
  if (!ascii::all(name, channel_characters)) {
    return refusal(ErrorCode::invalid_channel,
                   "The channel name %q has a character that is not allowed: only ASCII letters, digits and "
                   "_-=@,.; are.",
                   {name});
  }
  if (name.size() > max_length) {
    return refusal(ErrorCode::invalid_channel,
                   "The channel name %q has %u characters: at most %u are allowed.",
                   {name, name.size(), max_length});
  }
  return {};
}

}  // namespace fanfare
