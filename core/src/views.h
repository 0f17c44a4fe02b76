#pragma once

#include <fanfare/app.h>
#include <fanfare/auth.h>
#include <fanfare/authorization_request.h>
#include <fanfare/encryption.h>
#include <fanfare/event.h>
#include <fanfare/origin.h>
#include <fanfare/request.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The core works on views: texts that belong to the caller, so that no call copies them. fanfare.wasm calls the
// functions below with views of its arguments. The public functions of the same names make views of an App, an
// Event or a Member and call them too. The public headers say what each does and how it fails.
namespace fanfare {

struct AppView {
  AppView(std::string_view app_id, std::string_view app_key, const SigningKey& prepared,
          std::string_view prefix)
      : id(app_id), key(app_key), signing_key(prepared), signed_prefix(prefix) {}
  AppView(const App& app)  // NOLINT: implicit by design
      : AppView(app.id(), app.key(), app.signing_key(), app.signed_prefix()) {}

  std::string_view id;
  std::string_view key;
  const SigningKey& signing_key;
  std::string_view signed_prefix;
};

struct MemberView {
  std::string_view user_id;
  std::string_view user_info;  ///< a JSON text, or empty
};

struct EventView {
  std::string_view name;
  std::string_view data;  ///< as it goes over the wire: sealed, if `is_sealed`
  std::string_view socket_id;
  std::string_view info;
  std::vector<std::string_view> channels;
  bool is_sealed = false;
};

/// A query parameter.
struct ParameterView {
  std::string_view name;
  std::string_view value;
};

// app.h

/// Fails as `App::make` does.
[[nodiscard]] Result<void> check_credentials(std::string_view id, std::string_view key,
                                             std::string_view secret);

// event.h

/// Fails with `invalid_data` for an event that was changed after it was sealed.
[[nodiscard]] Result<EventView> view_of(const Event& event);
[[nodiscard]] Result<std::vector<EventView>> views_of(const std::vector<Event>& events);

[[nodiscard]] Result<void> check_event(const EventView& event, const EventLimits& limits);
[[nodiscard]] Result<std::string> trigger_body(const EventView& event, const EventLimits& limits);
[[nodiscard]] Result<std::string> batch_body(std::span<const EventView> events, const EventLimits& limits);

// encryption.h

/// Returns the sealed data.
[[nodiscard]] Result<std::string> seal_event(const MasterKey& master, const EventView& event,
                                             const Nonce& nonce);
/// Returns the sealed data of each event, empty for an event whose channel is not encrypted.
[[nodiscard]] Result<std::vector<std::string>> seal_events(const MasterKey& master,
                                                           std::span<const EventView> events,
                                                           std::span<const Nonce> nonces);
[[nodiscard]] Result<Authorization> authorize_encrypted(const AppView& app, const MasterKey& master,
                                                        std::string_view socket_id, std::string_view channel);

// request.h

[[nodiscard]] Result<Request> sign_request(const AppView& app, std::string_view method,
                                           std::string_view resource,
                                           std::span<const ParameterView> parameters, std::string body,
                                           UnixSeconds now);
[[nodiscard]] Result<Request> trigger_request(const AppView& app, const EventView& event, UnixSeconds now,
                                              const EventLimits& limits);
[[nodiscard]] Result<Request> batch_request(const AppView& app, std::span<const EventView> events,
                                            UnixSeconds now, const EventLimits& limits);

// auth.h

[[nodiscard]] Result<Authorization> authorize(const AppView& app, std::string_view socket_id,
                                              std::string_view channel);
[[nodiscard]] Result<Authorization> authorize(const AppView& app, std::string_view socket_id,
                                              std::string_view channel, const MemberView& member);
[[nodiscard]] Result<Authentication> authenticate(const AppView& app, std::string_view socket_id,
                                                  std::string_view user_data);

/// `<key>:<64 hex digits>` for a subscription whose parts were checked.
[[nodiscard]] std::string subscription_token(const AppView& app, std::string_view socket_id,
                                             std::string_view channel, std::string_view channel_data);

// rule.h

/// The parameters that `match_rule` finds.
[[nodiscard]] std::optional<std::vector<ParameterView>> rule_parameters(std::string_view pattern,
                                                                        std::string_view channel);
/// The place of the first pattern that matches, and its parameters.
[[nodiscard]] std::optional<std::size_t> next_rule(std::span<const std::string_view> patterns,
                                                   std::string_view channel, std::size_t from,
                                                   std::vector<ParameterView>& parameters);

// origin.h

[[nodiscard]] Result<AllowedOrigin> check_origin(const OriginHeaders& headers,
                                                 std::span<const std::string_view> allowed);

// authorization_request.h

/// `refusal_status` is the HTTP status of its failure.
[[nodiscard]] Result<void> read_authorization_request(std::string_view content_type, std::string_view body,
                                                      AuthorizationRequest& asked);

[[nodiscard]] inline int refusal_status(std::string_view body, ErrorCode code) {
  return body.size() > authorization_body_max ? 413 : authorization_status(code);
}

// webhook.h

/// Without a check of the webhook's age.
[[nodiscard]] Result<std::size_t> verify_webhook(std::span<const AppView> apps, std::string_view key_header,
                                                 std::string_view signature_header, std::string_view body);

}  // namespace fanfare
