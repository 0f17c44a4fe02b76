// What may be signed or sent. The core decides; the words are those that callers of `pusher` know.

import { checkChannel as checkName, checkSocketId as checkId } from "../src/core.js";
import { FanfareError } from "../src/errors.js";

const channelNameMax = 200;
const eventNameMax = 200;
const toUser = "#server-to-user-";

function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof FanfareError) return false;
    throw error;
  }
}

export function checkChannel(channel: unknown): asserts channel is string {
  if (typeof channel !== "string") throw new Error(`Invalid channel name: '${channel}'`);
  if (passes(() => checkName(channel, channelNameMax))) return;
  const tooLong = channel.length > channelNameMax && passes(() => checkName(channel, channel.length));
  throw new Error(`${tooLong ? "Channel name too long" : "Invalid channel name"}: '${channel}'`);
}

/** As `checkChannel`, for a batch, in which events for a user may stand too. */
export function checkBatchChannel(channel: unknown): asserts channel is string {
  if (typeof channel === "string" && channel.startsWith(toUser)) checkUserId(channel.slice(toUser.length));
  else checkChannel(channel);
}

export function checkSocketId(socketId: unknown): asserts socketId is string {
  if (typeof socketId === "string" && passes(() => checkId(socketId))) return;
  throw new Error(`Invalid socket id: '${socketId}'`);
}

export function checkEventName(event: string): void {
  if (event.length > eventNameMax) throw new Error(`Too long event name: '${event}'`);
}

export function checkUserId(userId: unknown): asserts userId is string {
  if (typeof userId !== "string" || userId === "") throw new Error(`Invalid user id: '${userId}'`);
}

/** A user id that is one segment of a path and stays one, whoever decodes it. */
export function checkUserSegment(userId: unknown): asserts userId is string {
  checkUserId(userId);
  if (/[/\\?#%\p{Cc}]/u.test(userId) || userId === "." || userId === "..") {
    throw new Error(`Invalid user id: '${userId}'`);
  }
}

export function checkUserData(userData: unknown): asserts userData is { id: string } {
  if (typeof userData !== "object" || userData === null) throw new Error(`Invalid user data: '${userData}'`);
  checkUserId((userData as { id?: unknown }).id);
}

/** A path is signed as it stands, so it must be one that nobody on the way rewrites. */
export function checkPath(path: unknown): asserts path is string {
  const rewritten = /^[^/]|[?#\\\p{Cc}]|(^|\/)(\.|%2e){1,2}(\/|$)/iu;
  if (typeof path === "string" && path !== "" && !rewritten.test(path)) return;
  throw new Error(
    `Invalid path: '${path}'. It begins with a slash, has no . or .. as a segment, and parameters are given as params.`,
  );
}
