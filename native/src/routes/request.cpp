#include "routes/request.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace fanfare {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
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

Refusal refuse(ErrorCode code, std::string message) { return Error(code, std::move(message)); }

std::string error_json(const Error& error) {
  const nlohmann::ordered_json body = {{"error", {{"code", error.name()}, {"message", error.message()}}}};
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string media_type(const HttpRequest& request) {
  std::string type = request.header("Content-Type");
  type.resize(std::min(type.find(';'), type.size()));
  const auto first = type.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  type = type.substr(first, type.find_last_not_of(" \t") - first + 1);
  std::transform(type.begin(), type.end(), type.begin(), lower);
  return type;
}

}  // namespace detail
}  // namespace fanfare
