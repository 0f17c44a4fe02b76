#include "transport/hints.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace fanfare {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool contains(std::string_view text, std::string_view wanted) {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(), same) != text.end();
}

constexpr std::string_view clock = "Set this machine's clock: requests are signed with the time.";
constexpr std::string_view cluster = "Set cluster (PUSHER_APP_CLUSTER) to the one on the app's page.";
constexpr std::string_view key = "Compare key and app_id with those of the server.";
constexpr std::string_view secret = "Compare secret with that of the server.";

/// Texts that servers are known to answer with, and what to do about them; the first one counts.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> known_texts{{
    {"timestamp expired", clock},
    {"auth_timestamp", clock},
    {"not in this cluster", cluster},
    {"forget to specify the cluster", cluster},
    {"app key", key},
    {"unknown key", key},
    {"invalid key", key},
    {"signature", secret},
}};

std::size_t hex_digits(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789abcdefABCDEF"), text.size());
}

}  // namespace

std::string_view hint_for(int status, std::string_view body) {
  if (status >= 300 && status < 400) {
    return "Redirects are not followed, for a signature is for one address: set host, use_tls and path to "
           "where it leads.";
  }
  for (const auto& [text, hint] : known_texts) {
    if (contains(body, text)) return hint;
  }
  switch (status) {
    case 401:
      return "Compare app_id, key and secret with those of the server, and this machine's clock with the "
             "time.";
    case 403:
      return "The app is disabled or over its quota.";
    case 404:
      return "Compare host, cluster, path and app_id with those of the server.";
    case 407:
      return "A proxy in between wants a login.";
    case 413:
      return "Send less, or an id by which the page fetches the rest.";
    default:
      return "";
  }
}

std::string_view connect_hint(std::string_view host) {
  const bool local = host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("::1");
  return local ? "Is the server running there? `npx fanfare hub` starts one."
               : "Check host, port and the network.";
}

std::string excerpt(std::string_view body) {
  constexpr std::size_t longest = 200;
  constexpr std::size_t secret_digits = 32;  // a signature or a part of one: no message needs it
  body = body.substr(0, 4'096);
  std::string line;
  for (std::size_t at = 0; at < body.size() && line.size() < longest;) {
    const std::size_t digits = hex_digits(body.substr(at));
    if (digits >= secret_digits) {
      line += "...";
    } else if (digits > 0) {
      line += body.substr(at, digits);
    } else if (body[at] > 0x20 && body[at] < 0x7f) {
      line += body[at];
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
    at += std::max<std::size_t>(digits, 1);
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

}  // namespace fanfare
