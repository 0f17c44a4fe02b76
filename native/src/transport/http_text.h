#pragma once

#include <fanfare/request.h>
#include <fanfare/transport.h>

#include <string>
#include <string_view>

namespace fanfare {

/// The whole HTTP/1.1 request, head and body, as it goes over the wire to `host`, below `path_prefix`.
[[nodiscard]] std::string http_text(std::string_view host, std::string_view path_prefix,
                                    const Request& request, const HeaderFields& headers);

}  // namespace fanfare
