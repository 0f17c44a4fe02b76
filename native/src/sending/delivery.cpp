// How one signed request reaches the server. The rules are the design's ("Delivery"), told at length in
// js/src/sending/delivery.ts; the core's `classify_status` and `retry_delay` decide for both languages.
//
// Native is the rest. `deliver()` runs on the thread that called it and blocks it: between attempts in
// `Clock::wait`, which a `std::stop_token` ends early, and during an attempt in the transport, which waits
// for one of its pool of keep-alive connections (transport/pool.h). An attempt's timeout starts when it has a
// connection; waiting for one counts only towards the deadline of the whole. Every attempt is signed anew,
// since servers refuse old timestamps, but carries the same body and idempotency key.

#include "sending/delivery.h"

#include "sending/payload.h"
#include "transport/hints.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace fanfare {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

/// Why an attempt failed.
struct AttemptFailure {
  ErrorCode code = ErrorCode::aborted;
  std::string reason{};
  int status = 0;
  bool left = false;  ///< some of the request left, so the server may have accepted it
  bool permanent = false;
  std::optional<std::int64_t> retry_after{};
};

/// soketi answers some refusals with 200 and `{"error":"…","code":401}` (soketi/soketi: src/http-handler.ts).
int real_status(const TransportResponse& response) {
  if (response.status != 200 || !response.body.starts_with("{\"error\":")) return response.status;
  const auto json = parsed_or_null(response.body);
  if (!json.is_object() || !json["error"].is_string() || !json.contains("code")) return response.status;
  const auto& code = json["code"];
  return code.is_number_unsigned() && code.get<std::uint64_t>() < 600 ? code.get<int>() : response.status;
}

AttemptFailure refusal(ErrorCode code, int status, const TransportResponse& response, std::int64_t unix_ms) {
  std::string reason = "it answered " + std::to_string(status);
  if (const auto said = excerpt(response.body); !said.empty()) reason += ", " + said;
  if (!reason.ends_with('.') && !reason.ends_with('!') && !reason.ends_with('?')) reason += '.';
  if (const auto hint = hint_for(status, response.body); !hint.empty()) reason += " " + std::string(hint);
  AttemptFailure failure{
      .code = code, .reason = std::move(reason), .status = status, .left = code == ErrorCode::ambiguous};
  if (code == ErrorCode::throttled) failure.retry_after = parse_retry_after(response.retry_after, unix_ms);
  return failure;
}

std::string sentence(const AttemptFailure& failure, const std::string& host) {
  switch (failure.code) {
    case ErrorCode::aborted:
      return "The broadcast to " + host + " was cancelled.";
    case ErrorCode::not_sent:
      return "Nothing was sent to " + host + ": " + failure.reason;
    case ErrorCode::throttled:
      return host + " takes no more just now: " + failure.reason;
    case ErrorCode::rejected:
      return host + " refused it: " + failure.reason;
    default:
      return host + " may or may not have taken it: " + failure.reason;
  }
}

bool may_succeed_later(const AttemptFailure& failure) {
  return !failure.permanent && (failure.code == ErrorCode::not_sent || failure.code == ErrorCode::throttled ||
                                failure.code == ErrorCode::ambiguous);
}

/// Makes one attempt. Gives the answer if the server accepted the request, otherwise why it failed.
std::variant<TransportResponse, AttemptFailure> attempt(Transport& transport, Clock& clock,
                                                        const Request& request, const DeliveryTerms& terms,
                                                        std::chrono::steady_clock::time_point end) {
  auto answer =
      transport.send(request, terms.headers, {.timeout = terms.timeout, .deadline = end, .stop = terms.stop});
  if (!answer) {
    const auto& error = answer.error();
    return AttemptFailure{.code = error.code(),
                          .reason = error.message(),
                          .left = error.left(),
                          .permanent = error.permanent()};
  }
  const int status = real_status(*answer);
  const auto code = classify_status(status);
  if (code == ErrorCode::ok) return std::move(*answer);
  return refusal(code, status, *answer, clock.unix_ms());
}

}  // namespace

Result<TransportResponse, SendError> deliver(Transport& transport, Clock& clock, const Sign& sign,
                                             const DeliveryTerms& terms) {
  const auto begin = clock.now();
  const auto end = std::min(begin + milliseconds(terms.retry.total), terms.deadline);
  auto policy = terms.retry;
  policy.total = duration_cast<milliseconds>(end - begin).count();

  bool maybe_delivered = false;
  for (int attempts = 0;;) {
    auto request = sign(clock.unix_ms() / 1'000);
    if (!request) return SendError(request.error());

    AttemptFailure failure;
    if (!terms.stop.stop_requested()) {
      ++attempts;
      auto outcome = attempt(transport, clock, *request, terms, end);
      if (auto* response = std::get_if<TransportResponse>(&outcome)) return std::move(*response);
      failure = std::move(std::get<AttemptFailure>(outcome));
    }
    maybe_delivered |= failure.left;

    std::optional<std::int64_t> delay;
    if (!failure.permanent) {
      delay = retry_delay(policy, {.code = failure.code,
                                   .attempt = attempts,
                                   .elapsed = duration_cast<milliseconds>(clock.now() - begin).count(),
                                   .retry_after = failure.retry_after,
                                   .random = clock.random()});
    }
    if (delay && clock.wait(milliseconds(*delay), terms.stop)) continue;
    if (delay) failure.code = ErrorCode::aborted;  // cancelled during the wait
    return SendError(Error(failure.code, sentence(failure, terms.host)),
                     {.status = failure.status,
                      .attempts = attempts,
                      .retryable = may_succeed_later(failure),
                      .maybe_delivered = maybe_delivered});
  }
}

}  // namespace fanfare
