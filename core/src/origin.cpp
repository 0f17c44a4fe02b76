#include <fanfare/origin.h>

#include "ascii.h"
#include "sentence.h"
#include "views.h"

#include <optional>
#include <string>

namespace fanfare {
namespace {

/// An origin in parts, as they stand in its header. They are compared ignoring case.
struct Origin {
  std::string_view scheme;
  std::string_view host;  ///< `host[:port]`, without the scheme's default port
};

/// A host without the port that its scheme has by default; empty if it is not a host.
std::string_view parse_host(std::string_view scheme, std::string_view host) {
  constexpr ascii::Set host_characters("09AZaz", "-._~[]:%");
  host = ascii::trimmed(host);
  if (!ascii::all(host, host_characters)) return {};
  const std::string_view port = ascii::equal_ignoring_case(scheme, "https")  ? ":443"
                                : ascii::equal_ignoring_case(scheme, "http") ? ":80"
                                                                             : "";
  if (host.ends_with(port)) host.remove_suffix(port.size());
  return host;
}

/// An `Origin` header, or an address copied from a browser: everything after the host is ignored.
std::optional<Origin> parse_origin(std::string_view text) {
  constexpr ascii::Set scheme_characters("09AZaz", "+-.");
  text = ascii::trimmed(text);
  const std::string_view scheme = text.substr(0, ascii::run(text, scheme_characters));
  text.remove_prefix(scheme.size());
  if (scheme.empty() || !text.starts_with("://")) return std::nullopt;
  text.remove_prefix(3);
  const std::string_view host = parse_host(scheme, text.substr(0, text.find('/')));
  if (host.empty()) return std::nullopt;
  return Origin{scheme, host};
}

bool is_listed(std::string_view header, const std::optional<Origin>& origin,
               std::span<const std::string_view> allowed) {
  for (const std::string_view entry : allowed) {
    if (header == "null" && ascii::trimmed(entry) == "null") return true;
    if (!origin) continue;
    const auto parsed = parse_origin(entry);
    if (parsed && ascii::equal_ignoring_case(parsed->scheme, origin->scheme) &&
        ascii::equal_ignoring_case(parsed->host, origin->host))
      return true;
  }
  return false;
}

bool is_own_host(const Origin& origin, const OriginHeaders& headers) {
  // Each proxy appends its own host: the first one is the host that the browser asked for.
  const std::string_view forwarded = headers.forwarded_host.substr(0, headers.forwarded_host.find(','));
  return ascii::equal_ignoring_case(origin.host, parse_host(origin.scheme, forwarded)) ||
         ascii::equal_ignoring_case(origin.host, parse_host(origin.scheme, headers.host));
}

Error refused(std::string_view header, const std::optional<Origin>& origin) {
  if (header.empty()) return refusal(ErrorCode::origin_refused, "The request comes from another site.");
  if (header == "null") {
    return refusal(ErrorCode::origin_refused,
                   "The request comes from a file or a sandboxed frame. To allow such pages, add "
                   "allowedOrigins: [\"null\"].");
  }
  if (!origin) return refusal(ErrorCode::origin_refused, "The request's Origin header is malformed.");
  std::string text = ascii::to_lower(origin->scheme);
  text += "://";
  text += ascii::to_lower(origin->host);
  const std::string shown = ascii::quoted(text, 200);
  return refusal(ErrorCode::origin_refused,
                 "The request comes from %s. If that page is yours, add allowedOrigins: [%s].",
                 {shown, shown});
}

}  // namespace

Result<AllowedOrigin> check_origin(const OriginHeaders& headers, std::span<const std::string_view> allowed) {
  const std::size_t size = headers.origin.size() + headers.sec_fetch_site.size() +
                           headers.forwarded_host.size() + headers.host.size();
  if (size > header_bytes_max) return refused("?", std::nullopt);
  const std::string_view header = ascii::trimmed(headers.origin);
  const std::string_view site = ascii::trimmed(headers.sec_fetch_site);
  const auto origin = parse_origin(header);
  if (is_listed(header, origin, allowed)) return AllowedOrigin::listed;
  // A sandboxed frame of our own page is "null" too, and nobody vouches for the code that runs in it.
  if (header == "null") return refused(header, origin);
  if (site == "same-origin" || site == "none") return AllowedOrigin::own;
  if (header.empty() && site.empty()) return AllowedOrigin::own;
  if (site.empty() && origin && is_own_host(*origin, headers)) return AllowedOrigin::own;
  return refused(header, origin);
}

Result<AllowedOrigin> check_origin(const OriginHeaders& headers, const std::vector<std::string>& allowed) {
  const std::vector<std::string_view> views(allowed.begin(), allowed.end());
  return check_origin(headers, std::span(views));
}

}  // namespace fanfare
