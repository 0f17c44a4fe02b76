import type { TransportRequest } from "../../../js/platform/transport.js";

export function requestTo(port: number, more: Partial<TransportRequest> = {}): TransportRequest {
  return {
    url: `http://127.0.0.1:${port}/apps/3/events?a=b`,
    method: "POST",
    headers: { "x-test": "1" },
    body: "{}",
    connectTimeout: 2_000,
    maxBytes: 1_000,
    signal: new AbortController().signal,
    onCancel() {},
    ...more,
  };
}
