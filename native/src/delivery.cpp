#include "delivery.h"

#include "payload.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace fanfare {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

/// One attempt that did not succeed.
struct Attempt {
  Error error;
  int status = 0;
  bool left = false;
  bool permanent = false;
  std::optional<std::int64_t> retry_after{};
};

std::string_view advice(int status) {
  switch (status) {
    case 400:
      return "";
    case 401:
      return ": check the key, the secret, and this machine's clock";
    case 403:
      return ": the app may be disabled or over its quota";
    case 404:
      return ": check the app id, and the cluster or host";
    case 413:
      return ": the payload is larger than this server takes";
    default:
      return status >= 300 && status < 400 ? ": redirects are not followed, configure the host it names" : "";
  }
}

Attempt refused(const TransportResponse& response, std::int64_t unix_ms) {
  std::string message = "the server answered " + std::to_string(response.status);
  if (const auto text = refusal_text(response.body); !text.empty()) message += " (" + text + ")";
  message += advice(response.status);
  return {.error = Error(classify_status(response.status), std::move(message)),
          .status = response.status,
          .left = true,
          .retry_after = parse_retry_after(response.retry_after, unix_ms)};
}

bool may_succeed_later(const Attempt& attempt) {
  const auto code = attempt.error.code();
  return !attempt.permanent &&
         (code == ErrorCode::not_sent || code == ErrorCode::throttled || code == ErrorCode::ambiguous);
}

Attempt stopped() { return {.error = Error(ErrorCode::aborted, "the broadcast was cancelled")}; }

std::size_t hex_digits(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789abcdefABCDEF"), text.size());
}

/// Makes one attempt; the response if the server accepted it.
std::optional<TransportResponse> attempt_once(Transport& transport, Clock& clock, const Request& request,
                                              const DeliveryPlan& plan,
                                              std::chrono::steady_clock::time_point end,
                                              std::optional<Attempt>& failed) {
  auto answer = transport.send(request, plan.headers,
                               {.timeout = plan.attempt_timeout, .deadline = end, .stop = plan.stop});
  if (!answer) {
    const auto& error = answer.error();
    failed = Attempt{.error = error, .left = error.left(), .permanent = error.permanent()};
    return std::nullopt;
  }
  if (classify_status(answer->status) == ErrorCode::ok) return std::move(*answer);
  failed = refused(*answer, clock.unix_ms());
  return std::nullopt;
}

}  // namespace

std::string refusal_text(std::string_view body) {
  constexpr std::size_t longest = 200;
  constexpr std::size_t secret_digits = 32;  // an MD5 or the start of a signature; no message needs one
  std::string text(body.substr(0, 4'096));
  if (const auto json = parsed_or_null(std::string(body)); json.is_object()) {
    for (const char* name : {"error", "message"}) {
      if (json.contains(name) && json[name].is_string()) {
        text = json[name].get<std::string>();
        break;
      }
    }
  }
  std::string clean;
  for (std::size_t at = 0; at < text.size() && clean.size() < longest;) {
    const std::size_t digits = hex_digits(std::string_view(text).substr(at));
    if (digits >= secret_digits) {
      clean += "[removed]";
    } else if (digits > 0) {
      clean += text.substr(at, digits);
    } else {
      clean += text[at] >= 0x20 && text[at] < 0x7f ? text[at] : ' ';
    }
    at += std::max<std::size_t>(digits, 1);
  }
  return clean;
}

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

    std::optional<Attempt> failed;
    if (plan.stop.stop_requested()) {
      failed = stopped();
    } else {
      ++attempts;
      if (auto response = attempt_once(transport, clock, *request, plan, end, failed))
        return std::move(*response);
    }

    const auto code = failed->error.code();
    maybe_delivered |= code == ErrorCode::ambiguous || (code == ErrorCode::aborted && failed->left);
    std::optional<std::int64_t> delay;
    if (!failed->permanent) {
      delay = retry_delay(policy, {.code = code,
                                   .attempt = attempts,
                                   .elapsed = duration_cast<milliseconds>(clock.now() - begin).count(),
                                   .retry_after = failed->retry_after,
                                   .random = clock.random()});
    }
    if (delay && !clock.wait(milliseconds(*delay), plan.stop)) {
      failed = stopped();
      delay.reset();
    }
    if (!delay) {
      return SendError(failed->error, {.status = failed->status,
                                       .attempts = attempts,
                                       .retryable = may_succeed_later(*failed),
                                       .maybe_delivered = maybe_delivered});
    }
  }
}

}  // namespace fanfare
