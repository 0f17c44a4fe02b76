import * as fanfare from "fanfare";
import { suite, type Server } from "./suite.js";

export default {
  async fetch(_request: Request, env: { server: Server }): Promise<Response> {
    return Response.json(await suite(fanfare, env.server));
  },
};
