// Literal parts of which generator.ts makes its calls.

export const prefixes = [
  "",
  "private-",
  "presence-",
  "private-encrypted-",
  "cache-",
  "private-cache-",
  "presence-cache-",
  "#",
  "Private-",
];
export const characters = "abcXYZ019_-=@,.;";
export const oddities = [
  " ",
  ":",
  "/",
  "\n",
  "\u0000",
  "\u007f",
  "é",
  "€",
  "😀",
  "\u2028",
  '"',
  "\\",
  "{",
  "}",
  "<",
  "\ufeff",
];
export const json = [
  "null",
  "{}",
  "[]",
  '"x"',
  "1e9",
  '{"a":[1,2,{"b":null}]}',
  '{"a":1,"a":2}',
  "[".repeat(33) + "]".repeat(33),
  "{",
  "nul",
  "01",
  '"\\ud800"',
  '{"id":"42"}',
  '{"id":42}',
  '{"id":""}',
  '{"id":"é","watchlist":["a"]}',
];
export const sockets = [
  "1234.1234",
  "1.1",
  "0.0",
  "",
  "1",
  "1.",
  ".1",
  "1.1.1",
  "1.1\n",
  "1.1:private-x",
  "١.١",
  "a.b",
];
export const patterns = [
  "private-admins",
  "private-orders.{id}",
  "presence-{a}-{b}",
  "private-{a}{b}",
  "private-{1}",
  "public",
  "private-cache-{x}",
  "private-encrypted-{x}",
  "{x}",
  "private-{x",
  "private-{x}.{x}",
];

export const origins = [
  "",
  "null",
  "*",
  "https://app.example",
  "HTTPS://App.Example:443/login",
  "http://localhost:3000",
  "app.example",
  "app.example, proxy.internal",
  "localhost:3000",
  "https://app.example@evil.example",
];

export const codes = [
  "denied",
  "malformed_request",
  "internal",
  "invalid_signature",
  "not_found",
  "no_such_code",
];

export const listNames = [
  "channel_name",
  "channel_name[]",
  "channel_name[0]",
  "channel_name%5B%5D",
  "channel_name[x]",
];
