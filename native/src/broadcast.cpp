#include <fanfare/broadcast.h>

#include "routes/user_data.h"
#include "sending/api.h"
#include "sending/payload.h"
#include "sending/plain_event.h"
#include "sending/sender.h"
#include "webhooks/webhook.h"
#include "wipe.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <utility>

namespace fanfare {

namespace {

/// Checks a call, makes it and reads its answer.
template <class Read>
auto ask(const detail::Sender& sender, const Result<ApiCall>& call, Read read, const SendOptions& options)
    -> decltype(read(ApiResponse{})) {
  if (!call) return SendError(call.error());
  const auto answer = sender.call(*call, options);
  if (!answer) return answer.error();
  return read(*answer);
}

std::shared_ptr<const detail::Sender> sender_of(std::shared_ptr<const Outlets> outlets) {
  auto outlet = outlets->usual();
  return std::make_shared<const detail::Sender>(std::move(outlets), std::move(outlet));
}

}  // namespace

Broadcast::Broadcast(std::shared_ptr<const detail::Sender> sender) : sender_(std::move(sender)) {}

Broadcast::Broadcast(const BroadcastOptions& options)
    : Broadcast(sender_of(std::make_shared<const Outlets>(options))) {}

Broadcast::Broadcast(std::shared_ptr<Driver> driver)
    : Broadcast(std::make_shared<const detail::Sender>(
          std::make_shared<const Outlets>(BroadcastOptions{.driver = "null"}),
          std::make_shared<const Outlet>(open_outlet(std::move(driver))))) {}

Result<Broadcast> Broadcast::make(const BroadcastOptions& options) {
  Broadcast broadcast(options);
  if (const auto& error = broadcast.sender_->outlet().error) return *error;
  return broadcast;
}

Result<Broadcast> Broadcast::make(const BroadcastConfiguration& configuration) {
  if (!configuration.drivers.contains(configuration.default_driver)) {
    return Error(ErrorCode::unknown_driver,
                 "The default driver \"" + configuration.default_driver + "\" is not configured.");
  }
  auto outlets = std::make_shared<const Outlets>(configuration);
  for (const auto& [name, outlet] : outlets->by_name) {
    if (const auto& error = outlet->error) {
      return Error(error->code(), "The driver \"" + name + "\": " + error->message());
    }
  }
  return Broadcast(sender_of(std::move(outlets)));
}

Result<Broadcast> Broadcast::from_env() {
  auto options = BroadcastOptions::from_env();
  if (!options) return options.error();
  const WipeAtEnd wipe_options(*options);
  return make(*options);
}

Result<Broadcast> Broadcast::from_json(std::string_view text) {
  auto configuration = BroadcastConfiguration::from_json(text);
  if (!configuration) return configuration.error();
  const WipeAtEnd wipe_configuration(*configuration);
  return make(*configuration);
}

Result<Broadcast> Broadcast::from_file(const std::string& path) {
  std::ifstream file;
  file.rdbuf()->pubsetbuf(nullptr, 0);  // the stream's own buffer is not wiped
  file.open(path, std::ios::binary);
  SecretText text;
  std::array<char, 4'096> part;
  const crypto::WipeLater wipe_part(part);
  do {
    file.read(part.data(), part.size());
    text.append(part.data(), static_cast<std::size_t>(file.gcount()));
  } while (file);
  if (!file.eof())
    return Error(ErrorCode::invalid_option, "The configuration file " + path + " cannot be read.");
  return from_json(text);
}

Broadcast Broadcast::fake() { return Broadcast(BroadcastOptions{.driver = "fake"}); }

Result<Sent, SendError> Broadcast::send(const detail::EventObject& object, const Channels* channels,
                                        const SendOptions& options) const {
  return sender_->send(object, channels, options);
}

Result<Pending, SendError> Broadcast::enqueue(std::shared_ptr<const detail::EventObject> object,
                                              const Channels* channels, const SendOptions& options) const {
  return sender_->later(std::move(object), channels, options);
}

Result<Sent, SendError> Broadcast::channel(const Channels& channels, std::string_view event,
                                           const nlohmann::json& data, const SendOptions& options) const {
  return sender_->send(PlainEvent(event, data), &channels, options);
}

Result<Pending, SendError> Broadcast::later(const Channels& channels, std::string_view event,
                                            const nlohmann::json& data, const SendOptions& options) const {
  return sender_->later(std::make_shared<PlainEvent>(event, data), &channels, options);
}

std::size_t Broadcast::flush() const { return sender_->flush(std::chrono::steady_clock::time_point::max()); }

std::size_t Broadcast::flush(std::chrono::milliseconds time) const {
  constexpr auto longest = std::chrono::hours(24 * 365);  // can be added to any time
  return sender_->flush(std::chrono::steady_clock::now() +
                        std::min<std::chrono::milliseconds>(time, longest));
}

Result<Sent, SendError> Broadcast::trigger(const Event& event, const SendOptions& options) const {
  return sender_->trigger(event, options);
}

Result<Sent, SendError> Broadcast::trigger_batch(const std::vector<Event>& events,
                                                 const SendOptions& options) const {
  return sender_->trigger_batch(events, options);
}

Result<Sent, SendError> Broadcast::send_to_user(std::string_view user_id, std::string_view event,
                                                const nlohmann::json& data,
                                                const SendOptions& options) const {
  return sender_->send_to_user(user_id, std::string(event), payload_text(data), options);
}

Result<ApiResponse, SendError> Broadcast::terminate_connections(std::string_view user_id,
                                                                const SendOptions& options) const {
  const auto call = terminate_connections_call(user_id);
  if (!call) return SendError(call.error());
  return sender_->call(*call, options);
}

Result<ChannelInfos, SendError> Broadcast::list_channels(const ChannelQuery& query,
                                                         const SendOptions& options) const {
  return ask(*sender_, list_channels_call(query), read_channels, options);
}

Result<ChannelInfo, SendError> Broadcast::channel_info(const Channel& channel, std::string_view info,
                                                       const SendOptions& options) const {
  const auto& limits = sender_->outlet().settings.limits;
  return ask(*sender_, channel_info_call(channel, info, limits), read_channel, options);
}

Result<std::vector<std::string>, SendError> Broadcast::list_members(const Channel& channel,
                                                                    const SendOptions& options) const {
  const auto& limits = sender_->outlet().settings.limits;
  return ask(*sender_, list_members_call(channel, limits), read_members, options);
}

Result<ApiResponse, SendError> Broadcast::get(std::string_view resource, const Parameters& parameters,
                                              const SendOptions& options) const {
  return sender_->call(
      {.method = "GET", .resource = std::string(resource), .parameters = parameters, .repeatable = true},
      options);
}

Result<ApiResponse, SendError> Broadcast::post(std::string_view resource, const nlohmann::json& body,
                                               const SendOptions& options) const {
  auto text = payload_text(body);
  if (!text) return SendError(text.error());
  return sender_->call({.method = "POST", .resource = std::string(resource), .body = std::move(*text)},
                       options);
}

Broadcast Broadcast::bound(bool has_user, AsOptions options) const {
  auto on_behalf = sender_->on_behalf();
  on_behalf.has_user = has_user;
  on_behalf.socket_id = std::move(options.socket_id);
  return Broadcast(sender_->with(std::move(on_behalf)));
}

Broadcast Broadcast::to_others() const {
  auto on_behalf = sender_->on_behalf();
  on_behalf.to_others = true;
  return Broadcast(sender_->with(std::move(on_behalf)));
}

Broadcast Broadcast::driver(std::string_view name) const { return Broadcast(sender_->through(name)); }

Result<Authorization> Broadcast::authorize(const Channel& channel, std::string_view socket_id) const {
  const auto signer = app();
  if (!signer) return signer.error();
  const auto& master = sender_->outlet().settings.master;
  if (master && channel_kind(channel.name()) == ChannelKind::encrypted) {
    return authorize_encrypted(*signer, *master, socket_id, channel.name());
  }
  return fanfare::authorize(*signer, socket_id, channel.name());
}

Result<Authorization> Broadcast::authorize(const Channel& channel, std::string_view socket_id,
                                           const Member& member) const {
  const auto signer = app();
  if (!signer) return signer.error();
  return fanfare::authorize(*signer, socket_id, channel.name(), member);
}

Result<Authentication> Broadcast::authenticate(std::string_view socket_id, const nlohmann::json& user) const {
  const auto signer = app();
  if (!signer) return signer.error();
  const auto text = payload_text(user);
  if (!text) return Error(ErrorCode::invalid_user, text.error().message());
  auto signed_in = fanfare::authenticate(*signer, socket_id, *text);
  if (!signed_in) return signed_in;
  // parsed only now, when it is known to be JSON of bounded depth
  const auto watching =
      check_watchlist(user.is_string() ? nlohmann::json::parse(*text, nullptr, false) : user);
  if (!watching) return watching.error();
  return signed_in;
}

Result<Webhook> Broadcast::webhook(const HeaderFields& headers, std::string_view body,
                                   const WebhookOptions& options) const {
  const auto signer = app();
  if (!signer) return signer.error();
  return read_webhook(*signer, sender_->outlet().settings.master, headers, body, options);
}

Result<App> Broadcast::app() const {
  const auto& outlet = sender_->outlet();
  if (outlet.error) return *outlet.error;
  return outlet.settings.app;
}

std::optional<MasterKey> Broadcast::master_key() const { return sender_->outlet().settings.master; }

std::vector<Event> Broadcast::sent(std::string_view event) const {
  const auto& fake = sender_->outlet().fake;
  return fake ? fake->sent(event) : std::vector<Event>{};
}

void Broadcast::log(std::string_view line) const { sender_->outlet().settings.logger(line); }

}  // namespace fanfare
