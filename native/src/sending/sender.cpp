#include "sending/sender.h"

#include "sending/api.h"

#include <utility>

namespace fanfare::detail {

std::shared_ptr<const Sender> Sender::with(OnBehalf on_behalf) const {
  auto sender = std::make_shared<Sender>(*this);
  sender->on_behalf_ = std::move(on_behalf);
  return sender;
}

std::shared_ptr<const Sender> Sender::through(std::string_view driver) const {
  auto sender = std::make_shared<Sender>(*this);
  sender->outlet_ = find_outlet(driver);
  sender->is_chosen_ = true;
  return sender;
}

std::shared_ptr<const Outlet> Sender::find_outlet(std::string_view driver) const {
  if (outlet_->fake) return outlet_;  // code under test may name the driver of production
  const auto& outlets = outlets_->by_name;
  if (const auto found = outlets.find(driver); found != outlets.end()) return found->second;
  std::string known;
  for (const auto& [name, outlet] : outlets) known += (known.empty() ? "" : ", ") + name;
  auto unknown = std::make_shared<Outlet>(*outlet_);
  unknown->error = Error(ErrorCode::unknown_driver,
                         "There is no driver \"" + std::string(driver) + "\". There are: " + known + ".");
  return unknown;
}

Dispatch Sender::begin(const EventObject& object) const {
  Dispatch dispatch{.outlet = outlet_};
  dispatch.outgoing.event.name = object.name();
  const auto via = is_chosen_ ? std::string() : object.via();
  if (!via.empty()) dispatch.outlet = find_outlet(via);
  return dispatch;
}

Result<Sent, SendError> Sender::send(const EventObject& object, const Channels* channels,
                                     const SendOptions& options) const {
  auto dispatch = begin(object);
  const auto ready = dispatch.prepare(object, channels, options, on_behalf_);
  auto sent = ready ? dispatch.carry_out(options) : Result<Sent, SendError>(ready.error());
  return sent ? sent : dispatch.rescue(sent.error(), object);
}

Result<Sent, SendError> Sender::trigger(const Event& event, const SendOptions& options) const {
  if (outlet_->error) return SendError(*outlet_->error);
  Sent nothing;
  const auto& settings = outlet_->settings;
  const auto permitted = permitted_channels(event.channels, on_behalf_, settings.limits, nothing.skipped);
  if (!permitted) return permitted.error();
  if (permitted->empty() && !event.channels.empty()) return nothing;
  const auto outgoing =
      with_channels(exclude_sender(with_options(event, options), on_behalf_, *outlet_), *permitted);
  auto sent = outlet_->driver->trigger(outgoing, within(options, settings.total_timeout));
  if (sent) sent->skipped = std::move(nothing.skipped);
  return sent;
}

Result<Sent, SendError> Sender::trigger_batch(const std::vector<Event>& events,
                                              const SendOptions& options) const {
  if (outlet_->error) return SendError(*outlet_->error);
  const auto& settings = outlet_->settings;
  std::vector<Skipped> skipped;
  std::vector<Event> outgoing;
  std::vector<std::size_t> places;  // of `outgoing` among `events`
  for (std::size_t place = 0; place < events.size(); ++place) {
    const auto& event = events[place];
    const auto permitted = permitted_channels(event.channels, on_behalf_, settings.limits, skipped);
    if (!permitted) return permitted.error();
    if (permitted->empty() && !event.channels.empty()) continue;
    outgoing.push_back(
        with_channels(exclude_sender(with_options(event, options), on_behalf_, *outlet_), *permitted));
    places.push_back(place);
  }
  const auto plan = plan_batches(outgoing, settings.limits);
  if (auto valid = check_plan(plan, *outlet_); !valid) return SendError(valid.error());
  auto sent = send_plan(*outlet_->driver, plan, within(options, settings.total_timeout), InfoShape::by_event);
  if (!sent) return sent;
  auto info = nlohmann::json(events.size(), nlohmann::json::object());
  for (std::size_t at = 0; at < places.size() && at < sent->info.size(); ++at) {
    info[places[at]] = std::move(sent->info[at]);
  }
  sent->info = std::move(info);
  sent->skipped = std::move(skipped);
  return sent;
}

Result<Sent, SendError> Sender::send_to_user(std::string_view user_id, std::string name,
                                             Result<std::string> text, const SendOptions& options) const {
  if (outlet_->error) return SendError(*outlet_->error);
  const auto& settings = outlet_->settings;
  const auto event = read_event(std::move(name), std::move(text), options, on_behalf_, *outlet_);
  if (!event) return event.error();
  if (auto body = user_event_body(user_id, *event, settings.limits); !body) return SendError(body.error());
  if (on_behalf_.has_user == false) return Sent{.skipped = {without_user(user_channel(user_id))}};
  return outlet_->driver->send_to_user(user_id, *event, within(options, settings.total_timeout));
}

Result<ApiResponse, SendError> Sender::call(const ApiCall& call, const SendOptions& options) const {
  if (outlet_->error) return SendError(*outlet_->error);
  return outlet_->driver->call(call, within(options, outlet_->settings.total_timeout));
}

std::size_t Sender::flush(std::chrono::steady_clock::time_point deadline) const {
  return outlets_->queue->flush(deadline);
}

}  // namespace fanfare::detail
