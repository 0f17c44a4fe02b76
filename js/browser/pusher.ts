// What is used of pusher-js, written down here so that no version of its types is asked for. It is never imported.

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
  /** On presence channels. */
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

/** pusher-js as it arrives: the class, or a CommonJS namespace around it, as some bundlers and TypeScript's `nodenext` have it. */
export type PusherModule = PusherClass | { readonly default: PusherClass };

/** The options of the pusher-js that was handed in. */
export type PusherOptions<P extends PusherModule> = P extends {
  readonly default: infer D extends PusherClass;
}
  ? NonNullable<ConstructorParameters<D>[1]>
  : P extends PusherClass
    ? NonNullable<ConstructorParameters<P>[1]>
    : never;

/** Stands in for pusher-js where a page is rendered on a server: everything may be called, nothing happens. */
export function inertPusher(): PusherClient {
  const inert: any = { state: "initialized" };
  for (const name of ["bind", "unbind", "channel", "subscribe", "unsubscribe", "disconnect", "signin"])
    inert[name] = () => inert;
  return (inert.connection = inert);
}
