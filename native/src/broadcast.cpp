#include <fanfare/broadcast.h>

#include "connection.h"
#include "outgoing.h"
#include "payload.h"
#include "sealing.h"
#include "sending.h"

#include <fstream>
#include <iterator>
#include <map>

namespace fanfare {

struct Broadcast::State {
  std::map<std::string, std::shared_ptr<const Connection>, std::less<>> connections;
  std::string default_driver;
};

namespace {

Result<void> check(const std::vector<Sending>& sendings, const Configured& configured) {
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

Broadcast::Broadcast(const Config& config) {
  auto state = std::make_shared<State>();
  state->default_driver = config.driver;
  connection_ = std::make_shared<Connection>(Connection{configure(config)});
  state->connections.emplace(config.driver, connection_);
  state_ = std::move(state);
}

Broadcast::Broadcast(std::shared_ptr<Driver> driver) : Broadcast(Config{.driver = "null"}) {
  auto own = std::make_shared<Connection>(*connection_);
  own->fake = std::dynamic_pointer_cast<FakeDriver>(driver);
  own->driver = std::move(driver);
  own->checks_with = blank_key();
  connection_ = std::move(own);
}

Result<Broadcast> Broadcast::make(const Config& config) {
  Broadcast broadcast(config);
  if (broadcast.connection_->error) return *broadcast.connection_->error;
  return broadcast;
}

Result<Broadcast> Broadcast::make(const Broadcasts& broadcasts) {
  auto state = std::make_shared<State>();
  state->default_driver = broadcasts.default_driver;
  for (const auto& [name, config] : broadcasts.drivers) {
    auto connection = std::make_shared<Connection>(Connection{configure(config)});
    if (connection->error) {
      return Error(connection->error->code(), "The driver \"" + name + "\": " + connection->error->message());
    }
    state->connections.emplace(name, std::move(connection));
  }
  if (!state->connections.contains(state->default_driver)) {
    return Error(ErrorCode::unknown_driver,
                 "The default driver \"" + state->default_driver + "\" is not configured.");
  }
  return Broadcast(std::shared_ptr<const State>(std::move(state)));
}

Result<Broadcast> Broadcast::from_env() {
  auto config = Config::from_env();
  if (!config) return config.error();
  return make(*config);
}

Result<Broadcast> Broadcast::from_json(std::string_view text) {
  auto broadcasts = Broadcasts::from_json(text);
  if (!broadcasts) return broadcasts.error();
  return make(*broadcasts);
}

Result<Broadcast> Broadcast::from_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return Error(ErrorCode::invalid_option, "The configuration file " + path + " cannot be read.");
  return from_json(text);
}

Broadcast Broadcast::fake() { return Broadcast(Config{.driver = "fake"}); }

Result<Event, SendError> Broadcast::outgoing(std::string name, const nlohmann::json& data,
                                             const SendOptions& options) const {
  auto text = payload_text(data);
  if (!text) return SendError(text.error());

  Event event = with_options({.name = std::move(name), .channels = {}, .data = std::move(*text)}, options);
  if (auto valid = check_event_name(event.name); !valid) return SendError(valid.error());
  if (to_others_ && event.socket_id.empty()) event.socket_id = socket_id_;
  if (!event.socket_id.empty()) {
    if (auto valid = check_socket_id(event.socket_id); !valid) return SendError(valid.error());
  } else if (to_others_) {
    connection_->say_once(
        "to_others(): the sender's connection is not known, so everyone gets the event. The page "
        "sends it as X-Socket-ID; as(user, {.socket_id = …}) takes it.");
  }
  return event;
}

Result<Sent, SendError> Broadcast::send(const Channels& channels, std::string name,
                                        const nlohmann::json& data, const SendOptions& options) const {
  if (connection_->error) return SendError(*connection_->error);
  auto made = outgoing(std::move(name), data, options);
  if (!made) return made.error();
  const auto& event = *made;

  std::vector<Skipped> skipped;
  std::vector<std::string> names;
  for (const auto& channel : channels.list()) {
    if (has_user_ != false || channel_kind(channel.name()) == ChannelKind::public_channel) {
      names.push_back(channel.name());
      continue;
    }
    if (auto valid = check_channel_name(channel.name(), connection_->limits.channel_name); !valid) {
      return SendError(valid.error());
    }
    skipped.push_back(
        {.channel = channel.name(),
         .reason = "Nobody is signed in, and " + channel.name() + " is sent on only on behalf of a user."});
  }

  const auto sendings = sendings_of(event, names, connection_->limits);
  // Everything is checked before anything is sent, also what goes in a later request.
  if (auto valid = check(sendings, *connection_); !valid) return SendError(valid.error());
  auto sent = send_all(*connection_->driver, sendings, within(options, connection_->total_timeout), true);
  if (!sent) return sent;
  sent->skipped = std::move(skipped);
  return sent;
}

Result<Sent, SendError> Broadcast::trigger(const Event& event, const SendOptions& options) const {
  if (connection_->error) return SendError(*connection_->error);
  return connection_->driver->trigger(event, options);
}

Result<Sent, SendError> Broadcast::trigger_batch(const std::vector<Event>& events,
                                                 const SendOptions& options) const {
  if (connection_->error) return SendError(*connection_->error);
  std::vector<Event> told;
  for (const auto& event : events) told.push_back(with_options(event, options));
  const auto sendings = sendings_of(told, connection_->limits);
  if (auto valid = check(sendings, *connection_); !valid) return SendError(valid.error());
  return send_all(*connection_->driver, sendings, within(options, connection_->total_timeout), false);
}

Broadcast Broadcast::bound(bool has_user, Sender sender) const {
  auto copy = *this;
  copy.has_user_ = has_user;
  copy.socket_id_ = std::move(sender.socket_id);
  return copy;
}

Broadcast Broadcast::to_others() const {
  auto copy = *this;
  copy.to_others_ = true;
  return copy;
}

Broadcast Broadcast::driver(std::string_view name) const {
  auto copy = *this;
  if (const auto found = state_->connections.find(name); found != state_->connections.end()) {
    copy.connection_ = found->second;
    return copy;
  }
  std::string known;
  for (const auto& [one, connection] : state_->connections) known += (known.empty() ? "" : ", ") + one;
  auto unknown = std::make_shared<Connection>(*connection_);
  unknown->error = Error(ErrorCode::unknown_driver,
                         "There is no driver \"" + std::string(name) + "\". There are: " + known + ".");
  copy.connection_ = std::move(unknown);
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
  return fanfare::authenticate(*signer, socket_id, *text);
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
