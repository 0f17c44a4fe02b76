#include <fanfare/auth.h>
#include <fanfare/encryption.h>
#include <fanfare/event.h>

#include "ascii.h"
#include "crypto/wipe.h"
#include "json.h"
#include "sentence.h"
#include "utf8.h"
#include "views.h"

#include <algorithm>

namespace fanfare {
namespace {

using std::string_view_literals::operator""sv;

Error encrypted_channel(std::string_view channel, std::string_view reason) {
  return refusal(ErrorCode::encrypted_channel, "The channel %q is an encrypted channel%s", {channel, reason});
}

Error no_channel() {
  return refusal(ErrorCode::no_channel, "The event has no channel: give it at least one.");
}

Error no_data() {
  return refusal(ErrorCode::invalid_data,
                 "The event's data is empty, which servers refuse: send {} or null instead.");
}

Error several_channels(std::string_view channel) {
  return encrypted_channel(
      channel, ", and each encrypted channel has its own key: send one event to each channel, as a batch.");
}

/// The same error of one event of a batch: its sentence says which.
Error at_place(std::size_t index, const Error& error) {
  return refusal(error.code(), "Event %u of the batch: %s", {index + 1, error.message()});
}

bool is_encrypted(std::string_view channel) { return channel_kind(channel) == ChannelKind::encrypted; }

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
    if (!is_encrypted(channel)) continue;
    if (count > 1) return several_channels(channel);
    if (!event.is_sealed) {
      return encrypted_channel(channel,
                               ": configure the encryption master key, so that the event is encrypted.");
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
                   {event.data.size(), event.is_sealed ? " encrypted" : "", bytes_max});
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

/// The expected size of a body, so that it rarely moves while it grows. Few payloads need more than a sixteenth of
/// their size for escapes.
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
                               "It has several channels: an event of a batch goes to one."));
    }
  }
  return {};
}

}  // namespace

Result<EventView> view_of(const Event& event) {
  const SealedData& sealed = event.sealed;
  EventView view{event.name, event.data, event.socket_id, event.info, {}, !sealed.empty()};
  view.channels.assign(event.channels.begin(), event.channels.end());
  if (sealed.empty()) return view;
  if (!event.data.empty() || (view.channels.size() == 1 && view.channels.front() != sealed.channel())) {
    return refusal(
        ErrorCode::invalid_data,
        "The event was changed after it was encrypted: keep the data and the channel that it was sealed "
        "with.");
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

Result<std::string> trigger_body(const EventView& event, const EventLimits& limits) {
  if (auto checked = check_event(event, limits); !checked) return checked;
  std::string body;
  body.reserve(estimate(event));
  json::append_member(body, "{\"name\":"sv, event.name);
  json::append_member(body, ",\"data\":"sv, event.data);
  body += ",\"channels\":"sv;
  char before = '[';
  for (const std::string_view channel : event.channels) {
    body += before;
    json::append_string(body, channel);
    before = ',';
  }
  body += ']';
  append_options(body, event);
  body += '}';
  return body;
}

Result<std::string> batch_body(std::span<const EventView> events, const EventLimits& limits) {
  if (auto checked = check_batch(events, limits); !checked) return checked;
  std::size_t size = 12;
  for (const EventView& event : events) size += estimate(event);
  std::string body;
  body.reserve(size);
  body += "{\"batch\":"sv;
  char before = '[';
  for (const EventView& event : events) {
    body += before;
    json::append_member(body, "{\"channel\":"sv, event.channels.front());
    json::append_member(body, ",\"name\":"sv, event.name);
    json::append_member(body, ",\"data\":"sv, event.data);
    append_options(body, event);
    body += '}';
    before = ',';
  }
  body += "]}"sv;
  return body;
}

Result<std::string> seal_event(const MasterKey& master, const EventView& event, const Nonce& nonce) {
  if (event.channels.empty()) return no_channel();
  if (event.channels.size() > 1) return several_channels(event.channels.front());
  if (event.data.empty()) return no_data();
  return seal(master, event.channels.front(), event.data, nonce);
}

Result<std::vector<std::string>> seal_events(const MasterKey& master, std::span<const EventView> events,
                                             std::span<const Nonce> nonces) {
  if (nonces.size() != events.size()) {
    return refusal(ErrorCode::invalid_data, "Each event of an encrypted batch needs its own nonce.");
  }
  std::vector<std::string> sealed(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& channels = events[i].channels;
    if (std::none_of(channels.begin(), channels.end(), is_encrypted)) continue;
    auto data = seal_event(master, events[i], nonces[i]);
    if (!data) return at_place(i, data.error());
    sealed[i] = std::move(*data);
  }
  return sealed;
}

Result<void> check_event(const Event& event, const EventLimits& limits) {
  const auto view = view_of(event);
  return view ? check_event(*view, limits) : view.error();
}

Result<std::string> trigger_body(const Event& event, const EventLimits& limits) {
  const auto view = view_of(event);
  return view ? trigger_body(*view, limits) : view.error();
}

Result<std::string> batch_body(const std::vector<Event>& events, const EventLimits& limits) {
  const auto views = views_of(events);
  return views ? batch_body(*views, limits) : views.error();
}

void SealedData::replace_data(Event& event, std::string sealed) {
  crypto::wipe(event.data.data(), event.data.size());
  event.data.clear();
  event.sealed = SealedData(event.channels.front(), std::move(sealed));
}

Result<Event> seal_event(const MasterKey& master, Event event, const Nonce& nonce) {
  const auto view = view_of(event);
  if (!view) return view.error();
  auto sealed = seal_event(master, *view, nonce);
  if (!sealed) return sealed.error();
  SealedData::replace_data(event, std::move(*sealed));
  return event;
}

Result<std::vector<Event>> seal_events(const MasterKey& master, std::vector<Event> events,
                                       const std::vector<Nonce>& nonces) {
  const auto views = views_of(events);
  if (!views) return views.error();
  auto sealed = seal_events(master, *views, nonces);
  if (!sealed) return sealed.error();
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!(*sealed)[i].empty()) SealedData::replace_data(events[i], std::move((*sealed)[i]));
  }
  return events;
}

}  // namespace fanfare
