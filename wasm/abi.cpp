// Each function decodes its arguments, calls the core and encodes the answer. Decisions belong in the core.

#include "abi.h"

#include <fanfare/authorization_request.h>
#include <fanfare/channel.h>
#include <fanfare/origin.h>

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "block.h"
#include "decimal.h"
#include "hmac.h"
#include "json.h"
#include "views.h"

using namespace fanfare;
using fanfare::wasm::answer;
using fanfare::wasm::answer_numbers;
using fanfare::wasm::AppFields;
using fanfare::wasm::Fields;
using fanfare::wasm::integer;
using fanfare::wasm::malformed;
using fanfare::wasm::Packed;

namespace {

EventView read_event(Fields& fields) {
  EventView event;
  event.name = fields.text();
  event.data = fields.text();
  event.socket_id = fields.text();
  event.info = fields.text();
  event.channels = fields.texts();
  return event;
}

std::vector<ParameterView> read_parameters(Fields& fields) {
  std::vector<ParameterView> parameters(fields.count() / 2);
  for (auto& parameter : parameters) {
    parameter.name = fields.text();
    parameter.value = fields.text();
  }
  return parameters;
}

fanfare_answer* answer_text(const Result<std::string>& text) {
  return text ? answer({*text}) : answer(text.error());
}

fanfare_answer* answer_request(const Result<Request>& request) {
  return request ? answer({request->path, request->query, request->body}) : answer(request.error());
}

/// The sealed data of each event, empty for an event that goes out as it is.
Result<std::vector<std::string>> seal_all(const MasterKey& master, std::span<const EventView> events,
                                          std::span<const Nonce> nonces, bool is_batch) {
  if (is_batch) return seal_events(master, events, nonces);
  auto data = seal_event(master, events.front(), nonces.front());
  if (!data) return data.error();
  std::vector<std::string> sealed(1);
  sealed.front() = std::move(*data);
  return sealed;
}

fanfare_answer* answer_events(const uint8_t* in, uint32_t size, double now, const EventLimits& limits,
                              bool is_batch, bool is_encrypted) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto master = is_encrypted ? fields.master() : MasterKey({});
  const auto nonces = is_encrypted ? fields.nonces() : std::span<const Nonce>();
  std::vector<EventView> events(is_batch ? fields.count() : 1);
  for (auto& event : events) event = read_event(fields);
  const bool has_nonces = is_batch || nonces.size() == (is_encrypted ? 1 : 0);
  if (!fields.complete() || !has_nonces) return malformed();
  Result<std::vector<std::string>> sealed = std::vector<std::string>();
  if (is_encrypted) sealed = seal_all(master, events, nonces, is_batch);
  if (!sealed) return answer(sealed.error());
  for (std::size_t i = 0; i < sealed->size(); ++i) {
    if ((*sealed)[i].empty()) continue;
    events[i].data = (*sealed)[i];
    events[i].is_sealed = true;
  }
  return answer_request(is_batch ? batch_request(app, events, integer(now), limits)
                                 : trigger_request(app, events.front(), integer(now), limits));
}

}  // namespace

extern "C" {

fanfare_answer* fanfare_limits(const uint8_t*, uint32_t) {
  return answer_numbers({{"channel_name_max", channel_name_max},
                         {"channel_name_max_pusher", channel_name_max_pusher},
                         {"event_name_max", event_name_max},
                         {"trigger_channels_max", trigger_channels_max},
                         {"authorization_channels_max", authorization_channels_max},
                         {"authorization_body_max", authorization_body_max},
                         {"header_bytes_max", header_bytes_max},
                         {"batch_events_max", batch_events_max},
                         {"data_bytes_max", data_bytes_max},
                         {"user_id_max", user_id_max},
                         {"member_bytes_max", member_bytes_max},
                         {"watchlist_max", watchlist_max}});
}

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
  const auto request = sign_request(app, method, resource, parameters, std::string(body), integer(now));
  return request ? answer({request->path, request->query}) : answer(request.error());
}

fanfare_answer* fanfare_authorize(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto socket_id = fields.text();
  const auto channel = fields.text();
  if (!fields.complete()) return malformed();
  const auto given = authorize(app, socket_id, channel);
  return given ? answer({given->auth}) : answer(given.error());
}

fanfare_answer* fanfare_authorize_member(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto socket_id = fields.text();
  const auto channel = fields.text();
  const auto user_id = fields.text();
  const auto user_info = fields.text();
  if (!fields.complete()) return malformed();
  const auto given = authorize(app, socket_id, channel, MemberView{user_id, user_info});
  return given ? answer({given->auth, given->channel_data}) : answer(given.error());
}

fanfare_answer* fanfare_authenticate(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto socket_id = fields.text();
  const auto user_data = fields.text();
  if (!fields.complete()) return malformed();
  const auto given = authenticate(app, socket_id, user_data);
  return given ? answer({given->auth}) : answer(given.error());
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
  const SharedSecret secret(master, channel);
  return answer({{reinterpret_cast<const char*>(secret.bytes().data()), SharedSecret::size}});
}

fanfare_answer* fanfare_seal(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto master = fields.master();
  const auto nonces = fields.nonces();
  const auto channel = fields.text();
  const auto plaintext = fields.text();
  if (!fields.complete() || nonces.size() != 1) return malformed();
  return answer_text(fanfare::seal(master, channel, plaintext, nonces.front()));
}

fanfare_answer* fanfare_open(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto master = fields.master();
  const auto channel = fields.text();
  const auto data = fields.text();
  return fields.complete() ? answer_text(open(master, channel, data)) : malformed();
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
  const auto given = authorize_encrypted(app, master, socket_id, channel);
  return given ? answer({given->auth, given->shared_secret}) : answer(given.error());
}

fanfare_answer* fanfare_verify_webhook(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  std::vector<AppFields> apps(fields.count());
  for (auto& app : apps) app = fields.app();
  const auto body = fields.text();
  const auto key = fields.text();
  const auto signature = fields.text();
  if (!fields.complete()) return malformed();
  const std::vector<AppView> views(apps.begin(), apps.end());
  const auto sender = verify_webhook(views, key, signature, body);
  return sender ? answer({decimal::text(static_cast<std::int64_t>(*sender))}) : answer(sender.error());
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
