#pragma once

#include <fanfare/channel_info.h>
#include <fanfare/error.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare {

/// A channel that a broadcast left out, and why.
struct Skipped {
  std::string channel;
  ErrorCode code = ErrorCode::unauthenticated;
  std::string reason{};  ///< a sentence
};

/// Why a broadcast failed, and what can be known of it.
///
/// ```cpp
/// auto sent = broadcast.channel(NewRelease{"4.0.0"});
/// if (!sent && sent.error().retryable()) queue.push_back(event);
/// ```
class SendError : public Error {
 public:
  struct Details {
    int status = 0;
    int attempts = 0;
    bool retryable = false;
    bool maybe_delivered = false;
    std::vector<std::string> channels{};
  };

  SendError(Error error) : Error(std::move(error)) {}  // NOLINT: implicit by design, a refusal has no details
  SendError(Error error, Details details) : Error(std::move(error)), details_(std::move(details)) {}

  /// The server's HTTP status, 0 when there was no answer.
  [[nodiscard]] int status() const { return details_.status; }
  /// How many requests were made.
  [[nodiscard]] int attempts() const { return details_.attempts; }
  /// Whether the same broadcast may succeed later.
  [[nodiscard]] bool retryable() const { return details_.retryable; }
  /// Whether an attempt may have been accepted all the same: sending the event again may then send it twice.
  [[nodiscard]] bool maybe_delivered() const { return details_.maybe_delivered; }
  /// The channels whose requests were accepted before this one failed, when a broadcast took several.
  [[nodiscard]] const std::vector<std::string>& channels() const { return details_.channels; }

 private:
  Details details_;
};

/// What a broadcast did: a server accepted the event for `channels`. That is all a publisher can know; who
/// was subscribed then, received it.
struct Sent {
  std::vector<std::string> channels{};
  std::vector<Skipped> skipped{};
  /// The connection that was left out, or empty.
  std::string excluded{};
  /// What `SendOptions::info` asked for: an object with the channels' names, or null; of a batch a list
  /// in the order of its events.
  nlohmann::json info{};
  /// Why it was not sent, or not to all, where `broadcast_rescue()` or `BroadcastOptions::rescue` took that failure.
  std::optional<SendError> rescued{};

  /// What `info` tells of one channel.
  [[nodiscard]] ChannelInfo channel_info(std::string_view channel) const;
  /// What `info` tells of the channel of a batch's event, by the event's place in the batch.
  [[nodiscard]] ChannelInfo event_info(std::size_t place) const;
};

}  // namespace fanfare
