// Does not compile, and says why: see can_broadcast_refused.cmake.
#include <fanfare/broadcast.h>

#include <string>

struct Base {
  auto broadcast_on() const { return "a"; }
  auto broadcast_with() const { return 1; }
};

struct AsNumber : Base {
  int broadcast_as() const { return 1; }
};
struct WithNotConst {
  auto broadcast_on() const { return "a"; }
  auto broadcast_with() { return 1; }
};
struct WhenText : Base {
  std::string broadcast_when() const { return "no"; }
};
struct WhenMember : Base {
  bool broadcast_when = false;
};
struct ViaNumber : Base {
  int broadcast_via() const { return 1; }
};
struct RescueOfNothing : Base {
  void broadcast_rescue() const {}
};
struct NoPayload {
  int id = 0;
  auto broadcast_on() const { return "a"; }
};
struct Untold {
  auto broadcast_on(int) const { return "a"; }
};
struct Unplaced {
  int to_broadcast(int) const { return 1; }
};

template <class E>
void send(const fanfare::Broadcast& broadcast) {
  (void)broadcast.channel(E{});
}

void refused(const fanfare::Broadcast& broadcast) {
  send<AsNumber>(broadcast);
  send<WithNotConst>(broadcast);
  send<WhenText>(broadcast);
  send<WhenMember>(broadcast);
  send<ViaNumber>(broadcast);
  send<RescueOfNothing>(broadcast);
  send<NoPayload>(broadcast);
  (void)broadcast.notify(Untold{}, 1);
  (void)broadcast.notify(Unplaced{}, 1);
}
