#include <fanfare/app.h>

#include "vectors.h"

#include <catch2/catch_test_macros.hpp>

using namespace fanfare;

TEST_CASE("an app's credentials are complete and can be sent", "[app]") {
  for (const auto& vector : vectors::load("app", "make_app")) {
    INFO(vectors::title(vector));
    const std::string id = vectors::text(vector.at("id"));
    const std::string key = vectors::text(vector.at("key"));
    const auto app = App::make(id, key, vectors::text(vector.at("secret")));
    vectors::check_result(vector, app);
    if (!app) continue;
    CHECK(app->id() == id);
    CHECK(app->key() == key);
  }
}

TEST_CASE("the message names the credential and never shows it", "[app]") {
  const auto app = App::make("3", "key", "s3cr3t-value\n");
  REQUIRE_FALSE(app);
  CHECK(app.error().message() ==
        "The app secret has a character that cannot belong to it: only visible ASCII characters can. A "
        "space or a line break was copied along.");
}
