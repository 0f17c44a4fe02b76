export { connect } from "./connect.js";
export type { ChannelName, ConnectOptions, Live, LiveOptions } from "./connect.js";
export type { AuthorizeOptions } from "./authorize.js";
export type {
  EventMetadata,
  LiveChannel,
  LivePresenceChannel,
  LivePrivateChannel,
  Member,
} from "./channel.js";
export { FanfareError } from "../common/errors.js";
export type { PusherClass, PusherClient, PusherModule } from "./pusher.js";
