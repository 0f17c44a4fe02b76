// Assertions that the compiler makes: a file with one that fails does not compile.

export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export const holds = <T extends true>(_?: T) => {};
