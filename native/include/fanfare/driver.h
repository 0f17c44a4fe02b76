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

/// Receives lines of text: Fanfare's notices and warnings, and the log driver's events. Called from any
/// thread.
using Logger = std::function<void(std::string_view line)>;

/// The options of one broadcast.
struct SendOptions {
  /// Cancels the broadcast at any point: it fails with `aborted`.
  std::stop_token stop{};
  /// The connection to leave out: it does not get the event.
  std::string socket_id{};
  /// The attributes of the channels to ask for: `"user_count"`, `"subscription_count"` or both, with a comma
  /// between.
  std::string info{};
  /// The key by which a server recognizes a repetition. When empty, a random one is used with
  /// `BroadcastOptions::idempotent`, and otherwise none.
  std::string idempotency_key{};
  /// The end of the broadcast at the latest; `BroadcastOptions::total_timeout` may end it earlier.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

/// A call of the HTTP API that sends no event.
struct ApiCall {
  std::string method;    ///< `GET` or `POST`
  std::string resource;  ///< the part after `/apps/{id}`: `/channels`
  Parameters parameters{};
  std::string body{};       ///< JSON, or empty
  bool repeatable = false;  ///< doing it twice does no harm
};

/// The answer of a server that accepted a call.
struct ApiResponse {
  int status = 0;
  std::string body{};
  /// The body's value; null if it is not JSON.
  [[nodiscard]] nlohmann::json json() const;
};

/// Carries broadcasts. Every driver refuses the events that the pusher driver would refuse, so mistakes show
/// in tests and in development, before production. Events for encrypted channels arrive in the clear: the
/// pusher driver encrypts them. Called from many threads at once.
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

  /// Sends one event to one user; its channels are ignored. Fails with `invalid_option` unless overridden.
  [[nodiscard]] virtual Result<Sent, SendError> send_to_user(std::string_view user_id, const Event& event,
                                                             const SendOptions& options);

  /// Makes one call of the HTTP API. Fails with `invalid_option` unless overridden.
  [[nodiscard]] virtual Result<ApiResponse, SendError> call(const ApiCall& call, const SendOptions& options);
};

/// The `null` driver: checks, sends nothing, and answers as a server without subscribers.
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
  /// Accepts a broadcast that was already checked, as one event with all its channels: only the pusher driver
  /// splits it into requests.
  [[nodiscard]] Result<Sent, SendError> take(const Event& event, const SendOptions& options);

 protected:
  /// Receives each valid event in a subclass.
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

  /// The events so far in order, or only those of one name.
  [[nodiscard]] std::vector<Event> sent(std::string_view name = {}) const;
  void clear();

 protected:
  void accept(const Event& event) override;

 private:
  mutable std::mutex mutex_;
  std::vector<Event> events_;
};

}  // namespace fanfare
