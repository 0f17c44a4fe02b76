#pragma once
// What the snippets of the documents take for granted: the reader's own program.

#include <fanfare/broadcast.h>
#include <fanfare/routes_httplib.h>
#include <fanfare/testing.h>
#include <fanfare/webhooks_httplib.h>

#include <iostream>
#include <optional>
#include <string>

struct NewRelease {
  std::string version;
  fanfare::Channel broadcast_on() const;
  nlohmann::json broadcast_with() const;
};

struct AdminUserAlert {
  std::string message, level;
  fanfare::Channel broadcast_on() const;
  nlohmann::json broadcast_with() const;
};

/// Whatever class the snippet calls an account.
struct Found {
  template <class Account>
  operator std::optional<Account>() const;
};
Found account_of(const std::string& cookie);

void release(const fanfare::Broadcast& broadcast);

extern fanfare::Broadcast broadcast;
extern httplib::Server server;
