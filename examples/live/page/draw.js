// Draws the page. Everything that arrived is set as text, never as markup.

export const byId = (id) => document.getElementById(id);

const longestFeed = 50;

function element(name, text = "", attributes = {}) {
  const node = document.createElement(name);
  node.textContent = text;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

const now = () => element("time", new Date().toTimeString().slice(0, 8));

function prepend(list, item) {
  list.prepend(item);
  while (list.children.length > longestFeed) list.lastChild.remove();
}

export function announce(feed, text, level = "") {
  const list = byId(feed);
  for (const other of list.querySelectorAll(".empty, .notice")) other.remove();
  const item = element("li", "", { class: "new", "data-level": level });
  item.append(element("b", text), now());
  prepend(list, item);
}

export function showEmpty(feed, text) {
  const list = byId(feed);
  for (const other of list.querySelectorAll(".empty, .notice")) other.remove();
  if (list.children.length === 0) list.append(element("li", text, { class: "empty" }));
}

export function explainDenial({ status, code, message, retryable }) {
  const item = element("li", "", { class: "notice" });
  item.append(
    element("b", retryable ? "No answer yet." : "Not for you."),
    element("span", message),
    element("code", `${status || "no answer"} ${code} from /broadcasting/authorize`),
    element(
      "span",
      retryable ? "It is tried again automatically." : "Sign in as an admin to hear these alerts.",
    ),
  );
  byId("alerts").replaceChildren(item);
}

export function setBadge(name, text) {
  const badge = byId(`${name}-state`);
  badge.textContent = text;
  badge.dataset.is = text;
}

export function say(output, text, succeeded) {
  output.textContent = text;
  output.dataset.is = succeeded ? "fine" : "failed";
}

export function drawMembers(members, myId) {
  byId("count").textContent = members.length;
  const items = members.map(({ user_id, user_info }) => {
    const item = element("li", user_info.name, { "data-initial": user_info.name[0] });
    item.style.setProperty("--hue", (Number(user_id) * 67 + 285) % 360);
    if (user_id === myId) item.append(element("small", "you"));
    return item;
  });
  byId("members").replaceChildren(...items);
}

/** Adds a row for a message that pusher-js received. */
export function logDelivery({ event, channel, data }) {
  const item = element("li");
  item.append(now(), element("b", event), element("span", channel ?? "", { class: "channel" }));
  const text = data === undefined ? "" : JSON.stringify(data);
  item.append(element("code", text, { title: text }));
  prepend(byId("wire"), item);
}
