#include <fanfare/webhook.h>

#include <array>
#include <string>

#include "hmac.h"
#include "input.h"
#include "utf8.h"

using namespace fanfare;

namespace {

MasterKey master_key() {
  std::array<std::uint8_t, MasterKey::size> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  return MasterKey(bytes);
}

/// What every caller relies on, whoever wrote the body.
void require_sound(const Webhook& webhook, bool has_master) {
  for (const WebhookEvent& event : webhook.events) {
    require((event.kind == WebhookEventKind::unknown) !=
            (event.name == "channel_occupied" || event.name == "channel_vacated" ||
             event.name == "member_added" || event.name == "member_removed" || event.name == "client_event" ||
             event.name == "cache_miss" || event.name == "subscription_count"));
    for (const std::string* text : {&event.name, &event.channel, &event.user_id, &event.event, &event.data})
      require(utf8::valid(*text));
    const bool is_encrypted = channel_kind(event.channel) == ChannelKind::encrypted;
    if (event.sealed) require(is_encrypted && !event.data.empty());
    if (is_encrypted && !has_master) require(event.sealed != event.data.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::array apps{App::make("3", "key", "a-secret-of-this-target").value(),
                               App::make("3", "key", "another").value()};
  static const MasterKey master = master_key();
  Input input(data, size);
  const std::string_view body = input.next();
  const std::string_view key = input.next();
  const std::string_view signature = input.next();
  // Nobody can sign by chance.
  require(!verify_webhook(apps, key, signature, body));
  require(!verify_webhook(apps, "key", signature, body));
  for (std::size_t i = 0; i < apps.size(); ++i) {
    const std::string right = hmac_sha256_hex(apps[i].signing_key(), {body});
    const auto sender = verify_webhook(apps, "key", right, body);
    require(sender && *sender == i);
    require(!verify_webhook(apps, "key", right, std::string(body) + "\n"));
    (void)verify_webhook(apps, "key", right, body,
                         {.window_ms = 1, .now_ms = static_cast<std::int64_t>(size)});
  }
  const auto plain = parse_webhook(body);
  const auto decrypted = parse_webhook(body, &master);
  require(plain.has_value() == decrypted.has_value());
  if (plain) {
    require_sound(*plain, false);
    require_sound(*decrypted, true);
    require(plain->events.size() == decrypted->events.size() && plain->time_ms == decrypted->time_ms);
  }
  return 0;
}
