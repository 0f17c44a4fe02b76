#include <fanfare/broadcast.h>

#include "sending/outlet.h"
#include "sending/plain_event.h"
#include "sending/queue.h"

#include <chrono>
#include <memory>
#include <utility>

namespace fanfare {
namespace {

SendError queue_is_full(const std::string& event) {
  return {Error(ErrorCode::throttled,
                "The queue is full, so " + event +
                    " was not taken. Send less, wait with flush(), or raise queue_events and queue_bytes of "
                    "BroadcastOptions::limits."),
          {.retryable = true}};
}

SendError queue_ended(const std::string& event) {
  return {Error(ErrorCode::aborted, event + " was still queued when the last Broadcast of its queue went: "
                                            "call flush() before."),
          {.retryable = true}};
}

Pending ended_with(Result<Sent, SendError> outcome) {
  std::promise<Result<Sent, SendError>> promise;
  promise.set_value(std::move(outcome));
  return promise.get_future();
}

}  // namespace

Result<Pending, SendError> Broadcast::later(const Channels& channels, std::string_view event,
                                            const nlohmann::json& data, const SendOptions& options) const {
  return enqueue(std::make_shared<PlainEvent>(event, data), &channels, options);
}

Result<Pending, SendError> Broadcast::enqueue(std::shared_ptr<const detail::EventObject> object,
                                              const Channels* channels, const SendOptions& options) const {
  auto made = std::make_shared<Prepared>();
  const auto failed = [&](const SendError& error) -> Result<Pending, SendError> {
    auto outcome = made->failed(error, *object);
    if (!outcome) return outcome.error();
    return ended_with(std::move(outcome));
  };
  if (auto ready = prepare(*made, *object, channels, options); !ready) return failed(ready.error());
  if (made->sendings.empty()) return ended_with(made->carry_out(options));
  if (made->connection->fake) {
    auto sent = made->carry_out(options);
    return sent ? ended_with(std::move(sent)) : failed(sent.error());
  }

  auto promise = std::make_shared<std::promise<Result<Sent, SendError>>>();
  auto pending = promise->get_future();
  const auto work = [made, object, options, promise](bool begins) {
    const auto& logger = made->connection->logger;
    try {
      auto outcome = begins ? made->carry_out(options) : queue_ended(made->event.name);
      if (!outcome) outcome = made->failed(outcome.error(), *object);
      if (!outcome) {
        logger("An event that was to be sent later failed, " + std::string(outcome.error().name()) + ": " +
               outcome.error().message());
      }
      promise->set_value(std::move(outcome));
    } catch (...) {
      logger("An event that was to be sent later failed, " + made->event.name +
             ": its driver or its handler threw.");
      promise->set_exception(std::current_exception());
    }
  };
  if (!state_->queue->add(made->event.channels, made->event.data.size(), work)) {
    return failed(queue_is_full(made->event.name));
  }
  return pending;
}

std::size_t Broadcast::flush() const {
  return state_->queue->flush(std::chrono::steady_clock::time_point::max());
}

std::size_t Broadcast::flush(std::chrono::milliseconds time) const {
  const auto longest = std::chrono::hours(24 * 365);  // what can be added to any time
  return state_->queue->flush(std::chrono::steady_clock::now() +
                              std::min<std::chrono::milliseconds>(time, longest));
}

}  // namespace fanfare
