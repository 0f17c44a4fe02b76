#include "http_events.h"

#include "../decimal.h"
#include "../sentence.h"
#include "channel_info.h"
#include "frames.h"
#include "json_value.h"

#include <fanfare/auth.h>
#include <fanfare/channel.h>
#include <fanfare/event.h>
#include <fanfare/result.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace fanfare::hub {
namespace {

/// A checked event from a request body.
struct Publication {
  std::string name;
  std::string data;
  std::vector<std::string> channels;  ///< distinct
  std::string socket_id;              ///< the excluded socket, or empty
  std::optional<WantedInfo> info;     ///< set if the request asks for any
};

enum class Form { trigger, batch };

Error invalid(const char* sentence) { return refusal(ErrorCode::invalid_data, sentence); }

Result<std::vector<std::string>> parse_channels(const nlohmann::json& event, Form form) {
  std::vector<std::string> channels;
  const auto list = event.find("channels");
  if (const std::string* one = string_member(event, "channel")) {
    channels.push_back(*one);
  } else if (form == Form::trigger && list != event.end() && list->is_array()) {
    if (list->size() > trigger_channels_max) {
      return refusal(ErrorCode::too_many_channels, "channels names %u channels; at most %u are allowed.",
                     {list->size(), trigger_channels_max});
    }
    for (const auto& channel : *list) {
      const auto* name = channel.get_ptr<const std::string*>();
      if (!name) return invalid("channels must be an array of strings.");
      if (std::find(channels.begin(), channels.end(), *name) == channels.end()) channels.push_back(*name);
    }
  }
  if (channels.empty()) {
    return Error(ErrorCode::no_channel,
                 form == Form::trigger
                     ? "An event needs channels, an array of one to 100 names, or channel, a name."
                     : "An event of a batch needs channel, a name.");
  }
  for (const std::string& channel : channels) {
    if (const auto checked = check_channel_name(channel, channel_name_max_pusher); !checked) return checked;
    if (channels.size() > 1 && channel_kind(channel) == ChannelKind::encrypted) {
      return refusal(ErrorCode::encrypted_channel,
                     "An event for an encrypted channel goes to that channel alone: each has its own key.");
    }
  }
  return channels;
}

Result<Publication> parse_publication(const nlohmann::json& event, Form form, const EventLimits& limits) {
  if (!event.is_object()) return invalid("An event must be a JSON object.");
  const std::string* name = string_member(event, "name");
  if (!name) return invalid("An event needs a name, a string.");
  if (const auto checked = check_event_name(*name); !checked) return checked;

  const std::string* data = string_member(event, "data");
  if (!data || data->empty())
    return invalid("An event needs data, a string that is not empty: encode it as JSON first.");
  if (data->size() > limits.data_bytes) {
    return refusal(ErrorCode::data_too_large,
                   "The data content of this event exceeds the allowed maximum (%u bytes).",
                   {limits.data_bytes});
  }

  auto channels = parse_channels(event, form);
  if (!channels) return channels.error();
  Publication publication{*name, *data, std::move(*channels), {}, std::nullopt};

  if (const auto socket_id = event.find("socket_id"); socket_id != event.end() && !socket_id->is_null()) {
    const auto* text = socket_id->get_ptr<const std::string*>();
    if (!text) return invalid("socket_id must be a string.");
    if (const auto checked = check_socket_id(*text); !checked) return checked;
    publication.socket_id = *text;
  }
  if (const auto info = event.find("info"); info != event.end() && !info->is_null()) {
    const auto* text = info->get_ptr<const std::string*>();
    publication.info = text ? parse_info(*text) : std::nullopt;
    if (!publication.info)
      return invalid("info may list user_count and subscription_count, with a comma between them.");
  }
  return publication;
}

void publish(const HubApp& app, const Publication& publication, Outbox& outbox) {
  const auto excluded = app.sockets.find(publication.socket_id);
  for (const std::string& channel : publication.channels) {
    if (const OccupiedChannel* occupied = app.channels.find(channel)) {
      outbox.send(excluded == app.sockets.end() ? occupied->subscribers : occupied->others(excluded->second),
                  frames::event(channel, publication.name, publication.data));
    }
    outbox.observe({.what = Happening::event,
                    .app_id = app.app.id(),
                    .channel = channel,
                    .event = publication.name,
                    .detail = publication.data});
  }
}

std::string channel_info(const HubApp& app, const std::string& channel, const WantedInfo& wanted) {
  return "{" + info_members(wanted, channel_kind(channel), app.channels.find(channel)) + "}";
}

}  // namespace

HttpAnswer post_event(const HubApp& app, std::string_view body, const EventLimits& limits, Outbox& outbox) {
  const auto event = parse_json(body);
  if (!event)
    return HttpAnswer::bad_request("The body must be JSON in UTF-8, nested at most 32 levels deep.");
  const auto publication = parse_publication(*event, Form::trigger, limits);
  if (!publication) return HttpAnswer::of_error(publication.error());
  publish(app, *publication, outbox);
  if (!publication->info) return HttpAnswer::json("{}");

  std::string channels;
  for (const std::string& channel : publication->channels) {
    if (!channels.empty()) channels += ',';
    channels += json_string(channel) + ":" + channel_info(app, channel, *publication->info);
  }
  return HttpAnswer::json("{\"channels\":{" + channels + "}}");
}

HttpAnswer post_batch(const HubApp& app, std::string_view body, const EventLimits& limits, Outbox& outbox) {
  const auto request = parse_json(body);
  if (!request || !request->is_object()) {
    return HttpAnswer::bad_request("The body must be a JSON object in UTF-8, nested at most 32 levels deep.");
  }
  const auto batch = request->find("batch");
  if (batch == request->end() || !batch->is_array() || batch->empty()) {
    return HttpAnswer::bad_request("The body needs batch, an array of events.");
  }
  if (batch->size() > limits.batch_events) {
    return HttpAnswer::bad_request("The batch has " + decimal::text(batch->size()) + " events; at most " +
                                   decimal::text(limits.batch_events) + " are allowed.");
  }

  std::vector<Publication> publications;
  bool wants_info = false;
  for (const auto& event : *batch) {
    auto publication = parse_publication(event, Form::batch, limits);
    if (!publication) {
      return HttpAnswer::of_error(refusal(publication.error().code(), "Event %u of the batch: %s",
                                          {publications.size() + 1, publication.error().message()}));
    }
    wants_info = wants_info || publication->info;
    publications.push_back(std::move(*publication));
  }
  for (const Publication& publication : publications) publish(app, publication, outbox);
  if (!wants_info) return HttpAnswer::json("{}");

  std::string entries;
  for (const Publication& publication : publications) {
    if (!entries.empty()) entries += ',';
    entries += channel_info(app, publication.channels.front(), publication.info.value_or(WantedInfo{}));
  }
  return HttpAnswer::json("{\"batch\":[" + entries + "]}");
}

}  // namespace fanfare::hub
