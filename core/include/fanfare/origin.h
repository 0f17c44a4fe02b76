#pragma once

#include <fanfare/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// The headers of a request by which a browser says where it comes from; an empty view is a header that is
/// absent.
struct OriginHeaders {
  std::string_view origin;          ///< `Origin`
  std::string_view sec_fetch_site;  ///< `Sec-Fetch-Site`
  std::string_view forwarded_host;  ///< `X-Forwarded-Host`
  std::string_view host;            ///< `Host`
};

/// Whether a page of this origin may ask for an authorization. pusher-js sends no CSRF token, so the origin
/// is the check: it passes if `Origin` is in `allowed`; else if `Sec-Fetch-Site` is `same-origin` or `none`;
/// else if neither header is there (a native client); else, with `Origin` alone, if its host is that of
/// `X-Forwarded-Host` or `Host`, whatever the scheme, which differs behind a proxy that ends TLS. `null`
/// passes only when listed.
///
/// Origins are compared as `scheme://host[:port]`, without regard to case, a default port, or a path that an
/// entry of `allowed` ends with; there are no wildcards. Fails with `origin_refused`; the message says what
/// to add to `allowedOrigins`.
[[nodiscard]] Result<void> check_origin(const OriginHeaders& headers,
                                        const std::vector<std::string>& allowed);

}  // namespace fanfare
