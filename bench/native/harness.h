#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace bench {

/// What is measured, and what came out.
struct Candidate {
  std::string name;
  std::function<double()> measure;
  std::vector<double> figures{};
};

/// Keeps the compiler from dropping a result that nobody reads.
template <class T>
void keep(const T& value) {
  __asm__ volatile("" : : "r"(&value) : "memory");
}

/// Nanoseconds of one call.
template <class Work>
std::function<double()> nanoseconds(std::size_t count, Work work) {
  return [count, work] {
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < count; ++i) work();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    return took.count() / static_cast<double>(count);
  };
}

/// Runs the candidates in turns, so that what else the machine does hits all of them, and gives each one's
/// median.
inline std::vector<double> in_turns(std::vector<Candidate>& candidates, int rounds) {
  for (auto& candidate : candidates) static_cast<void>(candidate.measure());
  for (int round = 0; round < rounds; ++round) {
    for (auto& candidate : candidates) candidate.figures.push_back(candidate.measure());
  }
  std::vector<double> medians;
  for (auto& candidate : candidates) {
    std::sort(candidate.figures.begin(), candidate.figures.end());
    medians.push_back(candidate.figures[candidate.figures.size() / 2]);
  }
  return medians;
}

void print_signing(int rounds);
void print_sending(int port, int threads, int count);

}  // namespace bench
