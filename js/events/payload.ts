/** Any value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

type IsAny<T> = 0 extends 1 & T ? true : false;

// Values that JSON.stringify leaves out of an object and writes as null in an array.
type NotJson = undefined | symbol | ((...args: never[]) => unknown);

type JsonKeys<T> = {
  [K in keyof T]-?: K extends symbol
    ? never
    : IsAny<T[K]> extends true
      ? K
      : [T[K]] extends [NotJson]
        ? never
        : K;
}[keyof T];

type OptionalKeys<T> = {
  [K in JsonKeys<T>]: IsAny<T[K]> extends true ? never : Extract<T[K], NotJson> extends never ? never : K;
}[JsonKeys<T>];

type Simplify<T> = { [K in keyof T]: T[K] };

type JsonElement<T> = T extends NotJson ? null : Jsonify<T>;

type JsonObject<T> = Simplify<
  { -readonly [K in Exclude<JsonKeys<T>, OptionalKeys<T>>]: Jsonify<T[K]> } & {
    -readonly [K in OptionalKeys<T>]?: Jsonify<Exclude<T[K], NotJson>>;
  }
>;

/**
 * The type that arrives when a `T` is sent as JSON. A Date becomes a string, a function is left out, `undefined` in an
 * array becomes null, and a class instance becomes its fields.
 *
 * ```ts
 * type Arrived = Jsonify<{ at: Date; tags: Set<string>; note?: string }>; // { at: string; tags: {}; note?: string }
 * ```
 */
export type Jsonify<T> =
  IsAny<T> extends true
    ? any
    : unknown extends T
      ? unknown
      : T extends { toJSON(...args: never[]): infer J }
        ? Jsonify<J>
        : T extends string | number | boolean | null
          ? T
          : T extends NotJson | bigint
            ? never
            : T extends readonly unknown[]
              ? { -readonly [K in keyof T]: JsonElement<T[K]> }
              : T extends ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
                ? {}
                : T extends object
                  ? JsonObject<T>
                  : never;

/** The part of an event object that makes its payload. */
interface HasPayload {
  broadcastWith(): unknown;
}

type OwnFields<E> = Omit<E, "broadcastOn" | "broadcastWith" | "broadcastAs">;

type PayloadOf<E> = E extends HasPayload
  ? unknown extends ReturnType<E["broadcastWith"]>
    ? Jsonify<OwnFields<E>>
    : Jsonify<ReturnType<E["broadcastWith"]>>
  : Jsonify<OwnFields<E>>;

/**
 * The payload that a listener receives, from an event class or the type of its instances: the JSON image of what
 * `broadcastWith()` returns, or of the object's own fields when the class has no `broadcastWith()`.
 *
 * ```ts
 * type Message = Payload<typeof NewRelease>; // { message: string }
 * ```
 */
export type Payload<E> = E extends abstract new (...args: never[]) => infer Instance
  ? PayloadOf<Instance>
  : PayloadOf<E>;
