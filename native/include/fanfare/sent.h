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

/// A channel that an event was not sent on, and why.
struct Skipped {
  std::string channel;
  ErrorCode code = ErrorCode::unauthenticated;
  std::string reason{};  ///< a sentence
};

/// Why a broadcast failed, and how far it got.
///
/// ```cpp
/// auto sent = broadcast.channel(event);
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

  SendError(Error error) : Error(std::move(error)) {}  // NOLINT: implicit by design
  SendError(Error error, Details details) : Error(std::move(error)), details_(std::move(details)) {}

  /// The server's HTTP status, 0 when there was no answer.
  [[nodiscard]] int status() const { return details_.status; }
  /// How many attempts were made.
  [[nodiscard]] int attempts() const { return details_.attempts; }
  /// Whether the same broadcast may succeed later.
  [[nodiscard]] bool retryable() const { return details_.retryable; }
  /// Whether the server may have accepted an attempt all the same: sending the event again may deliver it
  /// twice.
  [[nodiscard]] bool maybe_delivered() const { return details_.maybe_delivered; }
  /// The channels whose requests were accepted before this one failed, when a broadcast took several.
  [[nodiscard]] const std::vector<std::string>& channels() const { return details_.channels; }

 private:
  Details details_;
};

/// The result of a broadcast: the server accepted the event for `channels`. It sends the event to everyone
/// who is subscribed at that moment; how many that is, it does not report.
struct Sent {
  std::vector<std::string> channels{};
  std::vector<Skipped> skipped{};
  /// The connection that was left out, or empty.
  std::string excluded{};
  /// The attributes that `SendOptions::info` asked for: an object by channel name, or null. For a batch, a
  /// list in the order of its events.
  nlohmann::json info{};
  /// Why the event was not sent, or not to all channels, if `broadcast_rescue()` or
  /// `BroadcastOptions::rescue` took that failure.
  std::optional<SendError> rescued{};

  /// The attributes of one channel in `info`.
  [[nodiscard]] ChannelInfo channel_info(std::string_view channel) const;
  /// The attributes in `info` for a batch's event, by its place in the batch.
  [[nodiscard]] ChannelInfo event_info(std::size_t place) const;
};

}  // namespace fanfare
