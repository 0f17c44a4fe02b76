#include "sending/drivers/pusher.h"

#include "sending/api.h"
#include "sending/outgoing.h"
#include "sending/payload.h"
#include "sending/sealing.h"

#include <random>
#include <utility>

namespace fanfare {
namespace {

std::string random_key() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::random_device source;
  std::string key;
  for (int word = 0; word < 4; ++word) {
    auto bits = source();
    for (int digit = 0; digit < 8; ++digit, bits >>= 4) key += digits[bits & 15];
  }
  return key;
}

/// Refuses a key that could break out of its header, or out of a server's memory of keys.
Result<void> check_idempotency_key(std::string_view key) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:=";
  if (key.size() <= 128 && key.find_first_not_of(allowed) == std::string_view::npos) return {};
  return Error(ErrorCode::invalid_option,
               "an idempotency key has at most 128 letters, digits and -_.:= : use a UUID, or leave it out");
}

/// The attributes that an accepted event's `info` asked for, by channel, or null.
nlohmann::json read_channel_info(const Event& event, const TransportResponse& response) {
  if (event.info.empty()) return nullptr;
  auto answer = parsed_or_null(response.body);
  return answer.is_object() && answer["channels"].is_object() ? std::move(answer["channels"]) : nullptr;
}

}  // namespace

PusherDriver::PusherDriver(const Settings& settings, std::shared_ptr<Transport> transport, Clock& clock)
    : app_(settings.app->with_signed_prefix(settings.signed_prefix)),
      master_(settings.master),
      limits_(settings.limits),
      retry_(settings.retry),
      timeout_(settings.timeout),
      host_(settings.host),
      transport_(std::move(transport)),
      clock_(clock) {}

Result<TransportResponse, SendError> PusherDriver::deliver(const Sign& sign, const SendOptions& options,
                                                           bool is_repeatable) {
  if (auto valid = check_idempotency_key(options.idempotency_key); !valid) return SendError(valid.error());
  DeliveryTerms terms{.retry = retry_,
                      .timeout = timeout_,
                      .deadline = options.deadline,
                      .stop = options.stop,
                      .headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}},
                      .host = host_};
  if (!options.idempotency_key.empty()) {
    terms.headers.emplace_back("X-Idempotency-Key", options.idempotency_key);
  } else if (retry_.idempotent) {
    terms.headers.emplace_back("X-Idempotency-Key", random_key());
  }
  terms.retry.idempotent |= is_repeatable;
  return fanfare::deliver(*transport_, clock_, sign, terms);
}

Result<Sent, SendError> PusherDriver::trigger(const Event& event, const SendOptions& options) {
  // Sealed once: every attempt sends the same bytes, signed anew.
  const auto events = sealed({with_options(event, options)}, master());
  if (!events) return SendError(events.error());
  auto response =
      deliver([&](UnixSeconds now) { return trigger_request(app_, events->front(), now, limits_); }, options);
  if (!response) return response.error();
  auto sent = accepted(*events);
  sent.info = read_channel_info(events->front(), *response);
  return sent;
}

Result<Sent, SendError> PusherDriver::trigger_batch(const std::vector<Event>& events,
                                                    const SendOptions& options) {
  const auto batch = sealed(events, master());
  if (!batch) return SendError(batch.error());
  auto response =
      deliver([&](UnixSeconds now) { return batch_request(app_, *batch, now, limits_); }, options);
  if (!response) return response.error();
  auto sent = accepted(events);
  // Reverb answers a batch without info with an object in place of the list, soketi with no list at all.
  sent.info = nlohmann::json::array();
  auto answer = parsed_or_null(response->body);
  const bool has_list =
      answer.is_object() && answer["batch"].is_array() && answer["batch"].size() == events.size();
  for (std::size_t at = 0; at < events.size(); ++at) {
    sent.info.push_back(has_list && answer["batch"][at].is_object() ? answer["batch"][at]
                                                                    : nlohmann::json::object());
  }
  return sent;
}

Result<Sent, SendError> PusherDriver::send_to_user(std::string_view user_id, const Event& event,
                                                   const SendOptions& options) {
  const auto outgoing = with_options(event, options);
  const auto body = user_event_body(user_id, outgoing, limits_);
  if (!body) return SendError(body.error());
  auto response = deliver(
      [&](UnixSeconds now) { return sign_request(app_, "POST", "/events", {}, *body, now); }, options);
  if (!response) return response.error();
  auto sent = accepted({outgoing});
  sent.channels = {user_channel(user_id)};
  sent.info = read_channel_info(outgoing, *response);
  return sent;
}

Result<ApiResponse, SendError> PusherDriver::call(const ApiCall& call, const SendOptions& options) {
  auto response = deliver(
      [&](UnixSeconds now) {
        return sign_request(app_, call.method, call.resource, call.parameters, call.body, now);
      },
      options, call.repeatable);
  if (!response) return response.error();
  return ApiResponse{.status = response->status, .body = std::move(response->body)};
}

}  // namespace fanfare
