#include "sending/sealing.h"

#include <sys/random.h>
#include <unistd.h>

#include <utility>

namespace fanfare {
namespace {

bool needs_seal(const Event& event) {
  return event.sealed.empty() && !event.data.empty() && event.channels.size() == 1 &&
         channel_kind(event.channels.front()) == ChannelKind::encrypted;
}

Result<Event> seal_to_check(const Event& event, const std::optional<MasterKey>& master) {
  if (!master || !needs_seal(event)) return event;
  return seal_event(*master, event, Nonce{});
}

}  // namespace

MasterKey blank_key() { return MasterKey({}); }

Result<Nonce> draw_nonce() {
  Nonce nonce{};
  if (getentropy(nonce.data(), nonce.size()) == 0) return nonce;
  return Error(ErrorCode::internal, "The system gives no random bytes, so nothing can be encrypted.");
}

Result<std::vector<Event>> sealed(std::vector<Event> events, const MasterKey* master) {
  if (master == nullptr) return events;
  for (auto& event : events) {
    if (!needs_seal(event)) continue;
    const auto nonce = draw_nonce();
    if (!nonce) return nonce.error();
    auto sealed_event = seal_event(*master, std::move(event), *nonce);
    if (!sealed_event) return sealed_event.error();
    event = std::move(*sealed_event);
  }
  return events;
}

Result<void> check_unsealed(const Event& event, const EventLimits& limits,
                            const std::optional<MasterKey>& master) {
  const auto sealed_event = seal_to_check(event, master);
  if (!sealed_event) return sealed_event.error();
  return check_event(*sealed_event, limits);
}

Result<void> check_unsealed(const std::vector<Event>& events, const EventLimits& limits,
                            const std::optional<MasterKey>& master) {
  std::vector<Event> all;
  all.reserve(events.size());
  for (const auto& event : events) {
    auto sealed_event = seal_to_check(event, master);
    if (!sealed_event) return sealed_event.error();
    all.push_back(std::move(*sealed_event));
  }
  if (auto body = batch_body(all, limits); !body) return body.error();
  return {};
}

}  // namespace fanfare
