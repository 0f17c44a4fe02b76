/** Broadcast events from a server to browsers over the Pusher Channels protocol. */
export * from "../events/index.js";
export type {
  ApiResponse,
  Attributes,
  CallOptions,
  CallParameters,
  ChannelAttribute,
  ChannelAttributes,
  ChannelQuery,
  ChannelState,
} from "./sending/api.js";
export { Broadcast } from "./broadcast.js";
export type { FakeBroadcast } from "./broadcast.js";
export type { Authentication, Authorization } from "./routes/authorization.js";
export type { Notification } from "./sending/notification.js";
export type { AsOptions } from "./sending/on-behalf.js";
export type { BoundBroadcast } from "./sending/bound.js";
export type { BroadcastConfiguration, DriverOptions } from "./configuration/configuration.js";
export type { EventLimits } from "./wasm/core.js";
export type { FakeAssertions, SentEvent } from "./sending/drivers/fake.js";
export type { Env } from "./configuration/env.js";
export { FanfareError } from "../common/errors.js";
export type { FanfareErrorDetails } from "../common/errors.js";
export type { NodeRequest } from "./sending/incoming.js";
export type { Member, UserData } from "./routes/member.js";
export type {
  BroadcastOptions,
  DriverName,
  Logger,
  QueueLimits,
  Rescue,
  UserOf,
} from "./configuration/options.js";
export type { BatchEvent, SendOptions } from "./sending/outgoing.js";
export type { Routes } from "./routes/routes.js";
export type { RoutesOptions } from "./routes/options.js";
export type { MaybePromise, Params, Rule, RuleAnswer, Rules } from "./routes/rules.js";
export type { BatchResult, ChannelInfo, SendResult, Skipped } from "./sending/result.js";
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
} from "./webhooks/webhook.js";
export type { WebhookHandler, WebhookRoutes, WebhookRoutesOptions } from "./webhooks/routes.js";
export { TransportError } from "../platform/transport.js";
export type { Transport, TransportRequest, TransportResponse } from "../platform/transport.js";
