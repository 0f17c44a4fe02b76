// `later()`: `channel()` from the queue. An event is read, planned and checked on the caller's thread; only
// the sending waits for its turn.

#include "sending/queue.h"
#include "sending/sender.h"

#include <exception>
#include <future>
#include <string>
#include <utility>

namespace fanfare::detail {
namespace {

SendError queue_is_full(const std::string& event) {
  return {Error(ErrorCode::throttled,
                "The queue is full, so " + event +
                    " was not taken. Send less, wait with flush(), or raise queue_events and queue_bytes of "
                    "BroadcastOptions::limits."),
          {.retryable = true}};
}

SendError queue_is_gone(const std::string& event) {
  return {Error(ErrorCode::aborted, event + " was still queued when the last Broadcast of its queue was "
                                            "destroyed: call flush() first."),
          {.retryable = true}};
}

Pending settled(Result<Sent, SendError> outcome) {
  std::promise<Result<Sent, SendError>> promise;
  promise.set_value(std::move(outcome));
  return promise.get_future();
}

}  // namespace

Result<Pending, SendError> Sender::later(std::shared_ptr<const EventObject> object, const Channels* channels,
                                         const SendOptions& options) const {
  const auto dispatch = std::make_shared<Dispatch>(begin(*object));
  const auto fail = [&](const SendError& error) -> Result<Pending, SendError> {
    auto outcome = dispatch->rescue(error, *object);
    if (!outcome) return outcome.error();
    return settled(std::move(outcome));
  };
  if (auto ready = dispatch->prepare(*object, channels, options, on_behalf_); !ready)
    return fail(ready.error());
  if (dispatch->plan.empty()) return settled(dispatch->carry_out(options));
  if (dispatch->outlet->fake) {
    auto sent = dispatch->carry_out(options);
    return sent ? settled(std::move(sent)) : fail(sent.error());
  }

  auto promise = std::make_shared<std::promise<Result<Sent, SendError>>>();
  auto pending = promise->get_future();
  const auto work = [dispatch, object, options, promise](Queue::Turn turn) {
    const auto& logger = dispatch->outlet->settings.logger;
    const auto& name = dispatch->outgoing.event.name;
    try {
      auto outcome = turn == Queue::Turn::begin ? dispatch->carry_out(options) : queue_is_gone(name);
      if (!outcome) outcome = dispatch->rescue(outcome.error(), *object);
      if (!outcome) {
        logger("later() could not send an event, " + std::string(outcome.error().name()) + ": " +
               outcome.error().message());
      }
      promise->set_value(std::move(outcome));
    } catch (...) {
      logger("later() could not send an event, " + name + ": its driver or its handler threw.");
      promise->set_exception(std::current_exception());
    }
  };
  const auto& event = dispatch->outgoing.event;
  if (!outlets_->queue->add(event.channels, event.data.size(), work)) return fail(queue_is_full(event.name));
  return pending;
}

}  // namespace fanfare::detail
