#pragma once

#include <fanfare/http_status.h>
#include <fanfare/result.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// The most bytes of an authorization request's body. pusher-js sends about 60, and the page's own `params`.
inline constexpr std::size_t authorization_body_max = 65'536;

/// What an authorization request asks for: one channel, several in a batch, or without any a sign-in.
struct AuthorizationRequest {
  std::string socket_id;
  /// Each once, in the order in which the request first names them.
  std::vector<std::string> channels{};
  bool is_batch = false;  ///< each channel has its own answer, even if there is only one
};

/// Reads what a request asks for: a form, as pusher-js sends it, or a JSON object. A list of channels is
/// `channel_name[]` or `channel_name[0]` in a form, and an array in JSON.
///
/// ```cpp
/// auto asked = fanfare::read_authorization_request("application/x-www-form-urlencoded",
///                                                  "socket_id=1.1&channel_name=private-orders");
/// asked->channels;  // {"private-orders"}
/// ```
///
/// In a form, bytes that are not UTF-8 become U+FFFD, as in a browser. Channel names are not checked yet: in
/// a batch each has its own answer. Fails with `malformed_request` (400, or 413 for a body over
/// `authorization_body_max`), `too_many_channels` and `invalid_socket_id`.
[[nodiscard]] Result<AuthorizationRequest, Refusal> read_authorization_request(std::string_view content_type,
                                                                               std::string_view body);

}  // namespace fanfare
