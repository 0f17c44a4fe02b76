#pragma once

#include <fanfare/result.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// The most bytes that are read of a `Content-Type`, and of the headers below together.
inline constexpr std::size_t header_bytes_max = 8'192;

/// The headers by which a browser says where a request comes from. An empty view is an absent header.
struct OriginHeaders {
  std::string_view origin;          ///< `Origin`
  std::string_view sec_fetch_site;  ///< `Sec-Fetch-Site`
  std::string_view forwarded_host;  ///< `X-Forwarded-Host`
  std::string_view host;            ///< `Host`
};

/// Why a request may ask.
enum class AllowedOrigin {
  own,     ///< it comes from a page of this server, or not from a browser
  listed,  ///< it comes from a page on another host that is listed: the answer needs CORS headers
};

/// Checks whether a page of this origin may ask for an authorization. pusher-js sends no CSRF token, so this
/// is the protection against forged requests. A request passes if
/// - its `Origin` is in `allowed`; or
/// - `Sec-Fetch-Site` is `same-origin` or `none`; or
/// - it has neither header (a native client); or
/// - it has `Origin` alone, and that host is the one of `X-Forwarded-Host` or `Host`. The scheme may differ:
///   a proxy that ends TLS changes it.
///
/// `null` passes only when it is listed. Origins are compared as `scheme://host[:port]`, ignoring case, a
/// default port, and a path at the end of an entry of `allowed`. There are no wildcards.
///
/// ```cpp
/// auto origin = fanfare::check_origin({.origin = "https://app.example"}, {"https://app.example"});
/// if (!origin) log(origin.error().message());  // says what to add to allowedOrigins
/// ```
///
/// Fails with `origin_refused`, also for headers over `header_bytes_max`.
[[nodiscard]] Result<AllowedOrigin> check_origin(const OriginHeaders& headers,
                                                 const std::vector<std::string>& allowed);

/// Whether `text` is an origin that `allowed` can have: one that is not would refuse its page without a hint.
[[nodiscard]] inline bool is_origin(const std::string& text) {
  // as if from another site, so that only the list lets it pass
  return !text.empty() && check_origin({text, "cross-site", {}, {}}, {text}).has_value();
}

}  // namespace fanfare
