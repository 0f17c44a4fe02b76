#pragma once

#include <pthread.h>

#include <cstddef>
#include <functional>
#include <stdexcept>

namespace fanfare::test {

#ifdef __SANITIZE_ADDRESS__  // GCC
#define FANFARE_HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)  // clang
#define FANFARE_HAS_ASAN 1
#endif
#endif

/// What a thread of a small system has, and fanfare.wasm. AddressSanitizer puts guards around every local,
/// and its builds are not optimized: the same frames take twice as much there.
#ifdef FANFARE_HAS_ASAN
inline constexpr std::size_t small_stack_bytes = 2 * 64 * 1024;
#else
inline constexpr std::size_t small_stack_bytes = 64 * 1024;
#endif

/// Runs `work`, which may not throw, in a thread with a small stack; returns when it is done.
inline void on_small_stack(std::function<void()> work) {
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  if (pthread_attr_setstacksize(&attributes, small_stack_bytes) != 0)
    throw std::runtime_error("the stack's size");
  const auto run = [](void* argument) -> void* {
    (*static_cast<std::function<void()>*>(argument))();
    return nullptr;
  };
  if (pthread_create(&thread, &attributes, run, &work) != 0) throw std::runtime_error("the thread");
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

}  // namespace fanfare::test
