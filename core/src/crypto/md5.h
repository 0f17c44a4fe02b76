#pragma once

#include "crypto/block_hash.h"

namespace fanfare::crypto {

void md5_compress(std::uint32_t* state, const std::uint32_t* block);
using Md5 = BlockHash<4, false, md5_compress>;
Md5::State md5_start();

// compiled once, in md5.cpp, at the speed of the compression
extern template class BlockHash<4, false, md5_compress>;

}  // namespace fanfare::crypto
