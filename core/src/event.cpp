#include <fanfare/auth.h>
#include <fanfare/event.h>

#include "ascii.h"
#include "json.h"
#include "sentence.h"
#include "utf8.h"

namespace fanfare {
namespace {

/// What goes over the wire.
const std::string& wire_data(const Event& event) {
  return event.sealed.empty() ? event.data : event.sealed.text();
}

Error not_for(std::string_view channel, std::string_view reason) {
  return refusal(ErrorCode::encrypted_channel, "The channel %q is an encrypted channel%s", {channel, reason});
}

/// That data goes to an encrypted channel sealed for it and alone, and nowhere else sealed.
Result<void> check_sealed(const Event& event) {
  for (const std::string& channel : event.channels) {
    const bool encrypted = channel_kind(channel) == ChannelKind::encrypted;
    if (!encrypted && event.sealed.empty()) continue;
    if (encrypted && event.channels.size() > 1) {
      return not_for(channel,
                     ", and one event cannot go there and to other channels: each encrypted channel has a "
                     "key of its own. Send one event to each, as a batch.");
    }
    if (event.sealed.empty()) {
      return not_for(channel,
                     ", and sending the event in the clear would defeat it: configure the encryption master "
                     "key, so that the event is encrypted.");
    }
    if (channel != event.sealed.channel() || !event.data.empty()) {
      return refusal(ErrorCode::invalid_data,
                     "The event was changed after it was encrypted: its data was sealed for one channel, and "
                     "neither may be replaced.");
    }
  }
  return {};
}

Result<void> check_channels(const Event& event, std::size_t name_max) {
  const std::vector<std::string>& channels = event.channels;
  if (channels.empty())
    return refusal(ErrorCode::no_channel, "The event names no channel: give it at least one.");
  if (channels.size() > trigger_channels_max) {
    return refusal(ErrorCode::too_many_channels,
                   "The event goes to %u channels: one trigger takes at most %u.",
                   {channels.size(), trigger_channels_max});
  }
  for (const std::string& channel : channels) {
    if (auto checked = check_channel_name(channel, name_max); !checked) return checked;
  }
  return check_sealed(event);
}

Result<void> check_data(const Event& event, std::size_t bytes_max) {
  const std::string& data = wire_data(event);
  if (data.empty()) {
    return refusal(ErrorCode::invalid_data,
                   "The event's data is empty, which servers refuse: send {} or null instead.");
  }
  if (data.size() > bytes_max) {
    return refusal(ErrorCode::data_too_large,
                   "The event's data has %u%s bytes: at most %u are allowed. Send a reference and let pages "
                   "fetch the rest.",
                   {data.size(), event.sealed.empty() ? "" : " encrypted", bytes_max});
  }
  if (!utf8::valid(data)) return refusal(ErrorCode::invalid_data, "The event's data is not valid UTF-8.");
  return {};
}

Result<void> check_info(std::string_view info) {
  const auto belongs = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == ','; };
  if (ascii::all(info, belongs)) return {};
  return refusal(ErrorCode::invalid_option,
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
  const std::size_t data = wire_data(event).size();
  std::size_t size = 96 + event.name.size() + data + data / 16 + event.info.size();
  for (const std::string& channel : event.channels) size += channel.size() + 3;
  return size;
}

Result<void> check_batch(const std::vector<Event>& events, const EventLimits& limits) {
  if (events.empty())
    return refusal(ErrorCode::invalid_data, "The batch is empty: give it at least one event.");
  if (events.size() > limits.batch_events) {
    return refusal(ErrorCode::too_many_events, "The batch has %u events: at most %u are allowed.",
                   {events.size(), limits.batch_events});
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (auto checked = check_event(events[i], limits); !checked) {
      return refusal(checked.error().code(), "Event %u of the batch: %s", {i + 1, checked.error().message()});
    }
    if (events[i].channels.size() > 1) {
      return refusal(ErrorCode::too_many_channels,
                     "Event %u of the batch: It names several channels, and an event of a batch goes to one.",
                     {i + 1});
    }
  }
  return {};
}

}  // namespace

Result<void> check_event_name(std::string_view name) {
  const auto refuse = [](const char* sentence, std::initializer_list<Part> parts = {}) {
    return refusal(ErrorCode::invalid_event_name, sentence, parts);
  };
  if (name.empty()) return refuse("The event name is empty: give it at least one character.");
  const auto length = utf8::length(name);
  if (!length) return refuse("The event name is not valid UTF-8.");
  if (*length > event_name_max) {
    return refuse("The event name has %u characters: at most %u are allowed.", {*length, event_name_max});
  }
  if (utf8::has_control(name)) return refuse("The event name %q has a control character.", {name});
  if (name.starts_with("pusher:") || name.starts_with("pusher_internal:")) {
    return refuse("The event name %q is reserved for the protocol's own events: choose another.", {name});
  }
  return {};
}

Result<void> check_event(const Event& event, const EventLimits& limits) {
  if (auto checked = check_event_name(event.name); !checked) return checked;
  if (auto checked = check_channels(event, limits.channel_name); !checked) return checked;
  if (auto checked = check_data(event, limits.data_bytes); !checked) return checked;
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
  append_member(body, "data", wire_data(event));
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
    append_member(body, "data", wire_data(event));
    append_options(body, event);
    body += '}';
    before = ',';
  }
  body += "]}";
  return body;
}

}  // namespace fanfare
