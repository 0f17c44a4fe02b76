#include "pusher_driver.h"

#include "delivery.h"
#include "payload.h"

#include <fanfare/request.h>

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

DeliveryPlan plan_for(const RetryPolicy& retry, std::chrono::milliseconds attempt_timeout,
                      const SendOptions& options) {
  DeliveryPlan plan{.retry = retry,
                    .attempt_timeout = attempt_timeout,
                    .deadline = options.deadline,
                    .stop = options.stop,
                    .headers = {{"Content-Type", "application/json"}}};
  if (!options.idempotency_key.empty()) {
    plan.headers.emplace_back("X-Idempotency-Key", options.idempotency_key);
  } else if (retry.idempotent) {
    plan.headers.emplace_back("X-Idempotency-Key", random_key());
  }
  return plan;
}

bool is_header_value(std::string_view text) {
  return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:=") ==
             std::string_view::npos &&
         text.size() <= 128;
}

Result<void> check_options(const SendOptions& options) {
  if (is_header_value(options.idempotency_key)) return {};
  return Error(ErrorCode::invalid_option,
               "an idempotency key is 1 to 128 letters, digits and -_.:= : use a UUID, or leave it out");
}

}  // namespace

PusherDriver::PusherDriver(App app, const Config& config, EventLimits limits,
                           std::shared_ptr<Transport> transport, Clock& clock)
    : app_(std::move(app)),
      limits_(limits),
      retry_{.delivery = config.delivery,
             .idempotent = config.idempotent,
             .attempts = config.attempts,
             .total = config.timeout.count()},
      attempt_timeout_(config.attempt_timeout),
      transport_(std::move(transport)),
      clock_(clock) {}

Result<Sent, SendError> PusherDriver::trigger(const Event& event, const SendOptions& options) {
  if (auto valid = check_options(options); !valid) return SendError(valid.error());
  Event told = event;
  if (!options.info.empty()) told.info = options.info;
  const auto sign = [&](UnixSeconds now) { return trigger_request(app_, told, now, limits_); };
  auto response = deliver(*transport_, clock_, sign, plan_for(retry_, attempt_timeout_, options));
  if (!response) return response.error();

  Sent sent{.channels = told.channels};
  if (!told.info.empty()) {
    if (auto answer = parsed_or_null(response->body); answer.is_object() && answer.contains("channels")) {
      sent.info = std::move(answer["channels"]);
    }
  }
  return sent;
}

Result<Sent, SendError> PusherDriver::trigger_batch(const std::vector<Event>& events,
                                                    const SendOptions& options) {
  if (auto valid = check_options(options); !valid) return SendError(valid.error());
  const auto sign = [&](UnixSeconds now) { return batch_request(app_, events, now, limits_); };
  auto response = deliver(*transport_, clock_, sign, plan_for(retry_, attempt_timeout_, options));
  if (!response) return response.error();

  Sent sent;
  for (const auto& event : events)
    sent.channels.insert(sent.channels.end(), event.channels.begin(), event.channels.end());
  if (auto answer = parsed_or_null(response->body); answer.is_object() && answer.contains("batch")) {
    sent.info = std::move(answer["batch"]);
  }
  return sent;
}

}  // namespace fanfare
