// The event classes of the tests: one with fields and a payload of its own, one in the short form, one without a name.

import { CanBroadcast, Channel, event, PrivateChannel } from "../../js/events/index.js";

export class NewRelease extends event("NewRelease") {
  constructor(readonly version: string) {
    super();
  }
  override broadcastOn() {
    return new Channel("releases");
  }
  override broadcastWith() {
    return { message: `Version ${this.version} has been released!` };
  }
}

export class Saved extends event<{ id: number; at?: Date }>("Saved", [
  new PrivateChannel("documents"),
  "audit",
]) {}

/** Its payload is its own fields, the `private` one included. */
export class OrderShipped extends CanBroadcast {
  #tracking = "hidden";
  constructor(
    readonly id: number,
    readonly at?: Date,
    private readonly courier = "Ann",
  ) {
    super();
  }
  override broadcastOn() {
    return ["orders", new PrivateChannel(`orders.${this.id}`)];
  }
  describe() {
    return this.#tracking + this.courier;
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

/** Nothing gives it a name but its class, which a minifier renames. */
export class Unnamed extends CanBroadcast {
  override broadcastOn() {
    return "releases";
  }
}
