#include "transport/guarded_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fanfare {

GuardedSocket::~GuardedSocket() {
  if (duplicate_ >= 0) close(duplicate_);
}

void GuardedSocket::begin() {
  const std::lock_guard lock(mutex_);
  cut_ = Cut::none;
}

void GuardedSocket::adopt(int socket) {
  const std::lock_guard lock(mutex_);
  if (duplicate_ >= 0) close(duplicate_);
  duplicate_ = fcntl(socket, F_DUPFD_CLOEXEC, 0);
  // Without a duplicate no deadline would hold: a socket that is shut down before it is connected never
  // connects.
  if (duplicate_ < 0) shutdown(socket, SHUT_RDWR);
  if (cut_ != Cut::none) shutdown(duplicate_, SHUT_RDWR);
}

void GuardedSocket::cut(Cut reason) {
  const std::lock_guard lock(mutex_);
  if (cut_ == Cut::none) cut_ = reason;
  if (duplicate_ >= 0) shutdown(duplicate_, SHUT_RDWR);
}

GuardedSocket::Cut GuardedSocket::reason() const {
  const std::lock_guard lock(mutex_);
  return cut_;
}

}  // namespace fanfare
