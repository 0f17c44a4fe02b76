#include <fanfare/channel.h>
#include <fanfare/origin.h>
#include <fanfare/routes.h>

#include <algorithm>
#include <iostream>

#include "routes/answer.h"

namespace fanfare {
namespace {

using detail::ErasedOptions;

[[noreturn]] void refuse_option(std::string message) {
  throw BadResult(Error(ErrorCode::invalid_option, std::move(message)));
}

void check_options(const ErasedOptions& options) {
  if (options.auth_route && !options.auth_route->starts_with('/')) {
    refuse_option("auth_route is \"" + *options.auth_route + "\": it must begin with \"/\".");
  }
  if (options.rules && options.authorize)
    refuse_option("authorize decides in place of channels: give one of the two.");
  if (options.rules) {
    for (const auto& rule : *options.rules) {
      if (auto checked = check_rule_pattern(rule.pattern); !checked) throw BadResult(checked.error());
    }
  }
  for (const auto& origin : options.allowed_origins) {
    if (origin == "*") {
      refuse_option(
          "allowed_origins has \"*\": any page could then subscribe in its visitor's name. Instead, list the "
          "origins.");
    }
    if (!is_origin(origin)) {
      refuse_option("allowed_origins has \"" + origin +
                    "\", which is not an origin: write \"https://app.example\".");
    }
  }
}

/// Answers an OPTIONS request with 204. A listed origin learns which request it may send.
void answer_preflight(const HttpRequest& request, bool listed, HttpResponse& response) {
  response.status = 204;
  response.headers.emplace_back("Allow", "POST, OPTIONS");
  if (!listed) return;
  response.headers.emplace_back("Access-Control-Allow-Methods", "POST");
  const std::string requested = request.header("Access-Control-Request-Headers");
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("_!#$%&'*+.^`|~, -").find(c) != std::string_view::npos;
  };
  if (!requested.empty() && requested.size() <= 1'000 &&
      std::all_of(requested.begin(), requested.end(), fits)) {
    response.headers.emplace_back("Access-Control-Allow-Headers", requested);
  }
  response.headers.emplace_back("Access-Control-Max-Age", "600");
}

void answer_refusal(const Refusal& refusal, HttpResponse& response) {
  response.status = refusal.status;
  if (refusal.status == 405) response.headers.emplace_back("Allow", "POST, OPTIONS");
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = detail::error_json(refusal.error);
}

Result<void, Refusal> check_path(const ErasedOptions& options, std::string_view path) {
  if (!options.auth_route || path.substr(0, path.find('?')) == *options.auth_route) return {};
  return detail::refuse(ErrorCode::not_found, "Subscriptions are authorized at " + *options.auth_route + ".");
}

Result<void, Refusal> check_method(std::string_view method) {
  if (method == "POST" || method == "OPTIONS") return {};
  return detail::refuse(ErrorCode::method_not_allowed,
                        "Authorization is asked for by POST; JSONP is not served.");
}

Result<AllowedOrigin> judge_origin(const ErasedOptions& options, const HttpRequest& request) {
  const std::string origin = request.header("Origin");
  const std::string site = request.header("Sec-Fetch-Site");
  const std::string forwarded = request.header("X-Forwarded-Host");
  const std::string host = request.header("Host");
  return check_origin({origin, site, forwarded, host}, options.allowed_origins);
}

/// Lets a page of a listed origin read the answer, with its cookies.
void allow_origin(const HttpRequest& request, HttpResponse& response) {
  response.headers.emplace_back("Access-Control-Allow-Origin", request.header("Origin"));
  response.headers.emplace_back("Access-Control-Allow-Credentials", "true");
}

}  // namespace

namespace detail {

ErasedRoutes::ErasedRoutes(const App& app, ErasedOptions options, const std::optional<MasterKey>& master)
    : app_(app), master_(master), options_(std::move(options)) {
  check_options(options_);
  if (!options_.log) {
    options_.log = [](std::string_view line) {
      std::clog << "fanfare: " + std::string(line) + "\n" << std::flush;
    };
  }
  if (!options_.rules && !options_.authorize) {
    options_.log(
        "routes() has no channels and no authorize: private channels are authorized for " +
        std::string(options_.user ? "everyone who is signed in" : "everyone") +
        ", presence channels for signed-in users, encrypted channels for nobody. Give channels to decide "
        "yourself.");
  }
}

// A request's way: its head is checked, then its origin; it is read, decided and answered.
HttpResponse ErasedRoutes::operator()(const HttpRequest& request) const {
  HttpResponse response{.headers = {{"Cache-Control", "no-store"}, {"Vary", "Origin"}}};
  const auto refused = [&response](const Refusal& refusal) {
    answer_refusal(refusal, response);
    return response;
  };
  if (auto checked = check_path(options_, request.path); !checked) return refused(checked.error());
  const auto origin = judge_origin(options_, request);
  const bool listed = origin && *origin == AllowedOrigin::listed;
  if (listed) allow_origin(request, response);
  if (auto checked = check_method(request.method); !checked) return refused(checked.error());
  if (!origin) {
    options_.log(origin.error().message());
    return refused(refuse(ErrorCode::origin_refused,
                          "Pages of this origin may not ask here; the server's log says what allows them."));
  }
  if (request.method == "OPTIONS") {
    answer_preflight(request, listed, response);
    return response;
  }
  const auto answer = answer_post(app_, master_ ? &*master_ : nullptr, options_, request);
  if (!answer) return refused(answer.error());
  response.status = 200;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = *answer;
  return response;
}

}  // namespace detail
}  // namespace fanfare
