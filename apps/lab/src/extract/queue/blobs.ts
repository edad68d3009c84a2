import type { Redis } from 'ioredis';

/** Bytes in a Redis by their names, gone an hour after they were last touched. */
export interface Blobs {
  readonly write: (name: string, bytes: Uint8Array) => Promise<void>;
  /** Absent where there are none. */
  readonly read: (name: string) => Promise<Uint8Array | undefined>;
  readonly touch: (name: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
}

const hour = 3600;

/** A value of Redis ends at 512 MB, so that large models lie there in pieces. */
const pieceSize = 32 * 2 ** 20;

/** Bytes in a Redis. They are replaced as a whole, so that it does not matter if a job that was taken for lost writes twice. */
export function blobsIn(redis: Redis): Blobs {
  return {
    write: async (name, bytes) => {
      const pieces: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += pieceSize)
        pieces.push(Buffer.from(bytes.subarray(at, at + pieceSize)));
      const done = await redis
        .multi()
        .del(name)
        .rpush(name, ...pieces)
        .expire(name, hour)
        .exec();
      for (const [error] of done ?? []) if (error !== null) throw error;
    },
    read: async (name) => {
      const pieces = await redis.lrangeBuffer(name, 0, -1);
      return pieces.length === 0 ? undefined : Buffer.concat(pieces);
    },
    touch: async (name) => {
      await redis.expire(name, hour);
    },
    remove: async (name) => {
      await redis.del(name);
    },
  };
}
