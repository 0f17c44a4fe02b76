import * as fanfare from "fanfare";
import { sendLater, suite, type Server } from "./suite.js";

interface Context {
  waitUntil(promise: Promise<unknown>): void;
}

export default {
  async fetch(request: Request, { server }: { server: Server }, context: Context): Promise<Response> {
    if (new URL(request.url).pathname !== "/later") return Response.json(await suite(fanfare, server));
    sendLater(fanfare, server, (promise) => context.waitUntil(promise));
    return Response.json("answered");
  },
};
