#include <fanfare/origin.h>

#include "ascii.h"
#include "sentence.h"

#include <optional>

namespace fanfare {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool fits_host(char c) { return ascii::is_alphanumeric(c) || ascii::is_any_of(c, "-._~[]:%"); }

/// `host[:port]` in lower case, without the port that `scheme` has anyway; nothing for what is no host.
std::optional<std::string> normalized_host(std::string_view scheme, std::string_view host) {
  host = trimmed(host);
  if (host.empty() || !ascii::all(host, fits_host)) return std::nullopt;
  std::string lower = ascii::to_lower(host);
  const std::string_view port = scheme == "https" ? ":443" : scheme == "http" ? ":80" : "";
  if (!port.empty() && lower.ends_with(port)) lower.resize(lower.size() - port.size());
  return lower;
}

struct Origin {
  std::string scheme;
  std::string host;
  [[nodiscard]] std::string text() const { return scheme + "://" + host; }
};

/// An `Origin` header, or an address from which somebody copied one: what follows the host is left out.
std::optional<Origin> parse_origin(std::string_view text) {
  text = trimmed(text);
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const std::string scheme = ascii::to_lower(text.substr(0, colon));
  if (!ascii::all(scheme, [](char c) { return ascii::is_alphanumeric(c) || ascii::is_any_of(c, "+-."); })) {
    return std::nullopt;
  }
  text.remove_prefix(colon + 3);
  auto host = normalized_host(scheme, text.substr(0, text.find('/')));
  if (!host) return std::nullopt;
  return Origin{scheme, std::move(*host)};
}

bool is_listed(std::string_view header, const std::optional<Origin>& origin,
               const std::vector<std::string>& allowed) {
  for (const std::string& entry : allowed) {
    if (header == "null" && trimmed(entry) == "null") return true;
    if (!origin) continue;
    const auto parsed = parse_origin(entry);
    if (parsed && parsed->text() == origin->text()) return true;
  }
  return false;
}

bool is_own_host(const Origin& origin, const OriginHeaders& headers) {
  // Each proxy appends its own: the first is what the browser asked for.
  const std::string_view forwarded = headers.forwarded_host.substr(0, headers.forwarded_host.find(','));
  return origin.host == normalized_host(origin.scheme, forwarded) ||
         origin.host == normalized_host(origin.scheme, headers.host);
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
  const std::string shown = ascii::quoted(origin->text(), 200);
  return refusal(ErrorCode::origin_refused,
                 "The request comes from %s, another origin than this server's. If that page is yours, add "
                 "allowedOrigins: [%s].",
                 {shown, shown});
}

}  // namespace

Result<void> check_origin(const OriginHeaders& headers, const std::vector<std::string>& allowed) {
  const std::string_view header = trimmed(headers.origin);
  const std::string_view site = trimmed(headers.sec_fetch_site);
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
