/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

type IsAny<T> = 0 extends 1 & T ? true : false;

// What JSON.stringify leaves out of an object and writes as null in an array.
type Unspoken = undefined | symbol | ((...args: never[]) => unknown);

type SpokenKeys<T> = {
  [K in keyof T]-?: K extends symbol
    ? never
    : IsAny<T[K]> extends true
      ? K
      : [T[K]] extends [Unspoken]
        ? never
        : K;
}[keyof T];

type OptionalKeys<T> = {
  [K in SpokenKeys<T>]: IsAny<T[K]> extends true ? never : Extract<T[K], Unspoken> extends never ? never : K;
}[SpokenKeys<T>];

type Simplify<T> = { [K in keyof T]: T[K] };

type JsonElement<T> = T extends Unspoken ? null : Jsonify<T>;

type JsonObject<T> = Simplify<
  { -readonly [K in Exclude<SpokenKeys<T>, OptionalKeys<T>>]: Jsonify<T[K]> } & {
    -readonly [K in OptionalKeys<T>]?: Jsonify<Exclude<T[K], Unspoken>>;
  }
>;

/**
 * JSON's image of `T`: what arrives when a `T` is sent. A Date is a string, a function is gone, `undefined` in an array
 * is null, a class is its fields.
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
          : T extends Unspoken | bigint
            ? never
            : T extends readonly unknown[]
              ? { -readonly [K in keyof T]: JsonElement<T[K]> }
              : T extends ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
                ? {}
                : T extends object
                  ? JsonObject<T>
                  : never;

/** An event object, as far as its payload goes. */
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
 * What a listener gets of an event class: JSON's image of what `broadcastWith()` returns, or of the object's own fields
 * where the class has no `broadcastWith()`. Takes the class or the type of its instances.
 *
 * ```ts
 * type Message = Payload<typeof NewRelease>; // { message: string }
 * ```
 */
export type Payload<E> = E extends abstract new (...args: never[]) => infer Instance
  ? PayloadOf<Instance>
  : PayloadOf<E>;
