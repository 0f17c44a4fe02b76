#pragma once

#include <fanfare/routes.h>

#include <httplib.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace fanfare {

namespace detail {

/// Throws `BadResult` unless `version` is the cpp-httplib that Fanfare was built with. One program cannot
/// have two: they have classes of the same names and other members, and the linker takes one of each.
void require_httplib(std::string_view version);

inline HttpRequest from_httplib(const httplib::Request& request, std::string body) {
  HttpRequest own{.method = request.method, .path = request.path, .body = std::move(body)};
  for (const auto& [name, value] : request.headers) own.headers.emplace_back(name, value);
  return own;
}

inline void to_httplib(const HttpResponse& own, httplib::Response& response) {
  response.status = own.status;
  std::string content_type;
  for (const auto& [name, value] : own.headers) {
    if (name == "Content-Type") {
      content_type = value;
    } else {
      response.set_header(name.c_str(), value);
    }
  }
  if (!content_type.empty()) response.set_content(own.body, content_type.c_str());
}

// cpp-httplib would keep a body of any size, and reads one without a length until the client hangs up
inline std::string read_capped(const httplib::Request& request, const httplib::ContentReader& content_reader,
                               std::size_t body_max = authorization_body_max) {
  std::string body;
  if (!request.has_header("Content-Length") && !request.has_header("Transfer-Encoding")) return body;
  const auto receive = [&body, body_max](const char* data, std::size_t size) {
    // one byte over the limit is enough to be refused; the rest is read and dropped, or it would pass for the
    // next request
    body.append(data, std::min(size, body_max + 1 - body.size()));
    return true;
  };
  if (!request.is_multipart_form_data()) {
    content_reader(receive);
  } else {
    content_reader([](const auto&) { return true; }, receive);
  }
  return body;
}

inline std::string quoted_for_regex(const std::string& text) {
  std::string quoted;
  for (const char c : text) {
    if (std::string_view(R"(\^$.|?*+()[]{})").find(c) != std::string_view::npos) quoted += '\\';
    quoted += c;
  }
  return quoted;
}

}  // namespace detail

/// Puts authorization routes on a cpp-httplib server. Only this header knows cpp-httplib, so an application that
/// sends nothing may use any version.
///
/// ```cpp
/// httplib::Server server;
/// fanfare::mount<Account>(server, app, {.user = current_account, .channels = {{"private-admins", is_admin}}});
/// server.listen("127.0.0.1", 8080);
/// ```
///
/// Throws `BadResult` as `Routes` does, and where `auth_route` is nothing: cpp-httplib asks such a handler
/// before any other, so it would take every POST. On a path of its own choice an application calls `Routes`
/// from a handler of its own.
template <class User>
void mount(httplib::Server& server, const App& app, RoutesOptions<User> options,
           const std::optional<MasterKey>& master = {}) {
  if (!options.auth_route) {
    throw BadResult(
        Error(ErrorCode::invalid_option, "mount() needs auth_route, the path to put the routes on."));
  }
  const std::string pattern = detail::quoted_for_regex(*options.auth_route);
  const auto routes = std::make_shared<const Routes<User>>(app, std::move(options), master);
  const auto answer = [routes](const httplib::Request& request, httplib::Response& response) {
    detail::to_httplib((*routes)(detail::from_httplib(request, {})), response);
  };
  const auto answer_body = [routes](const httplib::Request& request, httplib::Response& response,
                                    const httplib::ContentReader& content_reader) {
    detail::to_httplib((*routes)(detail::from_httplib(request, detail::read_capped(request, content_reader))),
                       response);
  };
  server.Post(pattern, answer_body);
  server.Put(pattern, answer_body);
  server.Patch(pattern, answer_body);
  server.Delete(pattern, answer_body);
  server.Get(pattern, answer);
  server.Options(pattern, answer);
}

/// For a `Broadcast`: the app, the master key and, unless the options have one, the log are the broadcast's.
template <class Broadcaster, class User>
requires requires(const Broadcaster& broadcast) {
  broadcast.app();
  broadcast.log("");
}
void mount(const Broadcaster& broadcast, httplib::Server& server, RoutesOptions<User> options) {
  detail::require_httplib(CPPHTTPLIB_VERSION);
  if (!options.log) options.log = [broadcast](std::string_view line) { broadcast.log(line); };
  std::optional<MasterKey> master;
  if constexpr (requires { broadcast.master_key(); }) master = broadcast.master_key();
  mount(server, broadcast.app().value(), std::move(options), master);
}

}  // namespace fanfare
