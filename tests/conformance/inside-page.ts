import * as fanfare from "fanfare";

// the names stand in the bundle as text, so that minifying cannot change them
class Released extends fanfare.event<{ version: string }>(
  "NewRelease",
  new fanfare.PrivateChannel("admins"),
) {}

Object.assign(globalThis, {
  page: {
    exports: Object.keys(fanfare).sort(),
    name: fanfare.nameOf(Released),
    className: Released.name,
    channels: [
      new fanfare.PrivateChannel("x").name,
      new fanfare.PresenceChannel("x").name,
      new fanfare.Channel("x").name,
    ],
    refusals: [
      () => new fanfare.Broadcast({ appId: "3", key: "k", secret: "s" }),
      () => fanfare.Broadcast.fromEnv(),
      () => fanfare.Broadcast.fake(),
    ].map((run) => {
      try {
        run();
        return null;
      } catch (error) {
        const { name, code, message } = error as fanfare.FanfareError;
        return { name, code, message };
      }
    }),
  },
});
