/**
 * For tests: `Broadcast.fake()` sends nothing, remembers everything, and can be asked.
 *
 * ```ts
 * import { Broadcast } from "fanfare/testing";
 *
 * const broadcast = Broadcast.fake();
 * await release(broadcast);
 * broadcast.assertSent(NewRelease, ({ data }) => data.message.includes("4.0.0"));
 * ```
 */
export { Broadcast } from "./index.js";
export type { FakeBroadcast } from "./broadcast.js";
export type { FakeAssertions, Predicate, SentEvent, Wanted } from "./sending/drivers/fake.js";
