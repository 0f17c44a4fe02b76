// Assertions that the compiler makes: a file with one that fails does not compile.

export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export const holds = <T extends true>(_?: T) => {};

/** `typeOf(value).is<T>()` does not compile unless the value's type is exactly T. */
export const typeOf = <Actual>(_value: Actual) => ({
  is: <Expected>(..._same: Same<Actual, Expected> extends true ? [] : ["another type"]) => {},
});
