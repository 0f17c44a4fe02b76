#pragma once

#include <csignal>

namespace fanfare {

/// Keeps SIGPIPE from this thread for as long as it lives, and takes one that came meanwhile. OpenSSL
/// writes with plain `write`, so a connection that a server resets would end the
/// process; its own handler is not ours to change.
class SigpipeBlock {
 public:
  SigpipeBlock();
  SigpipeBlock(const SigpipeBlock&) = delete;
  SigpipeBlock& operator=(const SigpipeBlock&) = delete;
  ~SigpipeBlock();

 private:
  sigset_t before_{};
  bool ours_ = false;  // neither blocked nor pending before: what comes now is our own
};

/// Blocks every signal in the calling thread: the process's handlers run on the application's own threads.
void block_all_signals();

}  // namespace fanfare
