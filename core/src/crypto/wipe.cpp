#include "crypto/wipe.h"

#include <cstring>

namespace fanfare::crypto {
namespace {

// What a volatile pointer points to is not known at compile time, so the call has to happen. OpenSSL's
// OPENSSL_cleanse does the same (openssl/openssl: crypto/mem_clr.c).
void* (*const volatile opaque_memset)(void*, int, std::size_t) = std::memset;

}  // namespace

void wipe(void* memory, std::size_t size) { opaque_memset(memory, 0, size); }

}  // namespace fanfare::crypto
