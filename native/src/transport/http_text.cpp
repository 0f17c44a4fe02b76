#include "transport/http_text.h"

#include <cstddef>
#include <initializer_list>

namespace fanfare {
namespace {

void append(std::string& text, std::initializer_list<std::string_view> pieces) {
  for (const auto piece : pieces) text += piece;
}

}  // namespace

std::string http_text(std::string_view host, std::string_view path_prefix, const Request& request,
                      const HeaderFields& headers) {
  constexpr std::size_t head_usually = 512;
  std::string text;
  text.reserve(head_usually + request.query.size() + request.body.size());
  append(text, {request.method, " ", path_prefix, request.path, "?", request.query, " HTTP/1.1\r\n"});
  append(text, {"Host: ", host, "\r\n"});  // the first field, as RFC 9110, 7.2 has it
  append(text, {"Accept-Encoding: identity\r\nUser-Agent: fanfare/" FANFARE_VERSION
                "\r\nX-Pusher-Library: fanfare-cpp " FANFARE_VERSION "\r\n"});
  for (const auto& [name, value] : headers) append(text, {name, ": ", value, "\r\n"});
  if (request.method == "POST" || !request.body.empty()) {
    append(text, {"Content-Length: ", std::to_string(request.body.size()), "\r\n"});
  }
  append(text, {"\r\n", request.body});
  return text;
}

}  // namespace fanfare
