#include <fanfare/channel.h>
#include <fanfare/origin.h>
#include <fanfare/routes.h>

#include <algorithm>
#include <iostream>

#include "routes/answer.h"

namespace fanfare {
namespace {

using detail::ErasedOptions;
using detail::Refusal;

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

[[noreturn]] void refuse_option(std::string message) {
  throw BadResult(Error(ErrorCode::invalid_option, std::move(message)));
}

bool is_listed(std::string_view origin, const std::vector<std::string>& allowed) {
  // as if from another site, so that nothing but the list can let it pass
  return !origin.empty() && check_origin({origin, "cross-site", {}, {}}, allowed).has_value();
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
          "allowed_origins has \"*\", by which any page could subscribe in its visitor's name: list the "
          "origins.");
    }
    if (!is_listed(origin, {origin})) {
      refuse_option("allowed_origins has \"" + origin +
                    "\", which is no origin: write \"https://app.example\".");
    }
  }
}

/// 204 to an OPTIONS request; for a listed origin it says what the request proper may bring.
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

void refuse(const Refusal& refusal, HttpResponse& response) {
  response.status = refusal.status;
  if (refusal.status == 405) response.headers.emplace_back("Allow", "POST, OPTIONS");
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = refusal.to_json();
}

}  // namespace

std::string HttpRequest::header(std::string_view name) const {
  std::string joined;
  for (const auto& [key, value] : headers) {
    if (!equal_ignoring_case(key, name)) continue;
    if (!joined.empty()) joined += ", ";
    joined += value;
  }
  return joined;
}

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

HttpResponse ErasedRoutes::operator()(const HttpRequest& request) const {
  HttpResponse response{.headers = {{"Cache-Control", "no-store"}, {"Vary", "Origin"}}};
  if (options_.auth_route &&
      std::string_view(request.path).substr(0, request.path.find('?')) != *options_.auth_route) {
    refuse(Refusal(ErrorCode::not_found, "Subscriptions are authorized at " + *options_.auth_route + "."),
           response);
    return response;
  }
  const std::string origin = request.header("Origin");
  const bool listed = is_listed(origin, options_.allowed_origins);
  if (listed) {
    response.headers.emplace_back("Access-Control-Allow-Origin", origin);
    response.headers.emplace_back("Access-Control-Allow-Credentials", "true");
  }
  if (request.method != "POST" && request.method != "OPTIONS") {
    refuse(Refusal(ErrorCode::method_not_allowed, "Authorization is asked for by POST; JSONP is not served."),
           response);
    return response;
  }
  const std::string site = request.header("Sec-Fetch-Site");
  const std::string forwarded = request.header("X-Forwarded-Host");
  const std::string host = request.header("Host");
  if (auto checked = check_origin({origin, site, forwarded, host}, options_.allowed_origins); !checked) {
    options_.log(checked.error().message());
    refuse(Refusal(ErrorCode::origin_refused,
                   "Pages of this origin may not ask here; the server's log says what allows them."),
           response);
    return response;
  }
  if (request.method == "OPTIONS") {
    answer_preflight(request, listed, response);
    return response;
  }
  const auto answer = answer_post(app_, master_ ? &*master_ : nullptr, options_, request);
  if (!answer) {
    refuse(answer.error(), response);
    return response;
  }
  response.status = 200;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = *answer;
  return response;
}

}  // namespace detail
}  // namespace fanfare
