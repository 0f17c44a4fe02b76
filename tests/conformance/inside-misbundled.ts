import { Broadcast } from "fanfare";

export default {
  fetch(): Response {
    try {
      new Broadcast({ appId: "3", key: "k", secret: "s", cluster: "mt1" }).authorize("private-a", "1.1");
      return Response.json({});
    } catch (error) {
      const { code, message } = error as Error & { code: string };
      return Response.json({ code, message });
    }
  },
};
