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

/// A user on a presence channel.
struct Member {
  std::string user_id;      ///< 1 to 128 characters
  std::string user_info{};  ///< a JSON text (`{"name":"Ann"}`), copied as it stands, or empty
};

/// A granted subscription: the authorization route answers `{"auth":"key:signature","channel_data":"…"}`.
struct Authorization {
  std::string auth;             ///< `<key>:<64 hex digits>`
  std::string channel_data{};   ///< the signed member of a presence channel, otherwise empty
  std::string shared_secret{};  ///< the key of an encrypted channel in base64, otherwise empty

  /// The JSON that pusher-js expects, byte for byte.
  [[nodiscard]] std::string to_json() const;
};

/// A granted sign-in: the route answers `{"auth":"key:signature","user_data":"…"}`.
struct Authentication {
  std::string auth;
  std::string user_data;

  /// The JSON that pusher-js expects, byte for byte.
  [[nodiscard]] std::string to_json() const;
};

/// Checks that `socket_id` is ASCII digits, a dot and digits. A laxer check would let a page have any text signed
/// (sakurity.com/blog/2015/05/08/pusher.html). Fails with `invalid_socket_id`.
[[nodiscard]] Result<void> check_socket_id(std::string_view socket_id);

/// Signs the subscription of one socket to one private channel.
///
/// ```cpp
/// auto authorization = fanfare::authorize(app, "1234.1234", "private-foobar");
/// if (authorization) std::cout << authorization->auth;  // 278d425bdf160c739803:58df8b0c…c3a4
/// ```
///
/// Fails with `invalid_socket_id`, `invalid_channel`, `public_channel`, `encrypted_channel`, or
/// `invalid_member` for a presence channel, which needs the other overload.
[[nodiscard]] Result<Authorization> authorize(const App& app, std::string_view socket_id,
                                              std::string_view channel);

/// Signs the subscription of one socket to one presence channel as `member`. `channel_data` is
/// `{"user_id":"…","user_info":…}`, built here and never taken from a client.
///
/// ```cpp
/// auto authorization = fanfare::authorize(app, "1234.1234", "presence-chat", {"42", R"({"name":"Ann"})"});
/// if (authorization) std::cout << authorization->channel_data;  // {"user_id":"42","user_info":{"name":"Ann"}}
/// ```
///
/// Fails as the other overload does; with `invalid_member` for an invalid `user_id` and on any other kind of
/// channel; with `member_too_large`; with `invalid_json` or `json_too_deep` for a `user_info` that is not JSON.
[[nodiscard]] Result<Authorization> authorize(const App& app, std::string_view socket_id,
                                              std::string_view channel, const Member& member);

/// Signs a user in on one socket. `user_data` is a JSON object with exactly one `id`, a string of 1 to 128
/// characters. It is signed and returned as it stands.
///
/// ```cpp
/// auto authentication = fanfare::authenticate(app, "1234.1234", R"({"id":"42"})");
/// ```
///
/// Fails with `invalid_socket_id`, `invalid_user`, `invalid_json` or `json_too_deep`.
[[nodiscard]] Result<Authentication> authenticate(const App& app, std::string_view socket_id,
                                                  std::string_view user_data);

/// A server's check of a subscription: whether `auth` is this app's token for these values. Takes the same time
/// wherever the signature differs. A presence channel needs its `channel_data`. On a private channel it may be
/// empty; some official libraries sign one there too.
[[nodiscard]] bool verify_authorization(const App& app, std::string_view socket_id, std::string_view channel,
                                        std::string_view channel_data, std::string_view auth);

/// A server's check of a sign-in: whether `auth` is this app's token for these values.
[[nodiscard]] bool verify_authentication(const App& app, std::string_view socket_id,
                                         std::string_view user_data, std::string_view auth);

}  // namespace fanfare
