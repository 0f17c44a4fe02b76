// What may be signed or sent, in the words that callers of `pusher` know. To ask the core each time would cost as
// much as signing does; a test holds these to it.

const channelNameMax = 200;
const eventNameMax = 200;
const toUser = "#server-to-user-";

// Without the flag m, `$` is the end and no line's, and [0-9] are the ASCII digits: `socket_id` was how whole
// signatures were forged (sakurity.com/blog/2015/05/08/pusher.html).
const socketIdForm = /^[0-9]+\.[0-9]+$/;
const channelForm = /^[A-Za-z0-9_\-=@,.;]+$/;

const rewritten = /^[^/]|[?#\\\x00-\x1f\x7f-\x9f]|\/(\.|%2e){1,2}(\/|$)/i;

export function checkChannel(channel: unknown): asserts channel is string {
  if (typeof channel !== "string" || !channelForm.test(channel))
    throw new Error(`Invalid channel name: '${String(channel)}'`);
  if (channel.length > channelNameMax) throw new Error(`Channel name too long: '${String(channel)}'`);
}

/** As `checkChannel`, for a batch, in which events for a user may stand too. */
export function checkBatchChannel(channel: unknown): asserts channel is string {
  if (typeof channel === "string" && channel.startsWith(toUser)) checkUserId(channel.slice(toUser.length));
  else checkChannel(channel);
}

export function checkSocketId(socketId: unknown): asserts socketId is string {
  if (typeof socketId === "string" && socketIdForm.test(socketId)) return;
  throw new Error(`Invalid socket id: '${String(socketId)}'`);
}

export function checkEventName(event: string): void {
  if (event.length > eventNameMax) throw new Error(`Too long event name: '${event}'`);
}

export function checkUserId(userId: unknown): asserts userId is string {
  if (typeof userId !== "string" || userId === "") throw new Error(`Invalid user id: '${String(userId)}'`);
}

/** A user id that is one segment of a path and stays one, whoever decodes it. */
export function checkUserSegment(userId: unknown): asserts userId is string {
  checkUserId(userId);
  if (/[/\\?#%\x00-\x1f\x7f-\x9f]/.test(userId) || userId === "." || userId === "..") {
    throw new Error(`Invalid user id: '${String(userId)}'`);
  }
}

export function checkUserData(userData: unknown): asserts userData is { id: string } {
  if (typeof userData !== "object" || userData === null)
    throw new Error(`Invalid user data: '${String(userData)}'`);
  checkUserId((userData as { id?: unknown }).id);
}

/** A path is signed as it stands, so it must be one that nobody on the way rewrites. */
export function checkPath(path: unknown): asserts path is string {
  if (typeof path === "string" && path !== "" && !rewritten.test(path)) return;
  throw new Error(
    `Invalid path: '${String(path)}'. It begins with a slash, has no . or .. as a segment, ` +
      "and parameters are given as params.",
  );
}
