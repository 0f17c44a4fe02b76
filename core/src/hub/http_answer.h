#pragma once

#include "outbox.h"

#include <fanfare/error.h>

#include <string>
#include <utility>

namespace fanfare::hub {

/// The answer to a request to the HTTP API: JSON for a success, otherwise a sentence in plain text, as at Pusher.
struct HttpAnswer {
  int status;
  std::string body;

  static HttpAnswer json(std::string body) { return {200, std::move(body)}; }
  static HttpAnswer bad_request(std::string sentence) { return {400, std::move(sentence)}; }
  /// The answer for an event that cannot be sent: 413 if it is too large, otherwise 400.
  static HttpAnswer of_error(const Error& error) {
    return {error.code() == ErrorCode::data_too_large ? 413 : 400, error.message()};
  }

  void send(Outbox& outbox) && {
    outbox.respond(status, status == 200 ? "application/json" : "text/plain; charset=utf-8", std::move(body));
  }
};

}  // namespace fanfare::hub
