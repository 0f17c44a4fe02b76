// What the pages of the tests have at hand, bundled and minified as an application's page is.
import { connect } from "fanfare/browser";
import Pusher from "pusher-js";
import { AdminUserAlert, NewRelease, Unnamed } from "../../support/events.js";

/** What arrived in a page: of whom, and what. */
export type Got = [from: string, data: unknown];

const got: Got[] = [];

export const kit = {
  connect,
  Pusher,
  NewRelease,
  AdminUserAlert,
  Unnamed,
  got,
  /** A handler that notes what it is called with. */
  note: (from: string) => (data?: unknown) => void got.push([from, data]),
};

Object.assign(window, { kit });
