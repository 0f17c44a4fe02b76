#include "transport/transport_httplib.h"

#include "transport/guarded_socket.h"
#include "transport/hints.h"
#include "transport/http_text.h"
#include "transport/httplib_versions.h"
#include "transport/pool.h"
#include "transport/resolver.h"
#include "transport/sigpipe.h"
#include "transport/tls.h"
#include "transport/watchdog.h"
#include "transport/wire.h"

#include <algorithm>
#include <exception>
#include <fstream>
#include <functional>
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
/// Node closes idle connections after 5 s; a request that is sent at that moment is lost.
constexpr milliseconds idle_max{4'000};

TransportError not_sent(std::string message, bool permanent = false) {
  return {ErrorCode::not_sent, std::move(message), false, permanent};
}

TransportError unclear(std::string message) { return {ErrorCode::ambiguous, std::move(message), true}; }

std::string host_header(const TransportOptions& options) {
  std::string header = options.host;
  if (header.find(':') != std::string::npos) header.insert(0, 1, '[').push_back(']');
  if (options.port != (options.use_tls ? 443 : 80)) header += ":" + std::to_string(options.port);
  return header;
}

/// What the connections of one transport share.
struct Shared {
  explicit Shared(TransportOptions given)
      : options(std::move(given)),
        host(host_header(options)),
        resolver(options.host, options.lookup),
        tls(options) {}

  TransportOptions options;
  std::string host;
  Resolver resolver;
  Tls tls;
  Watchdog watchdog;
};

milliseconds until(steady_clock::time_point end) {
  return std::max(milliseconds(1), std::chrono::ceil<milliseconds>(end - steady_clock::now()));
}

/// cpp-httplib's client over our wire: its own streams wait before each read and write, and send headers and
/// body apart. It is its client without TLS, for the one with TLS cannot be derived from in later versions.
class Client final : public httplib_versions::Speaking<httplib::ClientImpl> {
 public:
  Client(Shared& shared, GuardedSocket& guard, Wire& wire, std::function<void()> stands)
      : Speaking(shared.options.host, shared.options.port),
        shared_(shared),
        guard_(guard),
        wire_(wire),
        stands_(std::move(stands)) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() override { end_tls(true); }

  /// What the server's certificate lacks.
  [[nodiscard]] const std::string& certificate_problem() const { return certificate_problem_; }

 private:
  bool create_and_connect_socket(Socket& socket, httplib::Error& error) override {
    if (!ClientImpl::create_and_connect_socket(socket, error)) return false;
    // One that was cut before it began to connect looks connected, and to send on it would wait for ever.
    error = guard_.reason() != Cut::none ? httplib::Error::Connection : shake_hands(socket.sock);
    if (error == httplib::Error::Success) return true;
    ssl_.reset();
    shutdown_socket(socket);
    close_socket(socket);
    return false;
  }

  httplib::Error shake_hands(socket_t socket) {
    if (!shared_.options.use_tls) return httplib::Error::Success;
    switch (shared_.tls.connect(socket, guard_, ssl_, certificate_problem_)) {
      case Tls::Outcome::failed:
        return httplib::Error::SSLConnection;
      case Tls::Outcome::no_authorities:
        return httplib::Error::SSLLoadingCerts;
      case Tls::Outcome::untrusted:
        return httplib::Error::SSLServerVerification;
      case Tls::Outcome::connected:
        break;
    }
    return httplib::Error::Success;
  }

  void shutdown_ssl(Socket&, bool shutdown_gracefully) override { end_tls(shutdown_gracefully); }

  bool speak_over(socket_t socket, const Speak& speak) override {
    stands_();
    wire_.use(socket, ssl_.get());
    httplib_versions::AnswerStream stream(wire_, socket);
    return speak(stream);
  }

  void end_tls(bool gracefully) {
    if (ssl_ && gracefully) {
      const SigpipeBlock no_sigpipe;  // also where a transport ends with its connections
      SSL_shutdown(ssl_.get());
    }
    ssl_.reset();
  }

  Shared& shared_;
  GuardedSocket& guard_;
  Wire& wire_;
  std::function<void()> stands_;
  std::unique_ptr<SSL, SslDeleter> ssl_;
  std::string certificate_problem_;
};

/// One keep-alive connection: an httplib client, and the duplicate of its socket that ends it in time.
class Connection {
 public:
  explicit Connection(Shared& shared);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] Result<TransportResponse, TransportError> exchange(const Request& request,
                                                                   const HeaderFields& headers,
                                                                   const AttemptLimits& limits);
  [[nodiscard]] bool reusable() const { return client_.is_socket_open() != 0; }

 private:
  [[nodiscard]] std::optional<TransportError> look_up(const std::stop_token& stop,
                                                      std::vector<std::string>& addresses);
  [[nodiscard]] httplib::Request prepared(const std::string& method);
  [[nodiscard]] TransportError failure(httplib::Error error) const;

  Shared& shared_;
  GuardedSocket socket_;
  Wire wire_{socket_};
  Client client_;
  steady_clock::time_point connect_end_;
  steady_clock::time_point end_;
  TransportResponse response_;
};

