/** Broadcast events from a server to browsers over the Pusher Channels protocol. */
export * from "../events/index.js";
export type { ApiResponse, CallOptions, ChannelAttribute, ChannelAttributes, ChannelState } from "./api.js";
export { Broadcast } from "./broadcast.js";
export type { Authentication, Authorization, FakeBroadcast } from "./broadcast.js";
export type { Notification } from "./carry-out.js";
export type { BoundBroadcast } from "./bound.js";
export type { BroadcastConfig, DriverConfig } from "./config.js";
export type { Limits } from "./core.js";
export type { FakeAssertions, SentEvent } from "./drivers/fake.js";
export type { Env } from "./env.js";
export { FanfareError } from "./errors.js";
export type { FanfareErrorDetails } from "./errors.js";
export type { NodeRequest } from "./incoming.js";
export type { Member, UserData } from "./member.js";
export type { BroadcastOptions, DriverName, Logger, Rescue, UserOf } from "./options.js";
export type { BatchEvent, SendOptions } from "./outgoing.js";
export type { Routes } from "./routes.js";
export type { RoutesOptions } from "./routes-options.js";
export type { Answer, MaybePromise, Params, Rule, Rules } from "./rules.js";
export type { ChannelInfo, SendResult, Skipped } from "./sent.js";
export type {
  CacheMiss,
  ChannelOccupancy,
  ClientEvent,
  MemberChange,
  SubscriptionCount,
  UnknownWebhookEvent,
  Webhook,
  WebhookBody,
  WebhookEvent,
  WebhookHeaders,
  WebhookOptions,
} from "./webhook.js";
export type { WebhookHandler, WebhookRoutes, WebhookRoutesOptions } from "./webhook-routes.js";
export { TransportError } from "./transport.js";
export type { Transport, TransportRequest, TransportResponse } from "./transport.js";
