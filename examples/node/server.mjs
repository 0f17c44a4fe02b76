// Broadcasts from Node, with Express:
// PUSHER_APP_ID=… PUSHER_APP_KEY=… PUSHER_APP_SECRET=… node server.mjs <folder of the page>
import express from "express";
import { Broadcast, Channel, PrivateChannel, event } from "fanfare";
import { nodeHandler } from "fanfare/node";

class NewRelease extends event("NewRelease") {
  constructor(version) {
    super();
    this.version = version;
  }
  broadcastOn() {
    return new Channel("releases");
  }
  broadcastWith() {
    return { message: `Version ${this.version} has been released !` };
  }
}
class AdminUserAlert extends event("AdminUserAlert", new PrivateChannel("admins")) {}

const users = { "Bearer token-of-ada": { id: 1, role: "admin" } };
const broadcast = Broadcast.fromEnv();
const routes = broadcast.routes({
  user: (request) => users[request.headers.get("authorization")],
  channels: { "private-admins": (user) => user.role === "admin" },
});

const app = express();
app.use(nodeHandler(routes));
app.use(express.static(process.argv[2] ?? "."));
app.post("/releases/:version", async (request, response) => {
  response.json(await broadcast.channel(new NewRelease(request.params.version)));
});
app.post("/alerts/:message", async (request, response) => {
  response.json(
    await broadcast.channel(new AdminUserAlert({ message: request.params.message, level: "warning" })),
  );
});

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`http://localhost:${server.address().port}`);
});
