#pragma once

#include <fanfare/encryption.h>
#include <fanfare/event.h>
#include <fanfare/request.h>
#include <fanfare/result.h>
#include <fanfare/sent.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// What takes a line of text: the log driver's events, and what Fanfare has to say once. Called from any
/// thread.
using Logger = std::function<void(std::string_view line)>;

/// What one broadcast may be told besides its event.
struct SendOptions {
  /// Cancels the broadcast, wherever it is; it then fails with `aborted`.
  std::stop_token stop{};
  /// The connection that shall not get the event.
  std::string socket_id{};
  /// What the server shall tell of the channels: `"user_count"`, `"subscription_count"` or both, with a comma
  /// between.
  std::string info{};
  /// The key by which a server that remembers keys knows a repetition; drawn at random when empty and
  /// `BroadcastOptions::idempotent`.
  std::string idempotency_key{};
  /// When the broadcast ends at the latest; `BroadcastOptions::total_timeout` ends it earlier.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

/// A call of the HTTP API besides events.
struct ApiCall {
  std::string method;    ///< `GET` or `POST`
  std::string resource;  ///< what follows `/apps/{id}`: `/channels`
  Parameters parameters{};
  std::string body{};       ///< JSON, or empty
  bool repeatable = false;  ///< doing it twice is as good as doing it once
};

/// What a server answered to a call that it accepted.
struct ApiResponse {
  int status = 0;
  std::string body{};
  /// The body's value; null for what is not JSON.
  [[nodiscard]] nlohmann::json json() const;
};

/// Where a broadcast goes. Each driver refuses what the pusher driver would refuse, so that a test or a
/// development machine finds out before production does. Events for encrypted channels come as they were
/// before they are encrypted: the pusher driver does that. Called from many threads at once.
class Driver {
 public:
  Driver() = default;
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  virtual ~Driver() = default;

  /// Sends one event to at most `trigger_channels_max` channels.
  [[nodiscard]] virtual Result<Sent, SendError> trigger(const Event& event, const SendOptions& options) = 0;

  /// Sends events of one channel each, at most as many as a batch takes.
  [[nodiscard]] virtual Result<Sent, SendError> trigger_batch(const std::vector<Event>& events,
                                                              const SendOptions& options) = 0;

  /// Sends one event to one user; its channels are not looked at. By default there is no such thing, and it
  /// fails with `invalid_option`.
  [[nodiscard]] virtual Result<Sent, SendError> send_to_user(std::string_view user_id, const Event& event,
                                                             const SendOptions& options);

  /// Makes one call of the HTTP API. By default it fails with `invalid_option`.
  [[nodiscard]] virtual Result<ApiResponse, SendError> call(const ApiCall& call, const SendOptions& options);
};

/// The `null` driver: checks, sends nothing, and answers as a server on which nobody is.
class NullDriver : public Driver {
 public:
  /// Without a master key it refuses encrypted channels, as the pusher driver does.
  explicit NullDriver(EventLimits limits = {}, std::optional<MasterKey> master = {})
      : limits_(limits), master_(std::move(master)) {}
  [[nodiscard]] Result<Sent, SendError> trigger(const Event& event, const SendOptions& options) override;
  [[nodiscard]] Result<Sent, SendError> trigger_batch(const std::vector<Event>& events,
                                                      const SendOptions& options) override;
  [[nodiscard]] Result<Sent, SendError> send_to_user(std::string_view user_id, const Event& event,
                                                     const SendOptions& options) override;
  [[nodiscard]] Result<ApiResponse, SendError> call(const ApiCall& call, const SendOptions& options) override;
  /// Takes a broadcast that is in order as one event, with all its channels: how many requests it would be
  /// cut into is the pusher driver's own affair.
  [[nodiscard]] Result<Sent, SendError> take(const Event& event, const SendOptions& options);

 protected:
  /// What a subclass does with an event that is in order.
  virtual void accept(const Event&) {}

 private:
  EventLimits limits_;
  std::optional<MasterKey> master_;
};

/// The `log` driver: writes a line for each broadcast instead of sending it.
class LogDriver final : public NullDriver {
 public:
  explicit LogDriver(Logger logger, EventLimits limits = {}, std::optional<MasterKey> master = {})
      : NullDriver(limits, std::move(master)), logger_(std::move(logger)) {}

 protected:
  void accept(const Event& event) override;

 private:
  std::mutex mutex_;
  Logger logger_;
};

/// The `fake` driver: keeps each broadcast instead of sending it, for tests.
///
/// ```cpp
/// auto broadcast = fanfare::Broadcast::fake();
/// publish(broadcast, "4.0.0");
/// assert(broadcast.sent("NewRelease").size() == 1);
/// ```
class FakeDriver final : public NullDriver {
 public:
  explicit FakeDriver(EventLimits limits = {}, std::optional<MasterKey> master = {})
      : NullDriver(limits, std::move(master)) {}

  /// The events so far in their order; those of one name, if one is given.
  [[nodiscard]] std::vector<Event> sent(std::string_view name = {}) const;
  void clear();

 protected:
  void accept(const Event& event) override;

 private:
  mutable std::mutex mutex_;
  std::vector<Event> events_;
};

}  // namespace fanfare
