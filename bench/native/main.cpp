// The C++ half of bench/native.mjs:
//   fanfare_bench signing ROUNDS            rows of what, ns, and the least that OpenSSL takes for its hashes
//   fanfare_bench sending PORT THREADS N    N triggers to bench/native/server.cpp: so many a second

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "harness.h"

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "signing" && argc == 3) {
    bench::print_signing(std::atoi(argv[2]));
  } else if (what == "sending" && argc == 5) {
    bench::print_sending(std::atoi(argv[2]), std::atoi(argv[3]), std::atoi(argv[4]));
  } else {
    std::fputs("usage: fanfare_bench signing ROUNDS | fanfare_bench sending PORT THREADS COUNT\n", stderr);
    return 2;
  }
}
