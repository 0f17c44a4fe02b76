#include "sending/delivery.h"

#include "transport/hints.h"
#include "sending/payload.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace fanfare {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

/// How an attempt ended, if not well.
struct Failed {
  ErrorCode code = ErrorCode::aborted;
  std::string reason{};
  int status = 0;
  bool left = false;  // the server may have accepted it
  bool permanent = false;
  std::optional<std::int64_t> retry_after{};
};

/// soketi answers some refusals with 200 and `{"error":"…","code":401}` (soketi/soketi: src/http-handler.ts).
int status_within(const TransportResponse& response) {
  if (response.status != 200 || !response.body.starts_with("{\"error\":")) return response.status;
  const auto json = parsed_or_null(response.body);
  if (!json.is_object() || !json["error"].is_string() || !json.contains("code")) return response.status;
  const auto& code = json["code"];
  return code.is_number_unsigned() && code.get<std::uint64_t>() < 600 ? code.get<int>() : response.status;
}

Failed refused(ErrorCode code, int status, const TransportResponse& response, std::int64_t unix_ms) {
  std::string reason = "it answered " + std::to_string(status);
  if (const auto said = excerpt(response.body); !said.empty()) reason += ", " + said;
  if (!reason.ends_with('.') && !reason.ends_with('!') && !reason.ends_with('?')) reason += '.';
  if (const auto hint = hint_for(status, response.body); !hint.empty()) reason += " " + std::string(hint);
  Failed failed{
      .code = code, .reason = std::move(reason), .status = status, .left = code == ErrorCode::ambiguous};
  if (code == ErrorCode::throttled) failed.retry_after = parse_retry_after(response.retry_after, unix_ms);
  return failed;
}

std::string sentence(const Failed& failed, const std::string& host) {
  switch (failed.code) {
    case ErrorCode::aborted:
      return "The broadcast to " + host + " was cancelled.";
    case ErrorCode::not_sent:
      return "Nothing was sent to " + host + ": " + failed.reason;
    case ErrorCode::throttled:
      return host + " takes no more just now: " + failed.reason;
    case ErrorCode::rejected:
      return host + " refused it: " + failed.reason;
    default:
      return host + " may or may not have taken it: " + failed.reason;
  }
}

bool may_succeed_later(const Failed& failed) {
  return !failed.permanent && (failed.code == ErrorCode::not_sent || failed.code == ErrorCode::throttled ||
                               failed.code == ErrorCode::ambiguous);
}

/// One attempt: the answer if the server accepted it, else how it failed.
std::variant<TransportResponse, Failed> attempt(Transport& transport, Clock& clock, const Request& request,
                                                const DeliveryPlan& plan,
                                                std::chrono::steady_clock::time_point end) {
  auto answer =
      transport.send(request, plan.headers, {.timeout = plan.timeout, .deadline = end, .stop = plan.stop});
  if (!answer) {
    const auto& error = answer.error();
    return Failed{.code = error.code(),
                  .reason = error.message(),
                  .left = error.left(),
                  .permanent = error.permanent()};
  }
  const int status = status_within(*answer);
  const auto code = classify_status(status);
  if (code == ErrorCode::ok) return std::move(*answer);
  return refused(code, status, *answer, clock.unix_ms());
}

}  // namespace

Result<TransportResponse, SendError> deliver(Transport& transport, Clock& clock, const Sign& sign,
                                             const DeliveryPlan& plan) {
  const auto begin = clock.now();
  const auto end = std::min(begin + milliseconds(plan.retry.total), plan.deadline);
  auto policy = plan.retry;
  policy.total = duration_cast<milliseconds>(end - begin).count();

  bool maybe_delivered = false;
  for (int attempts = 0;;) {
    auto request = sign(clock.unix_ms() / 1'000);
    if (!request) return SendError(request.error());

    Failed failed;
    if (!plan.stop.stop_requested()) {
      ++attempts;
      auto outcome = attempt(transport, clock, *request, plan, end);
      if (auto* response = std::get_if<TransportResponse>(&outcome)) return std::move(*response);
      failed = std::move(std::get<Failed>(outcome));
    }
    maybe_delivered |= failed.left;

    std::optional<std::int64_t> delay;
    if (!failed.permanent) {
      delay = retry_delay(policy, {.code = failed.code,
                                   .attempt = attempts,
                                   .elapsed = duration_cast<milliseconds>(clock.now() - begin).count(),
                                   .retry_after = failed.retry_after,
                                   .random = clock.random()});
    }
    if (delay && clock.wait(milliseconds(*delay), plan.stop)) continue;
    if (delay) failed.code = ErrorCode::aborted;  // cancelled while the next attempt was waited for
    return SendError(Error(failed.code, sentence(failed, plan.host)), {.status = failed.status,
                                                                       .attempts = attempts,
                                                                       .retryable = may_succeed_later(failed),
                                                                       .maybe_delivered = maybe_delivered});
  }
}

}  // namespace fanfare