Connection::Connection(Shared& shared)
    : shared_(shared), client_(shared, socket_, wire_, [this] {
        shared_.watchdog.watch(socket_, end_);  // from here on the attempt's own deadline counts
      }) {
  client_.set_keep_alive(true);
  client_.set_tcp_nodelay(true);
  client_.set_follow_location(false);
  client_.set_decompress(false);
  client_.set_socket_options([this](auto socket) {
    socket_.adopt(socket);
    shared_.watchdog.watch(socket_, connect_end_);
  });
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

/// Says what kind of answer to read. The request itself is on the wire already, since later clients change
/// it: from 0.29 on they write a query anew, which was signed as it stood, and from 0.30.2 on they ask by
/// `Expect: 100-continue` whether a body of 1,024 bytes may follow, and wait.
httplib::Request Connection::prepared(const std::string& method) {
  httplib::Request prepared;
  prepared.method = method;
  prepared.path = "/";
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
  socket_.begin();
  wire_.carry(http_text(shared_.host, shared_.options.path, request, headers));

  std::vector<std::string> addresses{""};
  if (!reusable()) {
    if (auto failed = look_up(limits.stop, addresses)) return *failed;
  }
  const std::stop_callback on_stop(limits.stop, [this] { socket_.cut(Cut::stopped); });
  struct Forget {
    Connection& connection;
    ~Forget() { connection.shared_.watchdog.forget(connection.socket_); }
  } forget{*this};

  auto prepared_request = prepared(request.method);
  auto error = httplib::Error::Success;
  for (std::size_t at = 0; at < addresses.size(); ++at) {
    if (!addresses[at].empty()) client_.set_hostname_addr_map({{shared_.options.host, addresses[at]}});
    client_.set_connection_timeout(until(connect_end_) / static_cast<int>(addresses.size() - at));
    client_.set_read_timeout(until(end_));
    client_.set_write_timeout(until(end_));
    httplib::Response answer;
    // From 0.14 to 0.18 the client takes an answer without a length for whole where its connection breaks.
    if (client_.send(prepared_request, answer, error) && !wire_.broken()) {
      response_.status = answer.status;
      response_.retry_after = answer.get_header_value("Retry-After");
      return std::move(response_);
    }
    const bool unreachable =
        error == httplib::Error::Connection || error == httplib::Error::ConnectionTimeout;
    if (!unreachable || socket_.reason() != Cut::none || steady_clock::now() >= connect_end_) break;
  }
  // An answer too large to be read to its end says what it has to say in its status.
  if (response_.status >= 300) return std::move(response_);
  return failure(error);
}

TransportError Connection::failure(httplib::Error error) const {
  const auto hint = " " + std::string(connect_hint(shared_.options.host));
  const auto too_late = [&] { return not_sent("no connection came to stand in time." + hint); };
  switch (socket_.reason()) {
    case Cut::stopped:
      return {ErrorCode::aborted, "it was cancelled", wire_.left()};
    case Cut::deadline:
      return wire_.left() ? unclear("no answer came in time.") : too_late();
    case Cut::too_large:
      return unclear("its answer is too large, or not HTTP.");
    case Cut::none:
      break;
  }
  switch (error) {
    case httplib::Error::Connection:
    case httplib::Error::BindIPAddress:
      return not_sent("no connection could be made." + hint);
    case httplib::Error::ConnectionTimeout:
      return too_late();
    case httplib::Error::SSLConnection:
      // The client waits as long as the watchdog does.
      if (steady_clock::now() >= connect_end_) return too_late();
      return not_sent("no TLS connection could be made. Does it speak TLS on this port?");
    case httplib::Error::SSLLoadingCerts:
      return not_sent("the trusted certificates cannot be read. Check ca_file.", true);
    case httplib::Error::SSLServerVerification:
      return not_sent("its certificate is not trusted: " + client_.certificate_problem() + ".", true);
    case httplib::Error::Canceled:
      return unclear("its answer is too large, or not HTTP.");
    default:
      break;
  }
  if (!wire_.left()) return not_sent("the connection was closed before the request was sent.");
  return unclear("the connection broke before an answer came.");
}

class HttplibTransport final : public Transport {
 public:
  explicit HttplibTransport(TransportOptions options)
      : shared_(std::move(options)), pool_(shared_.options.connections, idle_max) {}

  [[nodiscard]] Result<TransportResponse, TransportError> send(const Request& request,
                                                               const HeaderFields& headers,
                                                               const AttemptLimits& limits) override {
    std::optional<SigpipeBlock> no_sigpipe;
    if (shared_.options.use_tls) no_sigpipe.emplace();
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
