/** Event and channel classes. They contain no server code and no WebAssembly, so servers and pages share them. */
export {
  CacheChannel,
  Channel,
  EncryptedCacheChannel,
  EncryptedChannel,
  PresenceCacheChannel,
  PresenceChannel,
  PrivateCacheChannel,
  PrivateChannel,
} from "./channel.js";
export type { ChannelLike, Channels } from "./channel.js";
export { CanBroadcast, event } from "./event.js";
export type { Broadcastable, NamedEventClass, PayloadEvent, PayloadEventClass } from "./event.js";
export { nameOf } from "./name.js";
export type { EventClass } from "./name.js";
export type { Json, Jsonify, Payload } from "./payload.js";
