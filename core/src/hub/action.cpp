#include <fanfare/hub/action.h>

namespace fanfare::hub {

std::string_view happening_name(Happening happening) {
  switch (happening) {
    case Happening::connected:
      return "connected";
    case Happening::disconnected:
      return "disconnected";
    case Happening::subscribed:
      return "subscribed";
    case Happening::unsubscribed:
      return "unsubscribed";
    case Happening::refused:
      return "refused";
    case Happening::member_added:
      return "member_added";
    case Happening::member_removed:
      return "member_removed";
    case Happening::event:
      return "event";
    case Happening::client_event:
      return "client_event";
    case Happening::request_refused:
      return "request_refused";
  }
  return {};
}

}  // namespace fanfare::hub
