import { connect } from "fanfare/browser";
import { AdminUserAlert, NewRelease } from "/events.js";
import { showCode } from "/code.js";
import { announce, byId, drawMembers, explainDenial, logDelivery, say, setBadge, showEmpty } from "/draw.js";

// Every tab is another person, although tabs share their cookies: see people.mjs.
const tab = (sessionStorage.tab ??= Math.random().toString(36).slice(2, 10));
const headers = { "X-Tab": tab };

const { key, ...options } = await (await fetch("/config")).json();
const live = connect({ Pusher: window.Pusher, key, ...options, headers });

async function post(path, body) {
  const response = await live.fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error.message);
  return answer;
}

live.connection((state) => {
  byId("connection").dataset.state = state;
  byId("state").textContent = state;
  byId("socket").textContent = live.socketId ?? "";
});
live.pusher.connection.bind("message", logDelivery);

live
  .channel("releases")
  .listen(NewRelease, ({ message }) => announce("releases", message))
  .subscribed(() => setBadge("releases", "subscribed"));

let alerts;
function subscribeToAlerts() {
  alerts?.stop();
  setBadge("alerts", "subscribing");
  alerts = live
    .private("admins")
    .listen(AdminUserAlert, ({ level, message }) =>
      announce("alerts", `[${level.toUpperCase()}] ${message}`, level),
    )
    .subscribed(() => {
      setBadge("alerts", "subscribed");
      showEmpty("alerts", "You are an admin now: the next alert is for you.");
    })
    .error((error) => {
      setBadge("alerts", error.retryable ? "trying again" : "denied");
      explainDenial(error);
    });
}

let me;
let visitors;
async function signIn(role) {
  const before = me?.id;
  me = await post("/sign-in", { role });
  sessionStorage.role = role;
  byId("me").textContent = me.name;
  byId("role").elements.role.value = role;
  subscribeToAlerts();
  if (before === me.id) return;
  visitors?.stop();
  visitors = live.presence("visitors");
  const draw = () => drawMembers(visitors.members, String(me.id));
  visitors.here(draw).joining(draw).leaving(draw);
}

byId("role").addEventListener("change", (change) => signIn(change.target.value));

function nextVersion(version) {
  return version.replace(/\d+$/, (last) => String(Number(last) + 1));
}

function sendWith(form, event, done) {
  form.addEventListener("submit", async (submit) => {
    submit.preventDefault();
    const { value: from } = submit.submitter;
    const said = form.querySelector(".said");
    submit.submitter.setAttribute("aria-busy", "true");
    try {
      const answer = await post(`/send/${from}/${event}`, Object.fromEntries(new FormData(form)));
      if (from === "cpp") say(said, `$ ${answer.command}\n${answer.output.trim()}`, answer.code === 0);
      else say(said, `broadcast.channel(…)\nsent to ${answer.channels.join(", ")}`, true);
      done?.();
    } catch (error) {
      say(said, error.message, false);
    } finally {
      submit.submitter.removeAttribute("aria-busy");
    }
  });
}

const releaseForm = byId("send-release");
sendWith(releaseForm, "release", () => {
  releaseForm.elements.version.value = nextVersion(releaseForm.elements.version.value);
});
sendWith(byId("send-alert"), "alert");

showCode();
await signIn(sessionStorage.role === "admin" ? "admin" : "basic");
