#include <fanfare/auth.h>
#include <fanfare/event.h>

#include "ascii.h"
#include "event_view.h"
#include "json.h"
#include "sentence.h"
#include "utf8.h"

namespace fanfare {
namespace {

using std::string_view_literals::operator""sv;

Error not_for(std::string_view channel, std::string_view reason) {
  return refusal(ErrorCode::encrypted_channel, "The channel %q is an encrypted channel%s", {channel, reason});
}

Result<void> check_channels(const EventView& event, std::size_t name_max) {
  const std::size_t count = event.channels.size();
  if (count == 0) return no_channel();
  if (count > trigger_channels_max) {
    return refusal(ErrorCode::too_many_channels, "The event goes to %u channels: at most %u are allowed.",
                   {count, trigger_channels_max});
  }
  for (const std::string_view channel : event.channels) {
    if (auto checked = check_channel_name(channel, name_max); !checked) return checked;
  }
  for (const std::string_view channel : event.channels) {
    if (channel_kind(channel) != ChannelKind::encrypted) continue;
    if (count > 1) return several_channels(channel);
    if (!event.sealed) {
      return not_for(channel, ": configure the encryption master key, so that the event is encrypted.");
    }
  }
  return {};
}

Result<void> check_data(const EventView& event, std::size_t bytes_max) {
  if (event.data.empty()) return no_data();
  if (event.data.size() > bytes_max) {
    return refusal(ErrorCode::data_too_large,
                   "The event's data has %u%s bytes: at most %u are allowed. Send a reference and let pages "
                   "fetch the rest.",
                   {event.data.size(), event.sealed ? " encrypted" : "", bytes_max});
  }
  if (!utf8::valid(event.data)) return not_utf8(ErrorCode::invalid_data, "The event's data");
  return {};
}

Result<void> check_info(std::string_view info) {
  constexpr ascii::Set attributes("az", "_,");
  if (ascii::all(info, attributes)) return {};
  return refusal(ErrorCode::invalid_option,
                 "info is a list of attributes with commas between them: user_count,subscription_count.");
}

void append_options(std::string& out, const EventView& event) {
  if (!event.socket_id.empty()) json::append_member(out, ",\"socket_id\":"sv, event.socket_id);
  if (!event.info.empty()) json::append_member(out, ",\"info\":"sv, event.info);
}

/// Room for a body, so that it is not moved while it grows; escapes beyond a sixteenth of the data are rare.
std::size_t estimate(const EventView& event) {
  std::size_t size = 96 + event.name.size() + event.data.size() + event.data.size() / 16 + event.info.size();
  for (const std::string_view channel : event.channels) size += channel.size() + 3;
  return size;
}

Result<void> check_batch(std::span<const EventView> events, const EventLimits& limits) {
  if (events.empty())
    return refusal(ErrorCode::invalid_data, "The batch is empty: give it at least one event.");
  if (events.size() > limits.batch_events) {
    return refusal(ErrorCode::too_many_events, "The batch has %u events: at most %u are allowed.",
                   {events.size(), limits.batch_events});
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (auto checked = check_event(events[i], limits); !checked) return at_place(i, checked.error());
    if (events[i].channels.size() > 1) {
      return at_place(i, Error(ErrorCode::too_many_channels,
                               "It names several channels: an event of a batch goes to one."));
    }
  }
  return {};
}

}  // namespace

Error no_channel() {
  return refusal(ErrorCode::no_channel, "The event names no channel: give it at least one.");
}

Error no_data() {
  return refusal(ErrorCode::invalid_data,
                 "The event's data is empty, which servers refuse: send {} or null instead.");
}

Error several_channels(std::string_view channel) {
  return not_for(channel,
                 ", and one event cannot go there and to other channels: each has a key of its own. Send "
                 "one event to each, as a batch.");
}

Error at_place(std::size_t index, const Error& error) {
  return refusal(error.code(), "Event %u of the batch: %s", {index + 1, error.message()});
}

Result<EventView> view_of(const Event& event) {
  const SealedData& sealed = event.sealed;
  EventView view{event.name, event.data, event.socket_id, event.info, {}, !sealed.empty()};
  view.channels.assign(event.channels.begin(), event.channels.end());
  if (sealed.empty()) return view;
  if (!event.data.empty() || (view.channels.size() == 1 && view.channels.front() != sealed.channel())) {
    return refusal(ErrorCode::invalid_data,
                   "The event was changed after it was encrypted: its data was sealed for one channel, and "
                   "neither may be replaced.");
  }
  if (view.channels.size() > 1) return several_channels(sealed.channel());
  view.data = sealed.text();
  return view;
}

Result<std::vector<EventView>> views_of(const std::vector<Event>& events) {
  std::vector<EventView> views;
  for (std::size_t i = 0; i < events.size(); ++i) {
    auto view = view_of(events[i]);
    if (!view) return at_place(i, view.error());
    views.push_back(std::move(*view));
  }
  return views;
}

Result<void> check_event_name(std::string_view name) {
  const auto refuse = [](const char* sentence, std::initializer_list<Part> parts = {}) {
    return refusal(ErrorCode::invalid_event_name, sentence, parts);
  };
  if (name.empty()) return refuse("The event name is empty: give it at least one character.");
  const auto length = utf8::length(name);
  if (!length) return not_utf8(ErrorCode::invalid_event_name, "The event name");
  if (*length > event_name_max) {
    return refuse("The event name has %u characters: at most %u are allowed.", {*length, event_name_max});
  }
  if (utf8::has_control(name)) return refuse("The event name %q has a control character.", {name});
  if (name.starts_with("pusher:") || name.starts_with("pusher_internal:")) {
    return refuse("The event name %q is reserved for the protocol: choose another.", {name});
  }
  return {};
}

Result<void> check_event(const EventView& event, const EventLimits& limits) {
  if (auto checked = check_event_name(event.name); !checked) return checked;
  if (auto checked = check_channels(event, limits.channel_name); !checked) return checked;
  if (auto checked = check_data(event, limits.data_bytes); !checked) return checked;
  if (!event.socket_id.empty()) {
    if (auto checked = check_socket_id(event.socket_id); !checked) return checked;
  }
  return check_info(event.info);
}

Result<void> append_trigger_body(std::string& out, const EventView& event, const EventLimits& limits) {
  if (auto checked = check_event(event, limits); !checked) return checked;
  out.reserve(out.size() + estimate(event));
  json::append_member(out, "{\"name\":"sv, event.name);
  json::append_member(out, ",\"data\":"sv, event.data);
  out += ",\"channels\":"sv;
  char before = '[';
  for (const std::string_view channel : event.channels) {
    out += before;
    json::append_string(out, channel);
    before = ',';
  }
  out += ']';
  append_options(out, event);
  out += '}';
  return {};
}

Result<void> append_batch_body(std::string& out, std::span<const EventView> events,
                               const EventLimits& limits) {
  if (auto checked = check_batch(events, limits); !checked) return checked;
  std::size_t size = 12;
  for (const EventView& event : events) size += estimate(event);
  out.reserve(out.size() + size);
  out += "{\"batch\":"sv;
  char before = '[';
  for (const EventView& event : events) {
    out += before;
    json::append_member(out, "{\"channel\":"sv, event.channels.front());
    json::append_member(out, ",\"name\":"sv, event.name);
    json::append_member(out, ",\"data\":"sv, event.data);
    append_options(out, event);
    out += '}';
    before = ',';
  }
  out += "]}"sv;
  return {};
}

Result<void> check_event(const Event& event, const EventLimits& limits) {
  const auto view = view_of(event);
  return view ? check_event(*view, limits) : view.error();
}

Result<std::string> trigger_body(const Event& event, const EventLimits& limits) {
  const auto view = view_of(event);
  if (!view) return view.error();
  std::string body;
  if (auto built = append_trigger_body(body, *view, limits); !built) return built;
  return body;
}

Result<std::string> batch_body(const std::vector<Event>& events, const EventLimits& limits) {
  const auto views = views_of(events);
  if (!views) return views.error();
  std::string body;
  if (auto built = append_batch_body(body, *views, limits); !built) return built;
  return body;
}

}  // namespace fanfare
