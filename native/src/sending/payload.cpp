#include "sending/payload.h"

#include <fanfare/any_event.h>

namespace fanfare {
namespace {

bool deeper_than(const nlohmann::json& value, std::size_t levels) {
  if (!value.is_structured()) return false;
  if (levels == 0) return true;
  // A loop: an algorithm would take three frames of a small stack per level.
  for (const nlohmann::json& inner : value) {
    if (deeper_than(inner, levels - 1)) return true;
  }
  return false;
}

}  // namespace

Result<std::string> payload_text(const nlohmann::json& payload) {
  if (payload.is_discarded()) {
    return Error(ErrorCode::invalid_data, "The payload comes from a JSON text that could not be parsed.");
  }
  if (payload.is_string()) return payload.get<std::string>();
  if (deeper_than(payload, payload_depth_max)) {
    return Error(
        ErrorCode::invalid_data,
        "The payload is nested more than " + std::to_string(payload_depth_max) + " levels deep: flatten it.");
  }
  try {
    return payload.dump();
  } catch (const nlohmann::json::exception&) {
    return Error(ErrorCode::invalid_data,
                 "The payload has a string that is not UTF-8: convert it, or send bytes as base64.");
  }
}

Result<std::string> detail::text_of(const nlohmann::json& payload) { return payload_text(payload); }

nlohmann::json parsed_or_null(const std::string& body) {
  // The parser does not recurse, unlike nlohmann's `dump`, so it is safe to parse first and check the depth
  // then.
  auto json = nlohmann::json::parse(body, nullptr, false);
  if (json.is_discarded() || deeper_than(json, payload_depth_max)) return nullptr;
  return json;
}

}  // namespace fanfare
