#pragma once

#include <fanfare/app.h>
#include <fanfare/request.h>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

// The cases of tests/vectors, whose README tells their form.
namespace vectors {

using Case = nlohmann::json;

/// The cases of one operation, at least one.
std::vector<Case> load(const std::string& concept_name, const std::string& operation);

/// A text in any of its forms: plain, repeated, joined, or bytes in hex.
std::string text(const Case& value);

/// The text of a field, empty where there is none.
std::string text(const Case& of, const char* field);

/// A list of texts, or the compact form of one that repeats a text.
std::vector<std::string> texts(const Case& value);

/// A list of pairs.
fanfare::Parameters pairs(const Case& value);

fanfare::App app(const Case& of);

/// What a failing check prints.
std::string title(const Case& of);

/// Checks that a refusal has the expected code and a sentence fit for anybody's eyes.
void check_error(const Case& of, const fanfare::Error& error);

/// Checks whether `result` is the success or the failure that the case asks for; true if there is a value to
/// look at.
template <class T>
bool check_result(const Case& of, const fanfare::Result<T>& result) {
  CHECK(result.has_value() == of.at("valid").get<bool>());
  if (result) return of.contains("expected");
  if (!of.at("valid").get<bool>()) check_error(of, result.error());
  return false;
}

}  // namespace vectors
