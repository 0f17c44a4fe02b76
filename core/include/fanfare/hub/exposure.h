#pragma once

#include <fanfare/result.h>

#include <cstddef>
#include <string_view>

namespace fanfare::hub {

/// The shortest secret of an app whose hub can be reached from other machines, in bytes.
inline constexpr std::size_t exposed_secret_min = 32;
/// The fewest different bytes of such a secret. About one in 20 million secrets of 32 random hexadecimal digits
/// has fewer.
inline constexpr std::size_t exposed_secret_distinct_min = 8;

/// Whether only this machine can reach `address`: `localhost`, `127.` and three numbers, `::1`.
[[nodiscard]] bool is_loopback(std::string_view address);

/// Checks that a hub may listen on `address` for an app with this secret. Anywhere but on loopback, a secret that
/// could be guessed is refused: the default of a development server, or a short text repeated. Fails with
/// `invalid_option`; the message does not hold the secret.
[[nodiscard]] Result<void> check_exposure(std::string_view address, std::string_view secret);

}  // namespace fanfare::hub
