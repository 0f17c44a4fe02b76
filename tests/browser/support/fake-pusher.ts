// A pusher-js without a network, as far as fanfare/browser uses one: what it does is what pusher-js 8.6 does there
// (pusher/pusher-js: src/core/pusher.ts and src/core/channels).
type Callback = (data?: unknown, metadata?: unknown) => void;

class Emitter {
  readonly #callbacks: [event: string, callback: Callback][] = [];

  bind(event: string, callback: Function): this {
    this.#callbacks.push([event, callback as Callback]);
    return this;
  }

  unbind(event?: string, callback?: Function): this {
    const kept = this.#callbacks.filter(([name, one]) => name !== event || one !== callback);
    this.#callbacks.splice(0, Infinity, ...kept);
    return this;
  }

  emit(event: string, data?: unknown, metadata?: unknown): this {
    for (const [name, callback] of [...this.#callbacks]) if (name === event) callback(data, metadata);
    return this;
  }

  get bound(): number {
    return this.#callbacks.length;
  }
}

export class FakeChannel extends Emitter {
  subscribed = false;
  subscriptionPending = false;
  subscriptionCancelled = false;
  readonly triggered: [event: string, data: unknown][] = [];

  constructor(readonly name: string) {
    super();
  }

  trigger(event: string, data: unknown): void {
    this.triggered.push([event, data]);
  }

  /** The server confirms the subscription. */
  succeed(): void {
    this.subscriptionPending = false;
    this.subscribed = true;
    this.emit("pusher:subscription_succeeded", {});
  }

  /** The server refuses it, which leaves pusher-js as it is. */
  refuse(data: unknown): void {
    this.emit("pusher:subscription_error", data);
  }
}

export class FakePusher {
  readonly connection = Object.assign(new Emitter(), { state: "connected", socket_id: "1.2" });
  readonly channels = new Map<string, FakeChannel>();
  /** The names of `pusher:subscribe` and `pusher:unsubscribe` that went out. */
  readonly sent: string[] = [];

  channel(name: string): FakeChannel {
    return this.channels.get(name) as FakeChannel;
  }

  subscribe(name: string): FakeChannel {
    const channel = this.channels.get(name) ?? new FakeChannel(name);
    this.channels.set(name, channel);
    if (channel.subscriptionPending && channel.subscriptionCancelled) channel.subscriptionCancelled = false;
    else if (!channel.subscriptionPending && !channel.subscribed) {
      channel.subscriptionPending = true;
      channel.subscriptionCancelled = false;
      this.sent.push(`subscribe ${name}`);
    }
    return channel;
  }

  unsubscribe(name: string): void {
    const channel = this.channels.get(name);
    if (!channel) return;
    if (channel.subscriptionPending) channel.subscriptionCancelled = true;
    else {
      this.channels.delete(name);
      if (channel.subscribed) this.sent.push(`unsubscribe ${name}`);
    }
  }

  disconnect(): void {
    this.connection.state = "disconnected";
  }
}
