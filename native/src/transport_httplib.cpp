#include "transport_httplib.h"

#include "guarded_socket.h"
#include "hints.h"
#include "pool.h"
#include "resolver.h"
#include "sigpipe.h"
#include "watchdog.h"

#include <httplib.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <exception>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fanfare {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Cut = GuardedSocket::Cut;

constexpr std::size_t body_bytes_max = 65'536;
/// Node closes idle connections after 5 s; whatever is sent at that moment is lost.
constexpr milliseconds idle_max{4'000};

TransportError not_sent(std::string message, bool permanent = false) {
  return {ErrorCode::not_sent, std::move(message), false, permanent};
}

TransportError unclear(std::string message) { return {ErrorCode::ambiguous, std::move(message), true}; }

/// What the connections of one transport share.
struct Shared {
  explicit Shared(TransportOptions given)
      : options(std::move(given)), resolver(options.host, options.lookup) {}

  TransportOptions options;
  Resolver resolver;
  Watchdog watchdog;
};

milliseconds until(steady_clock::time_point end) {
  return std::max(milliseconds(1), std::chrono::ceil<milliseconds>(end - steady_clock::now()));
}

/// One keep-alive connection: an httplib client, and the duplicate of its socket that ends it in time.
class Connection {
 public:
  explicit Connection(Shared& shared);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] Result<TransportResponse, TransportError> exchange(const Request& request,
                                                                   const HeaderFields& headers,
                                                                   const AttemptLimits& limits);
  [[nodiscard]] bool reusable() const { return client_->is_socket_open() != 0; }

 private:
  [[nodiscard]] std::optional<TransportError> look_up(const std::stop_token& stop,
                                                      std::vector<std::string>& addresses);
  [[nodiscard]] httplib::Request prepared(const Request& request, const HeaderFields& headers);
  [[nodiscard]] bool deliver_body(const std::string& body, std::size_t offset, std::size_t length,
                                  httplib::DataSink& sink);
  [[nodiscard]] bool answer_fits();
  [[nodiscard]] TransportError failure(httplib::Error error) const;
  [[nodiscard]] std::string certificate_problem() const;
  void set_up_tls();

  Shared& shared_;
  std::unique_ptr<httplib::ClientImpl> client_;
  httplib::SSLClient* tls_ = nullptr;  // the same client
  SSL* ssl_ = nullptr;                 // of its connection
  GuardedSocket socket_;
  steady_clock::time_point connect_end_;
  steady_clock::time_point end_;
  bool left_ = false;
  TransportResponse response_;
};

Connection::Connection(Shared& shared) : shared_(shared) {
  const auto& options = shared_.options;
  if (options.use_tls) {
    auto client = std::make_unique<httplib::SSLClient>(options.host, options.port);
    tls_ = client.get();
    client_ = std::move(client);
    set_up_tls();
  } else {
    client_ = std::make_unique<httplib::ClientImpl>(options.host, options.port);
  }
  client_->set_keep_alive(true);
  client_->set_tcp_nodelay(true);
  client_->set_follow_location(false);
  client_->set_decompress(false);
  client_->set_url_encode(false);  // the query is encoded already, as it was signed
  client_->set_socket_options([this](auto socket) {
    socket_.adopt(socket);
    shared_.watchdog.watch(socket_, connect_end_);
  });
}

void Connection::set_up_tls() {
  const auto& options = shared_.options;
  if (!options.ca_file.empty()) client_->set_ca_cert_path(options.ca_file);
  client_->enable_server_certificate_verification(true);
  auto* context = tls_->ssl_context();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_app_data(context, this);
  SSL_CTX_set_info_callback(context, [](const SSL* ssl, int where, int) {
    auto* connection = static_cast<Connection*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    if ((where & SSL_CB_HANDSHAKE_START) != 0) connection->ssl_ = const_cast<SSL*>(ssl);
  });
  // OpenSSL compares the name itself: cpp-httplib takes the common name even where there are alternative
  // names.
  auto* wanted = SSL_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (X509_VERIFY_PARAM_set1_ip_asc(wanted, options.host.c_str()) != 1) {
    X509_VERIFY_PARAM_set1_host(wanted, options.host.c_str(), options.host.size());
  }
}

