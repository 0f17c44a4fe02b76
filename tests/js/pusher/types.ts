// A program that is typed for the `pusher` package. tests/js/pusher/types.test.ts compiles it with the import changed.

import { Agent } from "node:http";
import Pusher from "pusher";

const base: Pusher.BaseOptions = {
  appId: "3",
  key: "k",
  secret: "s",
  useTLS: true,
  timeout: 1_000,
  agent: new Agent(),
};
const options: Pusher.Options = { ...base, cluster: "eu", encryptionMasterKeyBase64: "" };
const hosted: Pusher.Options = { ...base, host: "127.0.0.1", port: "6001", encrypted: false };
// @ts-expect-error a cluster or a host is needed
const neither: Pusher.Options = base;

export class Notifier {
  private readonly pusher: Pusher = new Pusher(options);
  readonly others: Pusher[] = [
    new Pusher(hosted),
    new Pusher(neither),
    Pusher.forURL("https://k:s@h/apps/3"),
    Pusher.forCluster("eu", base),
  ];

  async send(): Promise<number> {
    const params: Pusher.TriggerParams = { socket_id: "1.1", info: "user_count" };
    const response: Pusher.Response = await this.pusher.trigger(["a", "b"], "E", { a: 1 }, params);
    const events: Pusher.BatchEvent[] = [
      { channel: "a", name: "E", data: {}, socket_id: "1.1", info: "user_count" },
    ];
    const answers = [
      await this.pusher.trigger("a", "E", "text"),
      await this.pusher.triggerBatch(events),
      await this.pusher.sendToUser("1", "E", []),
      await this.pusher.terminateUserConnections("1"),
      await this.pusher.post({ path: "/events", body: "{}", params: { a: 1 } }),
    ];
    const { channels } = await (
      await this.pusher.get({ path: "/channels", params: { info: "user_count" } })
    ).json();
    const text: string = await answers[0]!.text();
    const type: string | null = response.headers.get("content-type");
    const named: string = response.statusText;
    return response.ok && type && text && named ? response.status : Object.keys(channels).length;
  }

  sign(): string {
    const member: Pusher.PresenceChannelData = { user_id: "1", user_info: { name: "Ann" } };
    const user: Pusher.UserChannelData = { id: "1", watchlist: ["2"] };
    const answer: Pusher.ChannelAuthResponse = this.pusher.authorizeChannel("1.1", "presence-a", member);
    const old: Pusher.AuthResponse = this.pusher.authenticate("1.1", "private-a");
    const signedIn: Pusher.UserAuthResponse = this.pusher.authenticateUser("1.1", user);
    const request: Pusher.SignedQueryStringOptions = {
      method: "GET",
      path: "/x",
      body: "",
      params: { a: 1 },
    };
    // @ts-expect-error the signature adds it
    this.pusher.createSignedQueryString({ ...request, params: { auth_key: "x" } });
    // @ts-expect-error a member has a user_id
    this.pusher.authorizeChannel("1.1", "presence-a", { user_info: {} });
    return (
      answer.auth +
      (answer.channel_data ?? answer.shared_secret) +
      old.auth +
      signedIn.user_data +
      this.pusher.createSignedQueryString(request)
    );
  }

  hear(request: Pusher.WebHookRequest): Date {
    const extra: Pusher.Token = { key: "k", secret: "s" };
    const webhook: Pusher.WebHook = this.pusher.webhook(request);
    const valid: boolean = webhook.isValid(extra) || webhook.isValid([extra]) || webhook.isValid();
    const data = webhook.getData();
    const names: string[] = webhook
      .getEvents()
      .map((event) => event.name + event.channel + event.event + event.data + event.socket_id);
    return valid &&
      webhook.isContentTypeValid() &&
      webhook.isBodyValid() &&
      names.length === data.events.length
      ? webhook.getTime()
      : new Date(data.time_ms);
  }

  tell(error: unknown): string {
    if (error instanceof Pusher.RequestError)
      return `${error.url} ${error.status} ${error.body} ${error.message} ${error.error.message}`;
    if (error instanceof Pusher.WebHookError) return error.contentType.concat(error.body, error.signature);
    const made: Error[] = [
      new Pusher.RequestError("m", "u", new Error("x"), 400, "b"),
      new Pusher.WebHookError("m", "t", "b", "s"),
    ];
    return made.join();
  }
}
