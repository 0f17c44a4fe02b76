// Each function decodes, calls the core once and encodes: decisions belong in the core.

#include "abi.h"

#include <fanfare/auth.h>
#include <fanfare/channel.h>
#include <fanfare/encryption.h>
#include <fanfare/event.h>
#include <fanfare/request.h>
#include <fanfare/rule.h>
#include <fanfare/signature.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "block.h"
#include "canonical.h"
#include "credentials.h"
#include "decimal.h"
#include "event_view.h"
#include "hmac.h"
#include "json.h"
#include "rule_match.h"
#include "sealing.h"
#include "token.h"
#include "webhook_signature.h"

using namespace fanfare;
using fanfare::wasm::answer;
using fanfare::wasm::Fields;
using fanfare::wasm::integer;
using fanfare::wasm::malformed;
using fanfare::wasm::Packed;

namespace {

void read_event(Fields& fields, EventView& event) {
  event.name = fields.text();
  event.data = fields.text();
  event.socket_id = fields.text();
  event.info = fields.text();
  event.channels = fields.texts();
}

std::vector<Field> read_parameters(Fields& fields) {
  std::vector<Field> parameters(fields.count() / 2);
  for (auto& parameter : parameters) {
    parameter.name = fields.text();
    parameter.value = fields.text();
  }
  return parameters;
}

fanfare_answer* answer_text(const Result<std::string>& text) {
  return text ? answer({*text}) : answer(text.error());
}

/// Answers with the request for one event, or for a batch of them. With a master key and nonces, what goes to
/// encrypted channels is sealed.
fanfare_answer* answer_events(const uint8_t* in, uint32_t size, double now, const EventLimits& limits,
                              bool is_batch, bool encrypted) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto master = encrypted ? fields.master() : std::nullopt;
  const auto nonces = fields.nonces(encrypted);
  std::vector<EventView> events(is_batch ? fields.count() : 1);
  for (auto& event : events) read_event(fields, event);
  if (!fields.complete()) return malformed();
  if (encrypted && nonces.size() != events.size()) return answer(nonces_missing());
  std::vector<std::string> sealed(nonces.size());
  for (std::size_t i = 0; i < nonces.size(); ++i) {
    EventView& event = events[i];
    if (is_batch && !is_for_encrypted(event)) continue;
    auto data = seal_for(*master, event, nonces[i]);
    if (!data) return answer(is_batch ? at_place(i, data.error()) : data.error());
    sealed[i] = std::move(*data);
    event.data = sealed[i];
    event.sealed = true;
  }
  Request request;
  const auto done = is_batch ? batch_request(app, events, integer(now), limits, request)
                             : trigger_request(app, events.front(), integer(now), limits, request);
  return done ? answer({request.path, request.query, request.body}) : answer(done.error());
}

}  // namespace

extern "C" {

fanfare_answer* fanfare_prepare_key(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto id = fields.text();
  const auto key = fields.text();
  const auto secret = fields.text();
  if (!fields.complete()) return malformed();
  if (auto checked = check_credentials(id, key, secret); !checked) return answer(checked);
  const SigningKey prepared(secret);
  return answer({{reinterpret_cast<const char*>(prepared.words().data()), SigningKey::bytes}});
}

fanfare_answer* fanfare_check_channel(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto name = fields.text();
  const auto max_length = fields.number();
  return fields.complete() ? answer(check_channel_name(name, max_length)) : malformed();
}

fanfare_answer* fanfare_check_event_name(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto name = fields.text();
  return fields.complete() ? answer(check_event_name(name)) : malformed();
}

fanfare_answer* fanfare_check_socket_id(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto socket_id = fields.text();
  return fields.complete() ? answer(check_socket_id(socket_id)) : malformed();
}

fanfare_answer* fanfare_trigger_request(const uint8_t* in, uint32_t size, double now, uint32_t channel_max,
                                        uint32_t data_max) {
  return answer_events(in, size, now, {channel_max, data_max}, false, false);
}

fanfare_answer* fanfare_batch_request(const uint8_t* in, uint32_t size, double now, uint32_t channel_max,
                                      uint32_t data_max, uint32_t batch_max) {
  return answer_events(in, size, now, {channel_max, data_max, batch_max}, true, false);
}

fanfare_answer* fanfare_sign_request(const uint8_t* in, uint32_t size, double now) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto method = fields.text();
  const auto resource = fields.text();
  const auto body = fields.text();
  const auto parameters = read_parameters(fields);
  if (!fields.complete()) return malformed();
  Request request;
  const auto done = sign_request(app, method, resource, parameters, body, integer(now), request);
  return done ? answer({request.path, request.query}) : answer(done.error());
}

