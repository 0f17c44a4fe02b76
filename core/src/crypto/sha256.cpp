#include "crypto/sha256.h"

#include <cryptopp/sha.h>

namespace fanfare::crypto {

void sha256_compress(std::uint32_t* state, const std::uint32_t* block) {
  CryptoPP::SHA256::Transform(state, block);
}

Sha256::State sha256_start() {
  Sha256::State state;
  CryptoPP::SHA256::InitState(state.data());
  return state;
}

template class BlockHash<8, true, sha256_compress>;

}  // namespace fanfare::crypto
