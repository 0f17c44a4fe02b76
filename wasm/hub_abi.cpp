// Each function decodes its arguments, calls the engine once and encodes the answer. Decisions belong in the
// engine.

#include "hub_abi.h"

#include <fanfare/hub/engine.h>
#include <fanfare/hub/exposure.h>

#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "block.h"

using namespace fanfare;
using fanfare::wasm::answer;
using fanfare::wasm::answer_numbers;
using fanfare::wasm::Fields;
using fanfare::wasm::integer;
using fanfare::wasm::malformed;

namespace {

std::optional<hub::Engine>& engine() {
  static std::optional<hub::Engine> instance;
  return instance;
}

fanfare_answer* not_open() {
  return answer(Error(ErrorCode::internal, "The hub was called before it was opened. Report it."));
}

/// Writes actions as records.
class Records {
 public:
  void operator()(const hub::Send& send) {
    type(1);
    word(static_cast<std::uint32_t>(send.to.size()));
    for (const hub::ConnectionId id : send.to) word(id);
    text(send.frame);
  }
  void operator()(const hub::Close& close) {
    type(2);
    word(close.connection);
    word(close.code);
    text(close.reason);
  }
  void operator()(const hub::Respond& respond) {
    type(3);
    word(static_cast<std::uint32_t>(respond.status));
    text(respond.content_type);
    text(respond.body);
  }
  void operator()(const hub::Observed& observed) {
    type(4);
    text(hub::happening_name(observed.what));
    for (const auto* field :
         {&observed.app_id, &observed.socket_id, &observed.channel, &observed.event, &observed.detail}) {
      text(*field);
    }
  }

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  void type(char value) { bytes_ += value; }
  void word(std::uint32_t value) {
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    bytes_.append(raw, sizeof value);
  }
  void text(std::string_view value) {
    word(static_cast<std::uint32_t>(value.size()));
    bytes_ += value;
  }

  std::string bytes_;
};

fanfare_answer* answer_actions(const hub::Actions& actions) {
  Records records;
  for (const auto& action : actions) std::visit(records, action);
  return answer({records.bytes()});
}

}  // namespace

extern "C" {

fanfare_answer* hub_open(const uint8_t* in, uint32_t size) {
  Fields fields(in, size);
  hub::EngineOptions options;
  options.observe = fields.text() == "1";
  const auto address = fields.text();
  if (const auto bytes = fields.number()) options.limits.data_bytes = bytes;
  if (const auto events = fields.number()) options.limits.batch_events = events;
  for (auto left = fields.count(); left > 2; left -= 3) {
    const auto id = fields.text();
    const auto key = fields.text();
    const auto secret = fields.text();
    auto app = App::make(id, key, secret);
    if (!app) return answer(app.error());
    if (const auto checked = hub::check_exposure(address, secret); !checked) return answer(checked.error());
    options.apps.push_back(std::move(*app));
  }
  if (!fields.complete()) return malformed();
  auto opened = hub::Engine::open(std::move(options));
  if (!opened) return answer(opened.error());
  engine().emplace(std::move(*opened));
  return answer();
}

fanfare_answer* hub_limits(const uint8_t*, uint32_t) {
  return answer_numbers({{"frame_bytes_max", hub::frame_bytes_max},
                         {"request_bytes_max", hub::request_bytes_max},
                         {"backlog_bytes_max", hub::backlog_bytes_max}});
}

fanfare_answer* hub_connect(const uint8_t* in, uint32_t size, uint32_t connection, uint32_t random_high,
                            uint32_t random_low, double milliseconds) {
  if (!engine()) return not_open();
  Fields fields(in, size);
  const auto target = fields.text();
  if (!fields.complete()) return malformed();
  const auto random = (static_cast<std::uint64_t>(random_high) << 32U) | random_low;
  return answer_actions(engine()->connect(connection, target, random, integer(milliseconds)));
}

fanfare_answer* hub_frame(const uint8_t* in, uint32_t size, uint32_t connection, uint32_t is_binary,
                          double milliseconds) {
  if (!engine()) return not_open();
  const std::string_view bytes(reinterpret_cast<const char*>(in), size);
  const auto kind = is_binary ? hub::FrameKind::binary : hub::FrameKind::text;
  return answer_actions(engine()->frame(connection, kind, bytes, integer(milliseconds)));
}

fanfare_answer* hub_heard(const uint8_t*, uint32_t, uint32_t connection, double milliseconds) {
  if (!engine()) return not_open();
  engine()->heard(connection, integer(milliseconds));
  return answer();
}

fanfare_answer* hub_closed(const uint8_t*, uint32_t, uint32_t connection) {
  return engine() ? answer_actions(engine()->closed(connection)) : not_open();
}

fanfare_answer* hub_request(const uint8_t* in, uint32_t size, double now) {
  if (!engine()) return not_open();
  Fields fields(in, size);
  ReceivedRequest request;
  request.method = fields.text();
  request.path = fields.text();
  request.query = fields.text();
  request.body = fields.text();
  if (!fields.complete()) return malformed();
  return answer_actions(engine()->request(request, integer(now)));
}

fanfare_answer* hub_tick(const uint8_t*, uint32_t, double milliseconds) {
  return engine() ? answer_actions(engine()->tick(integer(milliseconds))) : not_open();
}

fanfare_answer* hub_shut_down(const uint8_t*, uint32_t) {
  return engine() ? answer_actions(engine()->shut_down()) : not_open();
}

fanfare_answer* hub_occupancy(const uint8_t*, uint32_t) {
  if (!engine()) return not_open();
  const hub::Occupancy held = engine()->occupancy();
  return answer_numbers({{"connections", held.connections},
                         {"sockets", held.sockets},
                         {"channels", held.channels},
                         {"subscriptions", held.subscriptions},
                         {"members", held.members}});
}

}  // extern "C"
