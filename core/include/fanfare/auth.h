#pragma once

#include <fanfare/app.h>
#include <fanfare/channel.h>
#include <fanfare/result.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace fanfare {

/// The longest `user_id`, in characters.
inline constexpr std::size_t user_id_max = 128;
/// The largest member (`channel_data`) in bytes.
inline constexpr std::size_t member_bytes_max = 1'024;
/// The most users on the watchlist of user data.
inline constexpr std::size_t watchlist_max = 100;
/// The most channels that one authorization request may ask for.
inline constexpr std::size_t authorization_channels_max = 100;

/// Who is on a presence channel.
struct Member {
  std::string user_id;      ///< 1 to 128 characters
  std::string user_info{};  ///< a JSON text (`{"name":"Ann"}`), taken over as it stands, or empty
};

/// What the authorization route answers: `{"auth":"key:signature","channel_data":"…"}`.
struct Authorization {
  std::string auth;             ///< `<key>:<64 hex digits>`
  std::string channel_data{};   ///< of a presence channel the signed member, else empty
  std::string shared_secret{};  ///< of an encrypted channel its key in base64 (encryption.h), else empty

  /// The JSON that pusher-js expects, byte for byte.
  [[nodiscard]] std::string to_json() const;
};

/// What the sign-in route answers: `{"auth":"key:signature","user_data":"…"}`.
struct Authentication {
  std::string auth;
  std::string user_data;
  [[nodiscard]] std::string to_json() const;
};

/// Whether `socket_id` is digits, a dot, digits, in ASCII and nothing else. A laxer check would let a page
/// have anything signed (sakurity.com/blog/2015/05/08/pusher.html). Fails with `invalid_socket_id`.
[[nodiscard]] Result<void> check_socket_id(std::string_view socket_id);

/// Signs the subscription of one socket to one private channel.
///
/// ```cpp
/// auto answer = authorize(app, "1234.1234", "private-foobar");
/// answer->auth;  // "278d425bdf160c739803:58df8b0c…c3a4"
/// ```
///
/// Fails with `invalid_socket_id`, `invalid_channel`, `public_channel`, `encrypted_channel`, or
/// `invalid_member` for a presence channel, which needs the other overload.
[[nodiscard]] Result<Authorization> authorize(const App& app, std::string_view socket_id,
                                              std::string_view channel);

/// Signs the subscription of one socket to one presence channel as `member`. `channel_data` is
/// `{"user_id":"…","user_info":…}`, built here and never taken from a client.
/// Fails as the other overload does; with `invalid_member` for an unusable `user_id` and on any channel but a
/// presence channel; with `member_too_large`; with `invalid_json` or `json_too_deep` for a `user_info` that
/// is no JSON text.
[[nodiscard]] Result<Authorization> authorize(const App& app, std::string_view socket_id,
                                              std::string_view channel, const Member& member);

/// Signs a user in on one socket. `user_data` is a JSON object with exactly one `id`, a string of 1 to 128
/// characters; it is signed and answered as it stands. Fails with `invalid_socket_id`, `invalid_user`,
/// `invalid_json` or `json_too_deep`.
[[nodiscard]] Result<Authentication> authenticate(const App& app, std::string_view socket_id,
                                                  std::string_view user_data);

/// The server's side: whether `auth` is this app's token for these. Constant time in the signature. A
/// presence channel needs its `channel_data`; on a private one it may be empty or, as some official libraries
/// sign it, be there.
[[nodiscard]] bool verify_authorization(const App& app, std::string_view socket_id, std::string_view channel,
                                        std::string_view channel_data, std::string_view auth);

/// The server's side of `authenticate`.
[[nodiscard]] bool verify_authentication(const App& app, std::string_view socket_id,
                                         std::string_view user_data, std::string_view auth);

}  // namespace fanfare
