import { isEncrypted, type ChannelLike } from "../../events/channel.js";
import { requireString } from "../../common/checks.js";
import { requireApp, type Outlet } from "../sending/outlet.js";
import { authenticate, authorize, authorizeEncrypted } from "../wasm/core.js";
import { memberFields, userDataText, type Member, type UserData } from "./member.js";

/** The answer to a subscription, as pusher-js expects it. */
export interface Authorization {
  auth: string;
  /** On a presence channel: the signed member. */
  channel_data?: string;
  /** On an encrypted channel: its key, in base64. */
  shared_secret?: string;
}

/** The answer to a sign-in, as pusher-js expects it. */
export interface Authentication {
  auth: string;
  user_data: string;
}

/** Signs the subscription of one socket to one channel. */
export function authorizeSocket(
  outlet: Outlet,
  channel: ChannelLike,
  socketId: string,
  member?: Member,
): Authorization {
  const name = requireString(
    typeof channel === "string" ? channel : channel?.name,
    "A channel's name",
    "invalid_channel",
  );
  requireString(socketId, "socketId", "invalid_socket_id");
  const { master } = outlet.settings;
  if (master && member === undefined && isEncrypted(name)) {
    return authorizeEncrypted(requireApp(outlet), master, socketId, name);
  }
  return authorize(requireApp(outlet), socketId, name, member && memberFields(member));
}

/** Signs a user in on one socket. */
export function authenticateSocket(outlet: Outlet, socketId: string, user: UserData): Authentication {
  requireString(socketId, "socketId", "invalid_socket_id");
  return authenticate(requireApp(outlet), socketId, userDataText(user));
}