fanfare_answer* fanfare_authorize(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto socket_id = fields.text();
  const auto channel = fields.text();
  return fields.complete() ? answer_text(private_token(app, socket_id, channel)) : malformed();
}

fanfare_answer* fanfare_authorize_member(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto socket_id = fields.text();
  const auto channel = fields.text();
  const auto user_id = fields.text();
  const auto user_info = fields.text();
  if (!fields.complete()) return malformed();
  std::string channel_data;
  const auto token = presence_token(app, socket_id, channel, user_id, user_info, channel_data);
  return token ? answer({*token, channel_data}) : answer(token.error());
}

fanfare_answer* fanfare_authenticate(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto socket_id = fields.text();
  const auto user_data = fields.text();
  return fields.complete() ? answer_text(user_token(app, socket_id, user_data)) : malformed();
}

fanfare_answer* fanfare_prepare_master_key(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto base64 = fields.text();
  if (!fields.complete()) return malformed();
  const auto master = MasterKey::from_base64(base64);
  if (!master) return answer(master.error());
  return answer({{reinterpret_cast<const char*>(master->bytes().data()), MasterKey::size}});
}

fanfare_answer* fanfare_shared_secret(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto master = fields.master();
  const auto channel = fields.text();
  if (!fields.complete()) return malformed();
  const SharedSecret secret(*master, channel);
  return answer({{reinterpret_cast<const char*>(secret.bytes().data()), SharedSecret::size}});
}

fanfare_answer* fanfare_seal(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto master = fields.master();
  const auto nonces = fields.nonces(true);
  const auto channel = fields.text();
  const auto plaintext = fields.text();
  if (!fields.complete() || nonces.size() != 1) return malformed();
  return answer_text(fanfare::seal(*master, channel, plaintext, nonces.front()));
}

fanfare_answer* fanfare_open(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto master = fields.master();
  const auto channel = fields.text();
  const auto data = fields.text();
  return fields.complete() ? answer_text(open(*master, channel, data)) : malformed();
}

fanfare_answer* fanfare_trigger_encrypted(const uint8_t* in, uint32_t size, double now, uint32_t channel_max,
                                          uint32_t data_max) {
  return answer_events(in, size, now, {channel_max, data_max}, false, true);
}

fanfare_answer* fanfare_batch_encrypted(const uint8_t* in, uint32_t size, double now, uint32_t channel_max,
                                        uint32_t data_max, uint32_t batch_max) {
  return answer_events(in, size, now, {channel_max, data_max, batch_max}, true, true);
}

fanfare_answer* fanfare_authorize_encrypted(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto master = fields.master();
  const auto socket_id = fields.text();
  const auto channel = fields.text();
  if (!fields.complete()) return malformed();
  const auto token = encrypted_token(app, socket_id, channel);
  return token ? answer({*token, SharedSecret(*master, channel).to_base64()}) : answer(token.error());
}

fanfare_answer* fanfare_verify_webhook(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto count = fields.count();
  Fields apps = fields;
  for (std::size_t i = 0; i < count; ++i) static_cast<void>(fields.app());
  const auto body = fields.text();
  const auto key = fields.text();
  const auto signature = fields.text();
  if (!fields.complete()) return malformed();
  bool known_key = false;
  for (std::size_t i = 0; i < count; ++i) {
    const Signed found = signature_of(apps.app(), key, signature, body);
    if (found == Signed::by_app) return answer({decimal::text(static_cast<std::int64_t>(i))});
    known_key = known_key || found == Signed::wrongly;
  }
  return answer(unsigned_webhook(known_key));
}

fanfare_answer* fanfare_json_items(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto text = fields.text();
  const auto what = fields.text();
  if (!fields.complete()) return malformed();
  if (auto checked = json::check(text, what); !checked) return answer(checked);
  Packed packed;
  for (json::Items items(text); items.next();) {
    packed.add(items.name());
    packed.add(items.value());
  }
  return packed.answer();
}

fanfare_answer* fanfare_check_rule(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto pattern = fields.text();
  return fields.complete() ? answer(check_rule_pattern(pattern)) : malformed();
}

fanfare_answer* fanfare_match_rule(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto pattern = fields.text();
  const auto channel = fields.text();
  if (!fields.complete()) return malformed();
  Packed found;
  found.add("1");
  auto add = [&found](std::string_view name, std::string_view value) {
    found.add(name);
    found.add(value);
  };
  return match_rule(pattern, channel, add) ? found.answer() : answer({""});
}

fanfare_answer* fanfare_hmac_sha256_hex(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto key = fields.key();
  const auto message = fields.text();
  return fields.complete() ? answer({hmac_sha256_hex(key, {message})}) : malformed();
}

fanfare_answer* fanfare_md5_hex(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto message = fields.text();
  return fields.complete() ? answer({md5_hex(message)}) : malformed();
}

}  // extern "C"
