#pragma once

#include <fanfare/hub/action.h>

#include <string>
#include <utility>
#include <vector>

namespace fanfare::hub {

/// Collects the actions of one call of the engine.
class Outbox {
 public:
  explicit Outbox(bool observe) : observe_(observe) {}

  void send(ConnectionId to, std::string frame) { send(std::vector{to}, std::move(frame)); }
  void send(std::vector<ConnectionId> to, std::string frame) {
    if (!to.empty()) actions_.emplace_back(Send{std::move(to), std::move(frame)});
  }
  void close(ConnectionId connection, std::uint16_t code, std::string reason) {
    actions_.emplace_back(Close{connection, code, std::move(reason)});
  }
  void respond(int status, std::string content_type, std::string body) {
    actions_.emplace_back(Respond{status, std::move(content_type), std::move(body)});
  }
  void observe(Observed observed) {
    if (observe_) actions_.emplace_back(std::move(observed));
  }

  [[nodiscard]] Actions take() { return std::move(actions_); }

 private:
  bool observe_;
  Actions actions_;
};

}  // namespace fanfare::hub
