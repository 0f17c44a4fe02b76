// The code panel: the lines that do what this example shows.
import { byId } from "/draw.js";

const snippets = {
  page: `import { connect } from "fanfare/browser";
import { NewRelease, AdminUserAlert } from "./events.js";

const live = connect({ Pusher, key, cluster });

live.channel("releases")
  .listen(NewRelease, ({ message }) => show(message));

live.private("admins")
  .listen(AdminUserAlert, ({ level, message }) =>
    show(\`[\${level.toUpperCase()}] \${message}\`))
  .error(({ status, message }) => explain(status, message));

live.presence("visitors")
  .here(draw).joining(add).leaving(remove);`,
  node: `import { Broadcast, Channel, event } from "fanfare";

class NewRelease extends event("NewRelease") {
  constructor(version) { super(); this.version = version; }
  broadcastOn() { return new Channel("releases"); }
  broadcastWith() {
    return { message: \`Version \${this.version} has been released !\` };
  }
}

const broadcast = Broadcast.fromEnv();
await broadcast.channel(new NewRelease("4.0.0"));

// who may subscribe to what
app.use(nodeHandler(broadcast.routes({
  user: (request, { req }) => sessions.userOf(req),
  channels: { "private-admins": (user) => user.role === "admin" },
})));`,
  cpp: `#include <fanfare/broadcast.h>

struct AdminUserAlert {
  std::string level;
  std::string message;
  auto broadcast_on() const {
    return fanfare::PrivateChannel("admins");
  }
  auto broadcast_with() const {
    return nlohmann::json{{"message", message}, {"level", level}};
  }
};

int main() {
  const auto broadcast = fanfare::Broadcast::from_env();
  if (!broadcast) return 1;
  const auto sent = broadcast->channel(
      AdminUserAlert{"warning", "Some dependencies are outdated !"});
  if (!sent) std::cerr << sent.error().message() << '\\n';
}`,
};

const words =
  "import|from|const|class|extends|constructor|super|return|this|new|await|struct|auto|if|int|std::string|#include";
const tokens = new RegExp(
  `(?<em>//.*)|(?<s>"[^"]*"|\`[^\`]*\`|'[^']*'|<[\\w/.]+>)|(?<u>(?:${words})(?!\\w))|(?<i>\\b[A-Z]\\w+)`,
  "g",
);

function coloured(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(tokens)) {
    const [kind] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    parts.push(
      text.slice(at, match.index),
      Object.assign(document.createElement(kind), { textContent: match[0] }),
    );
    at = match.index + match[0].length;
  }
  return [...parts, text.slice(at)];
}

export function showCode() {
  for (const [name, text] of Object.entries(snippets)) byId(`code-${name}`).append(...coloured(text));
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const select = (chosen) => {
    for (const tab of tabs) {
      const is = tab === chosen;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
      byId(tab.getAttribute("aria-controls")).hidden = !is;
    }
  };
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (!step) return;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      select(next);
      next.focus();
    });
  }
}
