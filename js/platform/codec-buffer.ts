import { webCodec, type Codec } from "./codec.js";

interface Buffer {
  write(text: string, at: number, room: number): number;
  toString(encoding: "utf8" | "latin1", start: number, end: number): string;
}

interface BufferRuntime {
  Buffer?: { from(memory: ArrayBufferLike): Buffer };
}

/** Where there is Node's Buffer, it takes two thirds of the time for texts as short as ours. */
export function codecOf(memory: Uint8Array): Codec {
  const { Buffer } = globalThis as BufferRuntime;
  if (!Buffer) return webCodec(memory);
  const bytes = Buffer.from(memory.buffer);
  return {
    write: (text, at, room) => bytes.write(text, at, room),
    read: (start, end) => bytes.toString("utf8", start, end),
    readAscii: (start, end) => bytes.toString("latin1", start, end),
  };
}
