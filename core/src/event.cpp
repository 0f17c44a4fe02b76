#include <fanfare/auth.h>
#include <fanfare/event.h>

#include "ascii.h"
#include "json.h"
#include "utf8.h"

namespace fanfare {
namespace {

Result<void> check_channels(const std::vector<std::string>& channels, std::size_t name_max) {
  if (channels.empty())
    return Error(ErrorCode::no_channel, "The event names no channel: give it at least one.");
  if (channels.size() > trigger_channels_max) {
    return Error(ErrorCode::too_many_channels, "The event goes to " + std::to_string(channels.size()) +
                                                   " channels: one trigger takes at most " +
                                                   std::to_string(trigger_channels_max) + ".");
  }
  for (const std::string& channel : channels) {
    if (auto checked = check_channel_name(channel, name_max); !checked) return checked;
    if (channel_kind(channel) == ChannelKind::encrypted) {
      return Error(ErrorCode::encrypted_channel, "The channel " + ascii::quoted(channel) +
                                                     " is an encrypted channel and this version does not "
                                                     "encrypt: sending the event in the clear would "
                                                     "defeat the channel. Use a private channel.");
    }
  }
  return {};
}

Result<void> check_data(std::string_view data, std::size_t bytes_max) {
  if (data.empty()) {
    return Error(ErrorCode::invalid_data,
                 "The event's data is empty, which servers refuse: send {} or null instead.");
  }
  if (data.size() > bytes_max) {
    return Error(ErrorCode::data_too_large,
                 "The event's data has " + std::to_string(data.size()) + " bytes: at most " +
                     std::to_string(bytes_max) +
                     " are allowed. Send a reference and let pages fetch the rest.");
  }
  if (!utf8::valid(data)) return Error(ErrorCode::invalid_data, "The event's data is not valid UTF-8.");
  return {};
}

Result<void> check_info(std::string_view info) {
  const auto belongs = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == ','; };
  if (ascii::all(info, belongs)) return {};
  return Error(ErrorCode::invalid_option,
               "info is a list of attributes with commas between them: user_count,subscription_count.");
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  if (out.back() != '{') out += ',';
  json::append_string(out, name);
  out += ':';
  json::append_string(out, value);
}

void append_options(std::string& out, const Event& event) {
  if (!event.socket_id.empty()) append_member(out, "socket_id", event.socket_id);
  if (!event.info.empty()) append_member(out, "info", event.info);
}

/// Room for a body, so that it is not moved while it grows; escapes beyond a sixteenth of the data are rare.
std::size_t estimate(const Event& event) {
  std::size_t size = 96 + event.name.size() + event.data.size() + event.data.size() / 16 + event.info.size();
  for (const std::string& channel : event.channels) size += channel.size() + 3;
  return size;
}

Result<void> check_batch(const std::vector<Event>& events, const EventLimits& limits) {
  if (events.empty())
    return Error(ErrorCode::invalid_data, "The batch is empty: give it at least one event.");
  if (events.size() > limits.batch_events) {
    return Error(ErrorCode::too_many_events, "The batch has " + std::to_string(events.size()) +
                                                 " events: at most " + std::to_string(limits.batch_events) +
                                                 " are allowed.");
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::string place = "Event " + std::to_string(i + 1) + " of the batch: ";
    if (auto checked = check_event(events[i], limits); !checked) {
      return Error(checked.error().code(), place + checked.error().message());
    }
    if (events[i].channels.size() > 1) {
      return Error(ErrorCode::too_many_channels,
                   place + "It names several channels, and an event of a batch goes to one.");
    }
  }
  return {};
}

}  // namespace

Result<void> check_event_name(std::string_view name) {
  const auto refuse = [](std::string reason) {
    return Error(ErrorCode::invalid_event_name, std::move(reason));
  };
  if (name.empty()) return refuse("The event name is empty: give it at least one character.");
  const auto length = utf8::length(name);
  if (!length) return refuse("The event name is not valid UTF-8.");
  if (*length > event_name_max) {
    return refuse("The event name has " + std::to_string(*length) + " characters: at most " +
                  std::to_string(event_name_max) + " are allowed.");
  }
  if (utf8::has_control(name))
    return refuse("The event name " + ascii::quoted(name) + " has a control character.");
  if (name.starts_with("pusher:") || name.starts_with("pusher_internal:")) {
    return refuse("The event name " + ascii::quoted(name) +
                  " is reserved for the protocol's own events: choose another.");
  }
  return {};
}

Result<void> check_event(const Event& event, const EventLimits& limits) {
  if (auto checked = check_event_name(event.name); !checked) return checked;
  if (auto checked = check_channels(event.channels, limits.channel_name); !checked) return checked;
  if (auto checked = check_data(event.data, limits.data_bytes); !checked) return checked;
  if (!event.socket_id.empty()) {
    if (auto checked = check_socket_id(event.socket_id); !checked) return checked;
  }
  return check_info(event.info);
}

Result<std::string> trigger_body(const Event& event, const EventLimits& limits) {
  if (auto checked = check_event(event, limits); !checked) return checked.error();
  std::string body;
  body.reserve(estimate(event));
  body += '{';
  append_member(body, "name", event.name);
  append_member(body, "data", event.data);
  body += ",\"channels\":";
  char before = '[';
  for (const std::string& channel : event.channels) {
    body += before;
    json::append_string(body, channel);
    before = ',';
  }
  body += ']';
  append_options(body, event);
  body += '}';
  return body;
}

Result<std::string> batch_body(const std::vector<Event>& events, const EventLimits& limits) {
  if (auto checked = check_batch(events, limits); !checked) return checked.error();
  std::size_t size = 12;
  for (const Event& event : events) size += estimate(event);
  std::string body;
  body.reserve(size);
  body += "{\"batch\":";
  char before = '[';
  for (const Event& event : events) {
    body += before;
    body += '{';
    append_member(body, "channel", event.channels.front());
    append_member(body, "name", event.name);
    append_member(body, "data", event.data);
    append_options(body, event);
    body += '}';
    before = ',';
  }
  body += "]}";
  return body;
}

}  // namespace fanfare
