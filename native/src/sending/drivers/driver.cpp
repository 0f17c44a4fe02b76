#include <fanfare/driver.h>

#include "sending/api.h"
#include "sending/outgoing.h"
#include "sending/sealing.h"

#include <array>
#include <cstdio>

namespace fanfare {
namespace {

SendError cancelled() { return {Error(ErrorCode::aborted, "The broadcast was cancelled.")}; }

/// A payload of plain text may hold line breaks and terminal codes.
std::string on_one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
      line += c;
      continue;
    }
    std::array<char, 7> escaped{};
    std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(c));
    line += escaped.data();
  }
  return line;
}

}  // namespace

Result<Sent, SendError> Driver::send_to_user(std::string_view, const Event&, const SendOptions&) {
  return SendError(Error(ErrorCode::invalid_option, "This driver sends only to channels, not to users."));
}

Result<ApiResponse, SendError> Driver::call(const ApiCall&, const SendOptions&) {
  return SendError(Error(ErrorCode::invalid_option, "This driver has no server to ask."));
}

Result<Sent, SendError> NullDriver::trigger(const Event& event, const SendOptions& options) {
  const auto outgoing = with_options(event, options);
  if (auto valid = check_unsealed(outgoing, limits_, master_); !valid) return SendError(valid.error());
  return take(outgoing, options);
}

Result<Sent, SendError> NullDriver::take(const Event& event, const SendOptions& options) {
  if (options.stop.stop_requested()) return cancelled();
  accept(event);
  return accepted({event});
}

Result<Sent, SendError> NullDriver::trigger_batch(const std::vector<Event>& events,
                                                  const SendOptions& options) {
  if (auto valid = check_unsealed(events, limits_, master_); !valid) return SendError(valid.error());
  if (options.stop.stop_requested()) return cancelled();
  for (const auto& event : events) accept(event);
  auto sent = accepted(events);
  sent.info = nlohmann::json(events.size(), nlohmann::json::object());
  return sent;
}

Result<Sent, SendError> NullDriver::send_to_user(std::string_view user_id, const Event& event,
                                                 const SendOptions& options) {
  auto outgoing = with_options(event, options);
  if (auto body = user_event_body(user_id, outgoing, limits_); !body) return SendError(body.error());
  outgoing.channels = {user_channel(user_id)};
  return take(outgoing, options);
}

Result<ApiResponse, SendError> NullDriver::call(const ApiCall& call, const SendOptions& options) {
  if (auto valid = check_call(call); !valid) return SendError(valid.error());
  if (options.stop.stop_requested()) return cancelled();
  return ApiResponse{.status = 200, .body = R"({"channels":{},"occupied":false,"users":[]})"};
}

void LogDriver::accept(const Event& event) {
  std::string line = "broadcast " + event.name + " on ";
  for (std::size_t at = 0; at < event.channels.size(); ++at) {
    if (at > 0) line += ", ";
    line += event.channels[at];
  }
  if (!event.socket_id.empty()) line += " except " + event.socket_id;
  line += ": " + on_one_line(event.data);
  const std::lock_guard lock(mutex_);
  logger_(line);
}

std::vector<Event> FakeDriver::sent(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  std::vector<Event> found;
  for (const auto& event : events_) {
    if (name.empty() || event.name == name) found.push_back(event);
  }
  return found;
}

void FakeDriver::clear() {
  const std::lock_guard lock(mutex_);
  events_.clear();
}

void FakeDriver::accept(const Event& event) {
  const std::lock_guard lock(mutex_);
  events_.push_back(event);
}

}  // namespace fanfare
