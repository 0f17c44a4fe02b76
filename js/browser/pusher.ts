// The part of pusher-js that is used here. Declared, not imported, so that any version of pusher-js fits.

/** A channel of pusher-js, any version from 7.0.3 on. */
export interface PusherChannel {
  readonly name: string;
  readonly subscribed: boolean;
  subscriptionPending: boolean;
  readonly subscriptionCancelled: boolean;
  bind(event: string, callback: Function): unknown;
  unbind(event?: string, callback?: Function): unknown;
  emit(event: string, data?: unknown): unknown;
  trigger(event: string, data: unknown): unknown;
  /** Only on presence channels. */
  readonly members?: { each(callback: Function): void };
}

/** A pusher-js client, any version from 7.0.3 on. */
export interface PusherClient {
  readonly connection: {
    readonly state: string;
    readonly socket_id: string;
    bind(event: string, callback: Function): unknown;
    unbind(event?: string, callback?: Function): unknown;
  };
  channel(name: string): PusherChannel;
  subscribe(name: string): PusherChannel;
  unsubscribe(name: string): void;
  disconnect(): void;
  /** Signs the user in, at the same route; pusher-js has it from 7.1 on. */
  signin?(): void;
}

/** The class that pusher-js exports. */
export interface PusherClass {
  new (key: string, options: any): PusherClient;
}

/**
 * What an import of pusher-js gives: the class or, with some bundlers and TypeScript's `nodenext`, a CommonJS namespace
 * around it.
 */
export type PusherModule = PusherClass | { readonly default: PusherClass };

/** The options of the pusher-js that was passed in. */
export type PusherOptions<P extends PusherModule> = P extends {
  readonly default: infer D extends PusherClass;
}
  ? NonNullable<ConstructorParameters<D>[1]>
  : P extends PusherClass
    ? NonNullable<ConstructorParameters<P>[1]>
    : never;

/** Replaces pusher-js where a server renders the page: everything can be called, and nothing happens. */
export function inertPusher(): PusherClient {
  const inert: Record<string, unknown> = { state: "initialized" };
  for (const name of ["bind", "unbind", "channel", "subscribe", "unsubscribe", "disconnect", "signin"])
    inert[name] = () => inert;
  return (inert["connection"] = inert) as unknown as PusherClient;
}
