// Event classes that the tests' server and pages share, as an application's do.
import { CanBroadcast, Channel, PrivateChannel, event } from "fanfare/events";

export class NewRelease extends event("NewRelease") {
  constructor(readonly version: string) {
    super();
  }
  override broadcastOn() {
    return new Channel("releases");
  }
  override broadcastWith() {
    return { message: `Version ${this.version} has been released !` };
  }
}

export class AdminUserAlert extends event("AdminUserAlert") {
  constructor(
    readonly message: string,
    readonly level = "info",
  ) {
    super();
  }
  override broadcastOn() {
    return new PrivateChannel("admins");
  }
}

/** Without a name in the code: its class's own, which a minifier changes. */
export class Unnamed extends CanBroadcast {
  override broadcastOn() {
    return "releases";
  }
}
