#include "crypto/md5.h"

// Crypto++ requires this acknowledgement that MD5 is weak. The protocol uses it as a checksum.
#define CRYPTOPP_ENABLE_NAMESPACE_WEAK 1
#include <cryptopp/md5.h>

namespace fanfare::crypto {

void md5_compress(std::uint32_t* state, const std::uint32_t* block) {
  CryptoPP::Weak::MD5::Transform(state, block);
}

Md5::State md5_start() {
  Md5::State state;
  CryptoPP::Weak::MD5::InitState(state.data());
  return state;
}

template class BlockHash<4, false, md5_compress>;

}  // namespace fanfare::crypto
