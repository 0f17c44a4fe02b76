#pragma once

#include <string>
#include <string_view>

namespace fanfare {

/// What to do about a server's answer, as a sentence; empty when there is nothing to say.
[[nodiscard]] std::string_view hint_for(int status, std::string_view body);

/// What to do about a connection that did not come to stand.
[[nodiscard]] std::string_view connect_hint(std::string_view host);

/// At most 200 characters of an answer, on one line of ASCII. Servers quote what they got, so signatures are
/// taken out.
[[nodiscard]] std::string excerpt(std::string_view body);

}  // namespace fanfare
