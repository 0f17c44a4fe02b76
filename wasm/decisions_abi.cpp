// The calls of abi.h that decide without a key: rules, origins, what a request asks for, statuses.

#include <fanfare/http_status.h>
#include <fanfare/rule.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abi.h"
#include "block.h"
#include "decimal.h"
#include "views.h"

using namespace fanfare;
using fanfare::wasm::answer;
using fanfare::wasm::Fields;
using fanfare::wasm::malformed;
using fanfare::wasm::Packed;

namespace {

/// The code of this name; an unknown one is past the last.
ErrorCode code_of(std::string_view name) {
  std::uint32_t code = 0;
  while (code <= static_cast<std::uint32_t>(ErrorCode::internal) &&
         error_name(static_cast<ErrorCode>(code)) != name)
    ++code;
  return static_cast<ErrorCode>(code);
}

}  // namespace

extern "C" {

fanfare_answer* fanfare_check_rule(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto pattern = fields.text();
  return fields.complete() ? answer(check_rule_pattern(pattern)) : malformed();
}

fanfare_answer* fanfare_next_rule(const uint8_t* in, uint32_t size, uint32_t from) {
  Fields fields(in, size);
  const auto patterns = fields.texts();
  const auto channel = fields.text();
  if (!fields.complete()) return malformed();
  std::vector<ParameterView> parameters;
  const auto place = next_rule(patterns, channel, from, parameters);
  if (!place) return answer({""});
  Packed packed;
  packed.add(decimal::text(static_cast<std::int64_t>(*place)));
  for (const auto& [name, value] : parameters) {
    packed.add(name);
    packed.add(value);
  }
  return packed.answer();
}

fanfare_answer* fanfare_default_audience(const uint8_t* in, uint32_t size, uint32_t knows_users) {
  Fields fields(in, size);
  const auto channel = fields.text();
  if (!fields.complete()) return malformed();
  const auto audience = default_audience(channel, knows_users != 0);
  if (!audience) return answer(audience.error());
  return answer({decimal::text(static_cast<std::int64_t>(*audience))});
}

fanfare_answer* fanfare_check_origin(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto allowed = fields.texts();
  OriginHeaders headers{};
  for (auto* header : {&headers.origin, &headers.sec_fetch_site, &headers.forwarded_host, &headers.host})
    *header = fields.text();
  if (!fields.complete()) return malformed();
  const auto origin = check_origin(headers, allowed);
  if (!origin) return answer(origin.error());
  return answer({*origin == AllowedOrigin::listed ? "listed" : "own"});
}

fanfare_answer* fanfare_read_authorization_request(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto content_type = fields.text();
  const auto body = fields.text();
  if (!fields.complete()) return malformed();
  AuthorizationRequest asked;
  if (const auto done = read_authorization_request(content_type, body, asked); !done) {
    const Error& error = done.error();
    return answer({decimal::text(refusal_status(body, error.code())), error.name(), error.message()});
  }
  Packed packed;
  packed.add("200");
  packed.add(asked.is_batch ? "batch" : "");
  packed.add(asked.socket_id);
  for (const auto& channel : asked.channels) packed.add(channel);
  return packed.answer();
}

fanfare_answer* fanfare_http_status(const uint8_t* in, uint32_t size, uint32_t of_webhook) {
  Fields fields(in, size);
  const auto code = code_of(fields.text());
  if (!fields.complete()) return malformed();
  return answer({decimal::text(of_webhook ? webhook_status(code) : authorization_status(code))});
}

}  // extern "C"
