/** Text in a module's memory, as UTF-8. */
export interface Codec {
  /**
   * Writes `text` at `at`, where `room` bytes are free, and gives its size; half of a surrogate pair becomes U+FFFD.
   */
  write(text: string, at: number, room: number): number;
  /** A byte order mark is data, and swallowing it would change what was signed. */
  read(start: number, end: number): string;
  /** As `read`, in less time, of what is ASCII; each byte else is one UTF-16 unit all the same. */
  readAscii?(start: number, end: number): string;
}

/** By what every runtime has. */
export function webCodec(memory: Uint8Array): Codec {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const encoder = new TextEncoder();
  return {
    write: (text, at, room) => encoder.encodeInto(text, memory.subarray(at, at + room)).written,
    read: (start, end) => decoder.decode(memory.subarray(start, end)),
  };
}
