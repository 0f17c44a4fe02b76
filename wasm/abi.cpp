// Each function decodes, calls the core once and encodes: decisions belong in the core.

#include "abi.h"

#include <fanfare/auth.h>
#include <fanfare/channel.h>
#include <fanfare/delivery.h>
#include <fanfare/encryption.h>
#include <fanfare/event.h>
#include <fanfare/origin.h>
#include <fanfare/request.h>
#include <fanfare/rule.h>
#include <fanfare/signature.h>
#include <fanfare/webhook.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "block.h"
#include "decimal.h"
#include "hmac.h"

using namespace fanfare;
using fanfare::wasm::answer;
using fanfare::wasm::Fields;
using fanfare::wasm::integer;
using fanfare::wasm::malformed;
using fanfare::wasm::Packed;

namespace {

Event read_event(Fields& fields) {
  Event event;
  event.name = fields.text();
  event.data = fields.text();
  event.socket_id = fields.text();
  event.info = fields.text();
  event.channels = fields.texts();
  return event;
}

std::vector<Event> read_events(Fields& fields) {
  std::vector<Event> events(fields.count());
  for (auto& event : events) event = read_event(fields);
  return events;
}

std::vector<App> read_apps(Fields& fields) {
  std::vector<App> apps;
  for (auto left = fields.count(); left > 0; --left) apps.push_back(fields.app());
  return apps;
}

Parameters read_parameters(Fields& fields) {
  Parameters parameters;
  for (auto left = fields.count(); left > 1; left -= 2) {
    std::string name(fields.text());
    parameters.emplace_back(std::move(name), fields.text());
  }
  return parameters;
}

std::string_view kind_name(ChannelKind kind) {
  constexpr std::array<std::string_view, 4> names = {"public", "private", "presence", "encrypted"};
  return names[static_cast<std::size_t>(kind)];
}

fanfare_answer* answer_request(const Result<Request>& request) {
  return request ? answer({request->path, request->query, request->body}) : answer(request.error());
}

fanfare_answer* answer_text(const Result<std::string>& text) {
  return text ? answer({*text}) : answer(text.error());
}

fanfare_answer* answer_webhook(const Webhook& webhook) {
  Packed packed;
  packed.add(decimal::text(webhook.time_ms));
  for (const WebhookEvent& event : webhook.events) {
    const auto& count = event.subscription_count;
    packed.add(event.name);
    packed.add(event.channel);
    packed.add(event.user_id);
    packed.add(event.event);
    packed.add(event.data);
    packed.add(event.socket_id);
    packed.add(count ? decimal::text(*count) : "");
    packed.add(event.sealed ? "1" : "");
  }
  return packed.answer();
}

template <class Signed>
fanfare_answer* answer_json(const Result<Signed>& result) {
  return result ? answer({result->to_json()}) : answer(result.error());
}

}  // namespace

extern "C" {

fanfare_answer* fanfare_limits(void) {
  struct Limit {
    const char* name;
    std::int64_t value;
  };
  static constexpr Limit limits[] = {
      {"channel_name_max", channel_name_max},
      {"channel_name_max_pusher", channel_name_max_pusher},
      {"event_name_max", event_name_max},
      {"trigger_channels_max", trigger_channels_max},
      {"authorization_channels_max", authorization_channels_max},
      {"batch_events_max", batch_events_max},
      {"data_bytes_max", data_bytes_max},
      {"user_id_max", user_id_max},
      {"member_bytes_max", member_bytes_max},
      {"timestamp_tolerance", timestamp_tolerance},
  };
  Packed packed;
  for (const Limit& limit : limits) {
    packed.add(limit.name);
    packed.add(decimal::text(limit.value));
  }
  return packed.answer();
}

fanfare_answer* fanfare_prepare_key(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto id = fields.text();
  const auto key = fields.text();
  const auto secret = fields.text();
  if (!fields.complete()) return malformed();
  const auto app = App::make(id, key, secret);
  if (!app) return answer(app.error());
  const auto& words = app->signing_key().words();
  return answer({{reinterpret_cast<const char*>(words.data()), SigningKey::bytes}});
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

fanfare_answer* fanfare_channel_kind(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto name = fields.text();
  if (!fields.complete()) return malformed();
  return answer({kind_name(channel_kind(name)), is_cache_channel(name) ? "1" : ""});
}

fanfare_answer* fanfare_trigger_request(const uint8_t* in, uint32_t size, double now, uint32_t channel_max,
                                        uint32_t data_max) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto event = read_event(fields);
  if (!fields.complete()) return malformed();
  return answer_request(trigger_request(app, event, integer(now), {channel_max, data_max}));
}

fanfare_answer* fanfare_batch_request(const uint8_t* in, uint32_t size, double now, uint32_t channel_max,
                                      uint32_t data_max, uint32_t batch_max) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto events = read_events(fields);
  if (!fields.complete()) return malformed();
  return answer_request(batch_request(app, events, integer(now), {channel_max, data_max, batch_max}));
}

