#include <fanfare/broadcast.h>

#include "routes/user_data.h"
#include "sending/outgoing.h"
#include "sending/outlet.h"
#include "sending/payload.h"
#include "sending/plain_event.h"
#include "sending/sealing.h"
#include "sending/sending.h"
#include "wipe.h"

#include <array>
#include <fstream>
#include <utility>

namespace fanfare {

namespace {

Result<void> check(const std::vector<Sending>& sendings, const Settings& configured) {
  for (const auto& [batch, events] : sendings) {
    auto valid = batch ? check_unsealed(events, configured.limits, configured.checks_with)
                       : check_unsealed(events.front(), configured.limits, configured.checks_with);
    if (!valid) return valid;
  }
  return {};
}

}  // namespace

Broadcast::Broadcast(std::shared_ptr<const State> state)
    : state_(std::move(state)), connection_(state_->connections.find(state_->default_driver)->second) {}

Broadcast::Broadcast(const BroadcastOptions& options) {
  auto state = std::make_shared<State>(options.driver, options);
  connection_ = std::make_shared<Connection>(Connection{parse_options(options)});
  state->connections.emplace(options.driver, connection_);
  state_ = std::move(state);
}

Broadcast::Broadcast(std::shared_ptr<Driver> driver) : Broadcast(BroadcastOptions{.driver = "null"}) {
  auto own = std::make_shared<Connection>(*connection_);
  own->fake = std::dynamic_pointer_cast<FakeDriver>(driver);
  own->driver = std::move(driver);
  own->checks_with = blank_key();
  connection_ = std::move(own);
}

Result<Broadcast> Broadcast::make(const BroadcastOptions& options) {
  Broadcast broadcast(options);
  if (broadcast.connection_->error) return *broadcast.connection_->error;
  return broadcast;
}

Result<Broadcast> Broadcast::make(const BroadcastConfiguration& configuration) {
  const auto usual = configuration.drivers.find(configuration.default_driver);
  if (usual == configuration.drivers.end()) {
    return Error(ErrorCode::unknown_driver,
                 "The default driver \"" + configuration.default_driver + "\" is not configured.");
  }
  auto state = std::make_shared<State>(configuration.default_driver, usual->second);
  for (const auto& [name, options] : configuration.drivers) {
    auto connection = std::make_shared<Connection>(Connection{parse_options(options)});
    if (connection->error) {
      return Error(connection->error->code(), "The driver \"" + name + "\": " + connection->error->message());
    }
    state->connections.emplace(name, std::move(connection));
  }
  return Broadcast(std::shared_ptr<const State>(std::move(state)));
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

Result<Event, SendError> Broadcast::outgoing(const Connection& connection, std::string name,
                                             Result<std::string> text, const SendOptions& options) const {
  if (!text) return SendError(text.error());

  Event event =
      from_sender({.name = std::move(name), .channels = {}, .data = std::move(*text)}, connection, options);
  if (auto valid = check_event_name(event.name); !valid) return SendError(valid.error());
  if (!event.socket_id.empty()) {
    if (auto valid = check_socket_id(event.socket_id); !valid) return SendError(valid.error());
  }
  return event;
}

Event Broadcast::from_sender(Event event, const Connection& connection, const SendOptions& options) const {
  event = with_options(std::move(event), options);
  if (!to_others_ || !event.socket_id.empty()) return event;
  event.socket_id = socket_id_;
  if (socket_id_.empty()) {
    connection.say_once(
        "to_others(): the sender's connection is not known, so everyone gets the event. The page "
        "sends it as X-Socket-ID; as(user, {.socket_id = …}) takes it.");
  }
  return event;
}

Result<std::vector<std::string>, SendError> Broadcast::open_channels(const std::vector<std::string>& names,
                                                                     const Connection& connection,
                                                                     std::vector<Skipped>& skipped) const {
  if (has_user_ != false) return names;
  std::vector<std::string> open;
  for (const auto& name : names) {
    if (channel_kind(name) == ChannelKind::public_channel) {
      open.push_back(name);
      continue;
    }
    if (auto valid = check_channel_name(name, connection.limits.channel_name); !valid) {
      return SendError(valid.error());
    }
    skipped.push_back(
        {.channel = name,
         .reason = "Nobody is signed in, and " + name + " is sent on only on behalf of a user."});
  }
  return open;
}

Result<void, SendError> Broadcast::prepare(Prepared& made, const detail::EventObject& object,
                                           const Channels* channels, const SendOptions& options) const {
  made.event.name = object.name();
  const auto via = is_chosen_ ? std::string() : object.via();
  made.connection = via.empty() ? connection_ : connection_of(via);
  const auto& connection = *made.connection;
  if (connection.error) return SendError(*connection.error);
  const bool withheld = !object.when();
  const Channels to = channels != nullptr ? *channels : object.channels();
  for (const auto& channel : to.list()) made.event.channels.push_back(channel.name());
  made.event.channels = each_once(made.event.channels);
  if (withheld) {
    for (const auto& name : made.event.channels) {
      made.skipped.push_back({.channel = name,
                              .code = ErrorCode::withheld,
                              .reason = "The broadcast_when() of " + made.event.name + " said no."});
    }
    return {};
  }

  auto event = outgoing(connection, made.event.name, object.text(), options);
  if (!event) return event.error();
  event->channels = std::move(made.event.channels);
  made.event = std::move(*event);
  auto open = open_channels(made.event.channels, connection, made.skipped);
  if (!open) return open.error();
  made.channels = std::move(*open);
  made.sendings = sendings_of(made.event, made.channels, connection.limits);
  // Everything is checked before anything is sent, also what goes in a later request.
  if (auto valid = check(made.sendings, connection); !valid) return SendError(valid.error());
  return {};
}

Result<Sent, SendError> Broadcast::Prepared::carry_out(const SendOptions& options) const {
  auto* const quiet = dynamic_cast<NullDriver*>(connection->driver.get());
  auto sent = quiet != nullptr && !channels.empty()
                  ? quiet->take(with_channels(event, channels), options)
                  : send_all(*connection->driver, sendings, within(options, connection->total_timeout), true);
  if (sent) sent->skipped = skipped;
  return sent;
}

Result<Sent, SendError> Broadcast::Prepared::failed(const SendError& error,
                                                    const detail::EventObject& object) const {
  if (object.rescue(error)) return Sent{.rescued = error};
  // A handler for what goes wrong on the way does not hide that nothing can go.
  if (connection->error || !connection->rescue) return error;
  connection->rescue(error, event);
  return Sent{.rescued = error};
}

Result<Sent, SendError> Broadcast::send(const detail::EventObject& object, const Channels* channels,
                                        const SendOptions& options) const {
  Prepared made;
  const auto ready = prepare(made, object, channels, options);
  auto sent = ready ? made.carry_out(options) : Result<Sent, SendError>(ready.error());
  return sent ? sent : made.failed(sent.error(), object);
}

Result<Sent, SendError> Broadcast::channel(const Channels& channels, std::string_view event,
                                           const nlohmann::json& data, const SendOptions& options) const {
  return send(PlainEvent(event, data), &channels, options);
}

Result<Sent, SendError> Broadcast::trigger(const Event& event, const SendOptions& options) const {
  const auto& connection = *connection_;
  if (connection.error) return SendError(*connection.error);
  Sent skipping;
  const auto open = open_channels(event.channels, connection, skipping.skipped);
  if (!open) return open.error();
  if (open->empty() && !event.channels.empty()) return skipping;
  const auto told = with_channels(from_sender(event, connection, options), *open);
  auto sent = connection.driver->trigger(told, within(options, connection.total_timeout));
  if (sent) sent->skipped = std::move(skipping.skipped);
  return sent;
}

Result<Sent, SendError> Broadcast::trigger_batch(const std::vector<Event>& events,
                                                 const SendOptions& options) const {
  const auto& connection = *connection_;
  if (connection.error) return SendError(*connection.error);
  std::vector<Skipped> skipped;
  std::vector<Event> told;
  std::vector<std::size_t> places;  // of those that are sent
  for (std::size_t place = 0; place < events.size(); ++place) {
    const auto& event = events[place];
    const auto open = open_channels(event.channels, connection, skipped);
    if (!open) return open.error();
    if (open->empty() && !event.channels.empty()) continue;
    told.push_back(with_channels(from_sender(event, connection, options), *open));
    places.push_back(place);
  }
  const auto sendings = sendings_of(told, connection.limits);
  if (auto valid = check(sendings, connection); !valid) return SendError(valid.error());
  auto sent = send_all(*connection.driver, sendings, within(options, connection.total_timeout), false);
  if (!sent) return sent;
  auto info = nlohmann::json(events.size(), nlohmann::json::object());
  for (std::size_t at = 0; at < places.size() && at < sent->info.size(); ++at) {
    info[places[at]] = std::move(sent->info[at]);
  }
  sent->info = std::move(info);
  sent->skipped = std::move(skipped);
  return sent;
}

Broadcast Broadcast::bound(bool has_user, AsOptions options) const {
  auto copy = *this;
  copy.has_user_ = has_user;
  copy.socket_id_ = std::move(options.socket_id);
  return copy;
}

Broadcast Broadcast::to_others() const {
  auto copy = *this;
  copy.to_others_ = true;
  return copy;
}

std::shared_ptr<const Broadcast::Connection> Broadcast::connection_of(std::string_view driver) const {
  if (connection_->fake) return connection_;
  if (const auto found = state_->connections.find(driver); found != state_->connections.end()) {
    return found->second;
  }
  std::string known;
  for (const auto& [one, connection] : state_->connections) known += (known.empty() ? "" : ", ") + one;
  auto unknown = std::make_shared<Connection>(*connection_);
  unknown->error = Error(ErrorCode::unknown_driver,
                         "There is no driver \"" + std::string(driver) + "\". There are: " + known + ".");
  return unknown;
}

Broadcast Broadcast::driver(std::string_view name) const {
  auto copy = *this;
  copy.connection_ = connection_of(name);
  copy.is_chosen_ = true;
  return copy;
}

Result<Authorization> Broadcast::authorize(const Channel& channel, std::string_view socket_id) const {
  auto signer = app();
  if (!signer) return signer.error();
  if (connection_->master && channel_kind(channel.name()) == ChannelKind::encrypted) {
    return authorize_encrypted(*signer, *connection_->master, socket_id, channel.name());
  }
  return fanfare::authorize(*signer, socket_id, channel.name());
}

Result<Authorization> Broadcast::authorize(const Channel& channel, std::string_view socket_id,
                                           const Member& member) const {
  auto signer = app();
  if (!signer) return signer.error();
  return fanfare::authorize(*signer, socket_id, channel.name(), member);
}

Result<Authentication> Broadcast::authenticate(std::string_view socket_id, const nlohmann::json& user) const {
  auto signer = app();
  if (!signer) return signer.error();
  auto text = payload_text(user);
  if (!text) return Error(ErrorCode::invalid_user, text.error().message());
  auto signed_in = fanfare::authenticate(*signer, socket_id, *text);
  if (!signed_in) return signed_in;
  // parsed only now, when it is known to be JSON of bounded depth
  const auto watching =
      check_watchlist(user.is_string() ? nlohmann::json::parse(*text, nullptr, false) : user);
  if (!watching) return watching.error();
  return signed_in;
}

Result<App> Broadcast::app() const {
  if (connection_->error) return *connection_->error;
  return connection_->app;
}

std::optional<MasterKey> Broadcast::master_key() const { return connection_->master; }

std::vector<Event> Broadcast::sent(std::string_view event) const {
  return connection_->fake ? connection_->fake->sent(event) : std::vector<Event>{};
}

void Broadcast::log(std::string_view line) const { connection_->logger(line); }

}  // namespace fanfare
