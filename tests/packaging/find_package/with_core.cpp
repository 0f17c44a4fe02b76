#include <fanfare/auth.h>

#include <iostream>

int main() {
  const auto app = fanfare::App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8");
  std::cout << fanfare::authorize(app.value(), "1234.1234", "private-foobar").value().to_json() << '\n';
}
