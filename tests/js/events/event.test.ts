import assert from "node:assert/strict";
import test from "node:test";
import { CanBroadcast, Channel, event, nameOf, PrivateChannel } from "../../../js/events/index.js";
import { nameOfObject, payloadOf } from "../../../js/events/event.js";
import { NewRelease, OrderShipped, Saved } from "../../support/events.js";

test("the long form has a constructor, channels and a payload of its own", () => {
  const release = new NewRelease("4.0.0");
  assert.equal(nameOf(NewRelease), "NewRelease");
  assert.equal(release.broadcastAs(), "NewRelease");
  assert.deepEqual(release.broadcastOn(), new Channel("releases"));
  assert.deepEqual(release.broadcastWith(), { message: "Version 4.0.0 has been released!" });
});

test("the short form is its payload", () => {
  const saved = new Saved({ id: 7 });
  assert.deepEqual(saved.payload, { id: 7 });
  assert.deepEqual(saved.broadcastWith(), { id: 7 });
  assert.deepEqual(saved.broadcastOn(), [new PrivateChannel("documents"), "audit"]);
  assert.equal(saved.broadcastAs(), "Saved");
});

test("a short form may choose its channel by its payload", () => {
  class Moved extends event<{ room: number }>("Moved") {
    override broadcastOn() {
      return `rooms.${this.payload.room}`;
    }
  }
  assert.equal(new Moved({ room: 3 }).broadcastOn(), "rooms.3");
});

test("by default the payload is the object's own fields, private ones of TypeScript too, but no #fields", () => {
  const shipped = new OrderShipped(7, new Date(0));
  assert.deepEqual(shipped.broadcastWith(), { id: 7, at: new Date(0), courier: "Ann" });
  class Noted extends event("Noted", "notes") {
    constructor(readonly payload: string) {
      super();
    }
  }
  assert.deepEqual(new Noted("a field of this name").broadcastWith(), { payload: "a field of this name" });
});

test("a field named __proto__ stays a field", () => {
  class Odd extends event("Odd", "x") {}
  const odd = new Odd();
  Object.defineProperty(odd, "__proto__", { value: { admin: true }, enumerable: true });
  const payload = odd.broadcastWith() as object;
  assert.equal(JSON.stringify(payload), '{"__proto__":{"admin":true}}');
  assert.equal(Object.getPrototypeOf(payload), Object.prototype);
  assert.equal(({} as { admin?: boolean }).admin, undefined);
});

test("a class that names no channel says what to do", () => {
  class Nowhere extends event("Nowhere") {}
  assert.throws(() => new Nowhere().broadcastOn(), {
    code: "no_channel",
    message:
      /^Nowhere names no channel\. Give its class a broadcastOn\(\), write event\("Nowhere", channel\)/,
  });
});

test("a name comes from event(), from static broadcastAs, or from the class", () => {
  class Explicit extends CanBroadcast {
    static broadcastAs = "explicit.name";
  }
  class Heir extends Explicit {}
  class Plain {
    broadcastOn() {
      return "x";
    }
  }
  assert.equal(nameOf(Saved), "Saved");
  assert.equal(nameOf(Explicit), "explicit.name");
  assert.equal(nameOf(Heir), "explicit.name");
  assert.equal(nameOf(OrderShipped), "OrderShipped");
  assert.equal(nameOf(Plain), "Plain");
  assert.equal(nameOfObject(new Plain()), "Plain");
});

test("a name of one or two characters is a minifier's, unless the code says it", () => {
  const make = (name: string) => {
    const minified = class extends CanBroadcast {};
    Object.defineProperty(minified, "name", { value: name });
    return minified;
  };
  for (const name of ["", "x", "az"]) {
    assert.throws(() => nameOf(make(name)), {
      code: "event_name_minified",
      message: /extend event\("Name"\)/,
    });
    assert.throws(() => new (make(name))().broadcastAs(), { code: "event_name_minified" });
  }
  assert.equal(nameOf(make("abc")), "abc");
  assert.equal(nameOf(event("go")), "go");
});

test("a name that only an instance knows is none to listen for, but one to send under", () => {
  class Versioned extends event("Versioned", "x") {
    override broadcastAs() {
      return `v2.${super.broadcastAs()}`;
    }
  }
  assert.throws(() => nameOf(Versioned), {
    code: "invalid_event_name",
    message: /only an instance knows its name/,
  });
  assert.equal(nameOfObject(new Versioned()), "v2.Versioned");
});

test("an object without a class has no name", () => {
  const object = { broadcastOn: () => "x" };
  assert.throws(() => nameOfObject(object), { code: "invalid_event_name" });
  assert.equal(nameOfObject({ ...object, broadcastAs: () => "named" }), "named");
  assert.deepEqual(payloadOf({ broadcastOn: Object, id: 1 } as never), { broadcastOn: Object, id: 1 });
});

test("event() refuses what cannot be a name", () => {
  for (const name of ["", undefined, null, 7]) {
    assert.throws(() => event(name as never), { code: "invalid_event_name" });
  }
});