fanfare_answer* fanfare_sign_request(const uint8_t* in, uint32_t size, double now) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto method = fields.text();
  const auto resource = fields.text();
  const auto body = fields.text();
  const auto parameters = read_parameters(fields);
  if (!fields.complete()) return malformed();
  const auto request = sign_request(app, method, resource, parameters, body, integer(now));
  return request ? answer({request->path, request->query}) : answer(request.error());
}

fanfare_answer* fanfare_authorize(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto socket_id = fields.text();
  const auto channel = fields.text();
  return fields.complete() ? answer_json(authorize(app, socket_id, channel)) : malformed();
}

fanfare_answer* fanfare_authorize_member(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto socket_id = fields.text();
  const auto channel = fields.text();
  Member member;
  member.user_id = fields.text();
  member.user_info = fields.text();
  return fields.complete() ? answer_json(authorize(app, socket_id, channel, member)) : malformed();
}

fanfare_answer* fanfare_authenticate(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto socket_id = fields.text();
  const auto user_data = fields.text();
  return fields.complete() ? answer_json(authenticate(app, socket_id, user_data)) : malformed();
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
  return answer_text(seal(master, channel, plaintext, nonces.front()));
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
  Fields fields(in, size);
  const auto app = fields.app();
  const auto master = fields.master();
  const auto nonces = fields.nonces();
  auto event = read_event(fields);
  if (!fields.complete() || nonces.size() != 1) return malformed();
  const auto sealed = seal_event(master, std::move(event), nonces.front());
  if (!sealed) return answer(sealed.error());
  return answer_request(trigger_request(app, *sealed, integer(now), {channel_max, data_max}));
}

fanfare_answer* fanfare_batch_encrypted(const uint8_t* in, uint32_t size, double now, uint32_t channel_max,
                                        uint32_t data_max, uint32_t batch_max) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto master = fields.master();
  const auto nonces = fields.nonces();
  auto events = read_events(fields);
  if (!fields.complete()) return malformed();
  const auto sealed = seal_events(master, std::move(events), nonces);
  if (!sealed) return answer(sealed.error());
  return answer_request(batch_request(app, *sealed, integer(now), {channel_max, data_max, batch_max}));
}

fanfare_answer* fanfare_authorize_encrypted(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto app = fields.app();
  const auto master = fields.master();
  const auto socket_id = fields.text();
  const auto channel = fields.text();
  if (!fields.complete()) return malformed();
  return answer_json(authorize_encrypted(app, master, socket_id, channel));
}

fanfare_answer* fanfare_verify_webhook(const uint8_t* in, uint32_t size, double window_ms, double now_ms) {
  Fields fields(in, size);
  const auto apps = read_apps(fields);
  const auto body = fields.text();
  const auto key = fields.text();
  const auto signature = fields.text();
  if (!fields.complete()) return malformed();
  const auto sender = verify_webhook(apps, key, signature, body, {integer(window_ms), integer(now_ms)});
  return sender ? answer({decimal::text(*sender)}) : answer(sender.error());
}

fanfare_answer* fanfare_parse_webhook(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto master = fields.optional_master();
  const auto body = fields.text();
  if (!fields.complete()) return malformed();
  const auto webhook = parse_webhook(body, master ? &*master : nullptr);
  return webhook ? answer_webhook(*webhook) : answer(webhook.error());
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
  const auto parameters = match_rule(pattern, channel);
  if (!parameters) return answer({""});
  Packed found;
  found.add("1");
  for (const auto& [name, value] : *parameters) {
    found.add(name);
    found.add(value);
  }
  return found.answer();
}

fanfare_answer* fanfare_check_origin(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  OriginHeaders headers{};
  headers.origin = fields.text();
  headers.sec_fetch_site = fields.text();
  headers.forwarded_host = fields.text();
  headers.host = fields.text();
  const auto allowed = fields.texts();
  return fields.complete() ? answer(check_origin(headers, allowed)) : malformed();
}

fanfare_answer* fanfare_classify_status(uint32_t status) {
  return answer({error_name(classify_status(static_cast<int>(status)))});
}

fanfare_answer* fanfare_retry_delay(const uint8_t* in, uint32_t size, double idempotent, double attempts,
                                    double base, double cap, double total, double attempt, double elapsed,
                                    double random, double now_ms) {
  Fields fields(in, size);
  const auto delivery = delivery_from_name(fields.text());
  const auto code = fields.code();
  const auto retry_after = fields.text();
  if (!fields.complete() || !delivery) return malformed();
  const RetryPolicy policy{*delivery,     idempotent != 0, integer(attempts),
                           integer(base), integer(cap),    integer(total)};
  const Failure failure{code, integer(attempt), integer(elapsed),
                        parse_retry_after(retry_after, integer(now_ms)), random};
  const auto delay = retry_delay(policy, failure);
  return answer({delay ? decimal::text(*delay) : ""});
}

fanfare_answer* fanfare_hmac_sha256_hex(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto key = fields.key();
  const auto message = fields.text();
  return fields.complete() ? answer({hmac_sha256_hex(key, message)}) : malformed();
}

fanfare_answer* fanfare_md5_hex(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  const auto message = fields.text();
  return fields.complete() ? answer({md5_hex(message)}) : malformed();
}

}  // extern "C"
