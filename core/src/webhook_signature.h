#pragma once

#include <fanfare/result.h>

#include <string_view>

#include "app_view.h"

namespace fanfare {

/// Whether an app has the key of the header, and then whether it signed the body.
enum class Signed { by_other, wrongly, by_app };
[[nodiscard]] Signed signature_of(const AppView& app, std::string_view key_header,
                                  std::string_view signature_header, std::string_view body);

/// What is said of a webhook that none of the apps has signed.
[[nodiscard]] Error unsigned_webhook(bool known_key);

}  // namespace fanfare
