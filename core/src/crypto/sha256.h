#pragma once

#include "crypto/block_hash.h"

namespace fanfare::crypto {

void sha256_compress(std::uint32_t* state, const std::uint32_t* block);
using Sha256 = BlockHash<8, true, sha256_compress>;
Sha256::State sha256_start();

// compiled once, in sha256.cpp, at the speed of the compression
extern template class BlockHash<8, true, sha256_compress>;

}  // namespace fanfare::crypto
