#include <fanfare/origin.h>

#include "ascii.h"
#include "sentence.h"

#include <optional>
#include <string>

namespace fanfare {
namespace {

/// An origin in parts, which are texts of its header as they stand there: compared without regard to case.
struct Origin {
  std::string_view scheme;
  std::string_view host;  ///< `host[:port]`, without the port that the scheme has anyway
};

bool equal_but_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (ascii::to_lower(a[i]) != ascii::to_lower(b[i])) return false;
  }
  return true;
}

/// A host as it is compared; empty for what is no host.
std::string_view parse_host(std::string_view scheme, std::string_view host) {
  constexpr ascii::Set host_characters("09AZaz", "-._~[]:%");
  host = ascii::trimmed(host);
  if (!ascii::all(host, host_characters)) return {};
  const std::string_view port = equal_but_case(scheme, "https")  ? ":443"
                                : equal_but_case(scheme, "http") ? ":80"
                                                                 : "";
  if (host.ends_with(port)) host.remove_suffix(port.size());
  return host;
}

/// An `Origin` header, or an address from which somebody copied one: what follows the host is left out.
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
               const std::vector<std::string>& allowed) {
  for (const std::string& entry : allowed) {
    if (header == "null" && ascii::trimmed(entry) == "null") return true;
    if (!origin) continue;
    const auto parsed = parse_origin(entry);
    if (parsed && equal_but_case(parsed->scheme, origin->scheme) &&
        equal_but_case(parsed->host, origin->host))
      return true;
  }
  return false;
}

bool is_own_host(const Origin& origin, const OriginHeaders& headers) {
  // Each proxy appends its own: the first is what the browser asked for.
  const std::string_view forwarded = headers.forwarded_host.substr(0, headers.forwarded_host.find(','));
  return equal_but_case(origin.host, parse_host(origin.scheme, forwarded)) ||
         equal_but_case(origin.host, parse_host(origin.scheme, headers.host));
}

Error refused(std::string_view header, const std::optional<Origin>& origin) {
  if (header.empty()) {
    return refusal(ErrorCode::origin_refused,
                   "The request comes from a page of another site, which it does not name.");
  }
  if (header == "null") {
    return refusal(ErrorCode::origin_refused,
                   "The request comes from a page without an origin (a file, a sandboxed frame). If such "
                   "pages shall be served, add allowedOrigins: [\"null\"].");
  }
  if (!origin) return refusal(ErrorCode::origin_refused, "The request's Origin header is malformed.");
  std::string text = ascii::to_lower(origin->scheme);
  text += "://";
  text += ascii::to_lower(origin->host);
  const std::string shown = ascii::quoted(text, 200);
  return refusal(ErrorCode::origin_refused,
                 "The request comes from %s, another origin than this server's. If that page is yours, add "
                 "allowedOrigins: [%s].",
                 {shown, shown});
}

}  // namespace

Result<void> check_origin(const OriginHeaders& headers, const std::vector<std::string>& allowed) {
  const std::string_view header = ascii::trimmed(headers.origin);
  const std::string_view site = ascii::trimmed(headers.sec_fetch_site);
  const auto origin = parse_origin(header);
  if (is_listed(header, origin, allowed)) return {};
  // A sandboxed frame of one's own page is "null" too, and nobody vouches for what runs in it.
  if (header == "null") return refused(header, origin);
  if (site == "same-origin" || site == "none") return {};
  if (header.empty() && site.empty()) return {};
  if (site.empty() && origin && is_own_host(*origin, headers)) return {};
  return refused(header, origin);
}

}  // namespace fanfare
