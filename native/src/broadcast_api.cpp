#include <fanfare/broadcast.h>

#include "clock.h"
#include "routes/request.h"
#include "sending/api.h"
#include "sending/outlet.h"
#include "sending/payload.h"

#include <fanfare/routes.h>

#include <utility>

namespace fanfare {

Result<Sent, SendError> Broadcast::send_to_user(std::string_view user_id, std::string_view event,
                                                const nlohmann::json& data,
                                                const SendOptions& options) const {
  if (connection_->error) return SendError(*connection_->error);
  auto made = outgoing(*connection_, std::string(event), payload_text(data), options);
  if (!made) return made.error();
  if (auto valid = user_event_body(user_id, *made, connection_->limits); !valid)
    return SendError(valid.error());
  if (has_user_ == false) {
    const auto channel = user_channel(user_id);
    return Sent{.skipped = {{.channel = channel,
                             .reason = "Nobody is signed in, and " + channel +
                                       " is sent on only on behalf of a user."}}};
  }
  return connection_->driver->send_to_user(user_id, *made, within(options, connection_->total_timeout));
}

Result<ApiResponse, SendError> Broadcast::call(const ApiCall& call, const SendOptions& options) const {
  if (connection_->error) return SendError(*connection_->error);
  return connection_->driver->call(call, within(options, connection_->total_timeout));
}

Result<ApiResponse, SendError> Broadcast::terminate_connections(std::string_view user_id,
                                                                const SendOptions& options) const {
  if (auto valid = check_user_id(user_id); !valid) return SendError(valid.error());
  return call({.method = "POST",
               .resource = "/users/" + std::string(user_id) + "/terminate_connections",
               .body = "{}",
               .repeatable = true},
              options);
}

Result<ChannelInfos, SendError> Broadcast::list_channels(const ChannelQuery& query,
                                                         const SendOptions& options) const {
  if (auto valid = check_attributes(query.info, query.prefix); !valid) return SendError(valid.error());
  ApiCall asked{.method = "GET", .resource = "/channels", .repeatable = true};
  if (!query.prefix.empty()) asked.parameters.emplace_back("filter_by_prefix", query.prefix);
  if (!query.info.empty()) asked.parameters.emplace_back("info", query.info);
  const auto answer = call(asked, options);
  if (!answer) return answer.error();
  return read_channels(*answer);
}

Result<ChannelInfo, SendError> Broadcast::channel_info(const Channel& channel, std::string_view info,
                                                       const SendOptions& options) const {
  if (auto valid = check_channel_name(channel.name(), connection_->limits.channel_name); !valid)
    return SendError(valid.error());
  if (auto valid = check_attributes(info, channel.name()); !valid) return SendError(valid.error());
  ApiCall asked{.method = "GET", .resource = "/channels/" + channel.name(), .repeatable = true};
  if (!info.empty()) asked.parameters.emplace_back("info", info);
  const auto answer = call(asked, options);
  if (!answer) return answer.error();
  return read_channel(*answer);
}

Result<std::vector<std::string>, SendError> Broadcast::list_members(const Channel& channel,
                                                                    const SendOptions& options) const {
  if (auto valid = check_channel_name(channel.name(), connection_->limits.channel_name); !valid)
    return SendError(valid.error());
  if (channel_kind(channel.name()) != ChannelKind::presence) {
    return SendError(Error(ErrorCode::invalid_channel,
                           "Only presence channels have members: the name of one begins with presence-."));
  }
  const auto answer = call(
      {.method = "GET", .resource = "/channels/" + channel.name() + "/users", .repeatable = true}, options);
  if (!answer) return answer.error();
  return read_members(*answer);
}

Result<ApiResponse, SendError> Broadcast::get(std::string_view resource, const Parameters& parameters,
                                              const SendOptions& options) const {
  return call(
      {.method = "GET", .resource = std::string(resource), .parameters = parameters, .repeatable = true},
      options);
}

Result<ApiResponse, SendError> Broadcast::post(std::string_view resource, const nlohmann::json& body,
                                               const SendOptions& options) const {
  auto text = payload_text(body);
  if (!text) return SendError(text.error());
  return call({.method = "POST", .resource = std::string(resource), .body = std::move(*text)}, options);
}

Result<Webhook> Broadcast::webhook(const HeaderFields& headers, std::string_view body,
                                   const WebhookOptions& options) const {
  auto own = app();
  if (!own) return own.error();
  std::vector<App> apps{std::move(*own)};
  apps.insert(apps.end(), options.keys.begin(), options.keys.end());
  const HttpRequest request{.method = "POST", .path = {}, .headers = headers};
  // Where a framework leaves the type out, the body will show what it is.
  if (const auto type = detail::media_type(request); !type.empty() && type != "application/json") {
    return Error(ErrorCode::malformed_request, "A webhook's Content-Type is application/json.");
  }
  auto verified =
      verify_webhook(apps, request.header("X-Pusher-Key"), request.header("X-Pusher-Signature"), body,
                     {.window_ms = options.window.count(),
                      .now_ms = options.window.count() == 0 ? 0 : system_clock().unix_ms()});
  if (!verified) return verified.error();
  return parse_webhook(body, connection_->master ? &*connection_->master : nullptr);
}

}  // namespace fanfare
