// The entry of a Worker, and of a bundle for Vercel Edge.
import Pusher from "fanfare/pusher";
import { drive, type Place } from "./drive.js";

Object.assign(globalThis, { drive: (place: Place) => drive(Pusher, place) });

export default {
  async fetch(_request: Request, env: { place: Place }): Promise<Response> {
    return Response.json(await drive(Pusher, env.place));
  },
};
