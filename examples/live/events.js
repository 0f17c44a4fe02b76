// The two events of this example. The server sends them and the page listens to them: both import this file.
import { Channel, PrivateChannel, event } from "fanfare/events";

export class NewRelease extends event("NewRelease") {
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

export class AdminUserAlert extends event("AdminUserAlert") {
  constructor(message, level = "info") {
    super();
    this.message = message;
    this.level = level;
  }
  broadcastOn() {
    return new PrivateChannel("admins");
  }
}
