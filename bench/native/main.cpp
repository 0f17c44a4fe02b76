// Fanfare's C++ beside OpenSSL, in one run. Build: cmake --preset release -DFANFARE_BUILD_BENCH=ON && cmake
// --build
// --preset release --target fanfare_bench. `npm run bench` runs it after its own table. `--quick` measures
// fewer rounds.

#include <cstdio>
#include <cstring>

#include "harness.h"

int main(int argc, char** argv) {
  const int rounds = argc > 1 && std::strcmp(argv[1], "--quick") == 0 ? 3 : 9;
  std::puts("\n| C++ | |\n|---|---|");
  bench::print_signing(rounds);
  bench::print_sending(rounds);
}