bool Connection::answer_fits() {
  if (ssl_ == nullptr) return socket_.headers_fit(end_);
  // Servers send the first line in one record, and OpenSSL looks ahead no further.
  std::array<char, status_line_max> seen;
  int size = 0;
  do {
    size = SSL_peek(ssl_, seen.data(), static_cast<int>(seen.size()));
    // A session ticket comes first (RFC 8446 §4.6.1) and makes the first look one in vain.
  } while (size <= 0 && SSL_get_error(ssl_, size) == SSL_ERROR_WANT_READ && socket_.reason() == Cut::none &&
           steady_clock::now() < end_);
  return size <= 0 || status_line_fits({seen.data(), static_cast<std::size_t>(size)});
}

std::optional<TransportError> Connection::look_up(const std::stop_token& stop,
                                                  std::vector<std::string>& addresses) {
  auto answer = shared_.resolver.resolve(connect_end_, stop);
  addresses = std::move(answer.addresses);
  switch (answer.outcome) {
    case Resolver::Outcome::found:
      return std::nullopt;
    case Resolver::Outcome::unknown:
      return not_sent("its name has no address. Check host, and this machine's DNS.");
    case Resolver::Outcome::timed_out:
      return not_sent("its address could not be looked up in time. Check this machine's DNS.");
    case Resolver::Outcome::stopped:
      return TransportError(ErrorCode::aborted, "it was cancelled");
  }
  return std::nullopt;
}

bool Connection::deliver_body(const std::string& body, std::size_t offset, std::size_t length,
                              httplib::DataSink& sink) {
  shared_.watchdog.watch(socket_, end_);  // connected: from here on the attempt's own deadline counts
  left_ = true;
  if (!sink.write(body.data() + offset, length)) return true;  // httplib knows that it failed
  return answer_fits();
}

httplib::Request Connection::prepared(const Request& request, const HeaderFields& headers) {
  httplib::Request prepared;
  prepared.method = request.method;
  prepared.path = shared_.options.path + request.path + "?" + request.query;
  for (const auto& [name, value] : headers) prepared.headers.emplace(name, value);
  prepared.headers.emplace("Accept-Encoding", "identity");
  prepared.headers.emplace("User-Agent", "fanfare/" FANFARE_VERSION);
  prepared.headers.emplace("X-Pusher-Library", "fanfare-cpp " FANFARE_VERSION);
  if (!request.body.empty()) {
    prepared.content_length_ = request.body.size();
    prepared.content_provider_ = [this, &body = request.body](std::size_t offset, std::size_t length,
                                                              httplib::DataSink& sink) {
      return deliver_body(body, offset, length, sink);
    };
  }
  prepared.response_handler = [this](const httplib::Response& response) {
    response_.status = response.status;
    return true;
  };
  prepared.content_receiver = [this](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    response_.body.append(data, std::min(size, body_bytes_max - response_.body.size()));
    return response_.body.size() < body_bytes_max;
  };
  return prepared;
}

Result<TransportResponse, TransportError> Connection::exchange(const Request& request,
                                                               const HeaderFields& headers,
                                                               const AttemptLimits& limits) {
  const auto now = steady_clock::now();
  end_ = std::min(now + limits.timeout, limits.deadline);
  connect_end_ = std::min(now + shared_.options.connect_timeout, end_);
  response_ = {};
  left_ = request.body.empty();  // without a body there is no telling whether the request went
  socket_.begin();

  std::vector<std::string> addresses{""};
  if (!reusable()) {
    if (auto failed = look_up(limits.stop, addresses)) return *failed;
  }
  const std::stop_callback on_stop(limits.stop, [this] { socket_.cut(Cut::stopped); });
  shared_.watchdog.watch(socket_, end_);
  struct Forget {
    Connection& connection;
    ~Forget() { connection.shared_.watchdog.forget(connection.socket_); }
  } forget{*this};

  const auto prepared_request = prepared(request, headers);
  auto error = httplib::Error::Connection;
  for (std::size_t at = 0; at < addresses.size(); ++at) {
    if (!addresses[at].empty()) client_->set_hostname_addr_map({{shared_.options.host, addresses[at]}});
    client_->set_connection_timeout(until(connect_end_) / static_cast<int>(addresses.size() - at));
    client_->set_read_timeout(until(end_));
    client_->set_write_timeout(until(end_));
    auto result = client_->send(prepared_request);
    // An answer that tells no length ends where the connection does, also where it was cut.
    const bool cut_short = socket_.reason() != Cut::none && result && !result->has_header("Content-Length") &&
                           !result->has_header("Transfer-Encoding");
    if (result && !cut_short) {
      response_.status = result->status;
      response_.retry_after = result->get_header_value("Retry-After");
      return std::move(response_);
    }
    error = cut_short ? httplib::Error::Read : result.error();
    const bool unreachable =
        error == httplib::Error::Connection || error == httplib::Error::ConnectionTimeout;
    if (!unreachable || socket_.reason() != Cut::none || steady_clock::now() >= connect_end_) break;
  }
  // An answer too large to be read to its end says what it has to say in its status.
  if (response_.status >= 300) return std::move(response_);
  return failure(error);
}

