#pragma once

#include <fanfare/result.h>

#include <string>
#include <string_view>

#include "app_view.h"

namespace fanfare {

/// `<key>:<64 hex digits>` for the subscription of one socket to one channel, both checked already.
[[nodiscard]] std::string subscription_token(const AppView& app, std::string_view socket_id,
                                             std::string_view channel, std::string_view channel_data);

// The tokens of `authorize` and `authenticate`, with the same errors and nothing beside them.
[[nodiscard]] Result<std::string> private_token(const AppView& app, std::string_view socket_id,
                                                std::string_view channel);
[[nodiscard]] Result<std::string> presence_token(const AppView& app, std::string_view socket_id,
                                                 std::string_view channel, std::string_view user_id,
                                                 std::string_view user_info, std::string& channel_data);
[[nodiscard]] Result<std::string> user_token(const AppView& app, std::string_view socket_id,
                                             std::string_view user_data);
/// That of `authorize_encrypted` (encryption.h).
[[nodiscard]] Result<std::string> encrypted_token(const AppView& app, std::string_view socket_id,
                                                  std::string_view channel);

}  // namespace fanfare
