// Compiled, never run: each line that must not compile says so.

import { CanBroadcast, event, nameOf, type Jsonify, type Payload } from "../../../js/events/index.js";
import { NewRelease, type OrderShipped, Saved } from "../../support/events.js";
import { holds, type Same } from "../../support/types.js";

class Dated extends event("Dated") {
  override broadcastWith() {
    return { at: new Date(0) };
  }
}

void Dated;

holds<Same<Payload<typeof NewRelease>, { message: string }>>();
holds<Same<Payload<NewRelease>, { message: string }>>();
holds<Same<Payload<typeof Saved>, { id: number; at?: string }>>();
holds<Same<Payload<typeof OrderShipped>, { id: number; at?: string }>>();
holds<Same<Payload<typeof Dated>, { at: string }>>();

holds<Same<Jsonify<{ a: undefined; b: () => void; c: symbol; d: 1 }>, { d: 1 }>>();
holds<Same<Jsonify<[Date, undefined, () => void]>, [string, null, null]>>();
holds<Same<Jsonify<(string | undefined)[]>, (string | null)[]>>();
holds<Same<Jsonify<Map<string, number>>, {}>>();
holds<Same<Jsonify<{ a: any; b: unknown }>, { a: any; b: unknown }>>();
holds<Same<Jsonify<bigint>, never>>();

new Saved({ id: 7, at: new Date() });
nameOf(Saved);
// @ts-expect-error the payload is required
new Saved();
// @ts-expect-error an id is a number
new Saved({ id: "7", at: new Date() });
// @ts-expect-error an object is no class
nameOf(new NewRelease("1"));

class WrongPayload extends event<{ id: number }>("WrongPayload", "x") {
  // @ts-expect-error the payload was said to be { id: number }
  override broadcastWith() {
    return { id: "7" };
  }
}
void WrongPayload;

class WrongChannels extends CanBroadcast {
  // @ts-expect-error a number names no channel
  override broadcastOn() {
    return 7;
  }
}
void WrongChannels;