std::string Connection::certificate_problem() const {
  const auto result = tls_ == nullptr ? X509_V_OK : tls_->get_openssl_verify_result();
  return result == X509_V_OK ? "it does not name this host" : X509_verify_cert_error_string(result);
}

TransportError Connection::failure(httplib::Error error) const {
  const auto hint = " " + std::string(connect_hint(shared_.options.host));
  switch (socket_.reason()) {
    case Cut::stopped:
      return {ErrorCode::aborted, "it was cancelled", left_};
    case Cut::deadline:
      return left_ ? unclear("no answer came in time.")
                   : not_sent("no connection came to stand in time." + hint);
    case Cut::too_large:
      return unclear("its answer is too large.");
    case Cut::none:
      break;
  }
  switch (error) {
    case httplib::Error::Connection:
    case httplib::Error::BindIPAddress:
      return not_sent("no connection could be made." + hint);
    case httplib::Error::ConnectionTimeout:
      return not_sent("no connection came to stand in time." + hint);
    case httplib::Error::SSLConnection:
      return not_sent("no TLS connection could be made. Does it speak TLS on this port?");
    case httplib::Error::SSLLoadingCerts:
      return not_sent("the trusted certificates cannot be read. Check ca_file.", true);
    case httplib::Error::SSLServerVerification:
      return not_sent("its certificate is not trusted: " + certificate_problem() + ".", true);
    case httplib::Error::Canceled:
      return unclear("its answer is too large, or not HTTP.");
    default:
      break;
  }
  if (!left_) return not_sent("the connection was closed before the request was sent.");
  return unclear("the connection broke before an answer came.");
}

class HttplibTransport final : public Transport {
 public:
  explicit HttplibTransport(TransportOptions options)
      : shared_(std::move(options)), pool_(shared_.options.connections, idle_max) {}

  [[nodiscard]] Result<TransportResponse, TransportError> send(const Request& request,
                                                               const HeaderFields& headers,
                                                               const AttemptLimits& limits) override {
    const SigpipeBlock no_sigpipe;
    auto place = pool_.enter(limits.deadline, limits.stop);
    if (!place.free) {
      if (limits.stop.stop_requested()) return TransportError(ErrorCode::aborted, "it was cancelled");
      return not_sent("all " + std::to_string(shared_.options.connections) +
                      " connections were busy for the whole time. Raise connections.");
    }
    auto connection = place.connection ? std::move(place.connection) : std::make_unique<Connection>(shared_);
    auto result = guarded(*connection, request, headers, limits);
    if (!result || !connection->reusable()) connection.reset();
    pool_.leave(std::move(connection));
    return result;
  }

 private:
  /// An exception, of a thread that cannot be started or memory that is not there, must not keep a place of
  /// the pool.
  static Result<TransportResponse, TransportError> guarded(Connection& connection, const Request& request,
                                                           const HeaderFields& headers,
                                                           const AttemptLimits& limits) {
    try {
      return connection.exchange(request, headers, limits);
    } catch (const std::exception&) {
      return unclear("this machine has not enough memory or threads to send a request.");
    }
  }

  Shared shared_;
  Pool<Connection> pool_;
};

}  // namespace

Result<std::shared_ptr<Transport>> make_httplib_transport(TransportOptions options) {
  if (!options.ca_file.empty() && !std::ifstream(options.ca_file).good()) {
    return Error(ErrorCode::invalid_option, "ca_file " + options.ca_file + " cannot be read.");
  }
  return std::shared_ptr<Transport>(std::make_shared<HttplibTransport>(std::move(options)));
}

}  // namespace fanfare
