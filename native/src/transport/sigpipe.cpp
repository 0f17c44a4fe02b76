#include "transport/sigpipe.h"

#include <pthread.h>

#include <ctime>

namespace fanfare {

SigpipeBlock::SigpipeBlock() {
  sigset_t pending;
  sigset_t pipe;
  sigemptyset(&pending);
  sigpending(&pending);
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, &before_);
  ours_ = sigismember(&pending, SIGPIPE) == 0 && sigismember(&before_, SIGPIPE) == 0;
}

SigpipeBlock::~SigpipeBlock() {
  if (!ours_) return;
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  const timespec at_once{};
  while (sigtimedwait(&pipe, nullptr, &at_once) == SIGPIPE) {
  }
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void block_all_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace fanfare
