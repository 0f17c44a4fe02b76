// Requests as the package's own server verifies them: a hub of the vector's app, at the vector's time.

import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { FanfareError } from "fanfare";
import { Hub } from "fanfare/hub";
import { NotExpressible, textOf, type Case } from "../../support/vectors.js";
import { documented, type Run } from "./sending.js";

/** What a hub answers to a request. */
async function answered(
  { app = documented, ...one }: Case,
  t: TestContext,
): Promise<{ status: number; said: string }> {
  const [method, path, query, body] = [one.method, one.path, one.query, one.body].map(textOf);
  if (!/^[A-Z]+$/.test(method!)) throw new NotExpressible("no method of HTTP's");
  if (!/^\/[!-~]*$/.test(`${path}?${query}`)) throw new NotExpressible("no target of a request");
  const hub = await Hub.listen({ appId: textOf(app.id), key: textOf(app.key), secret: textOf(app.secret) });
  t.after(() => hub.close());
  t.mock.method(Date, "now", () => one.now * 1_000);
  const headers = { "content-length": Buffer.byteLength(body!) };
  const sent = request(hub.url, { method, path: `${path}?${query}`, headers, agent: false }).end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode!, said: await text(response) };
}

/**
 * A hub answers 401 to what it does not believe, and 404 where the path names no app that it has; the code is not in
 * its answer.
 */
async function verifyRequest(one: Case, t: TestContext) {
  const { status, said } = await answered(one, t);
  const isRefused = status === 401 || (status === 404 && one.code === "unknown_key");
  if (isRefused) throw new FanfareError(one.code ?? "refused", said);
  if (status === 404 || status === 405)
    throw new NotExpressible("a path that a hub does not have, or not for this method");
  return one.expected;
}

export const verifying: Record<string, Record<string, Run>> = { request: { verify_request: verifyRequest } };
