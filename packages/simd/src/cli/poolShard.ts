import { createReadStream } from 'node:fs';
import { type PoolingSpecInput, saveState } from '@ggem/core';
import { loadSimd, SimdStream } from '../index.ts';
import { refuse } from './refuse.ts';
import type { Terminal } from './terminal.ts';

const operation = 'pool-shard';

/** Map: pools the tokens of one shard and prints their state. A piece at a time, as a shard may be larger than memory. */
export async function poolShard(args: readonly string[], { input, out }: Terminal): Promise<void> {
  const [spec = '', width = '', shard = '-', ...rest] = args;
  const channels = Number(width);
  if (!Number.isInteger(channels) || channels < 1) {
    refuse(operation, `CHANNELS must be a whole number from 1, but ${JSON.stringify(width)} came.`);
  }
  if (rest.length > 0) {
    refuse(operation, `one SHARD is pooled, but ${JSON.stringify(rest[0])} came too. Pool each by itself.`);
  }
  const simd = await loadSimd();
  try {
    const stream = new SimdStream(simd, readSpec(spec), { batch: 1, channels });
    const pieces = shard === '-' ? input : (createReadStream(shard) as AsyncIterable<Uint8Array>);
    const left = await eachToken(pieces, 4 * channels, (data) =>
      stream.add({ data, shape: [1, data.length / channels, channels] }),
    ).catch((error: NodeJS.ErrnoException) =>
      error.syscall === undefined
        ? Promise.reject(error)
        : refuse(operation, `${shard} cannot be read: ${error.message}.`),
    );
    if (left > 0) {
      const name = shard === '-' ? 'standard input' : shard;
      refuse(
        operation,
        `${name} must end with a whole token of ${4 * channels} bytes, but ${left} were left.`,
      );
    }
    out(JSON.stringify(saveState(stream.state())));
  } finally {
    simd.dispose();
  }
}

function readSpec(text: string): PoolingSpecInput {
  try {
    return JSON.parse(text) as PoolingSpecInput;
  } catch {
    return refuse(operation, `SPEC must be JSON such as {"type":"mean"}, but ${JSON.stringify(text)} came.`);
  }
}

/** Gives the tokens of a stream of bytes, whole ones only, and returns how many bytes are left at its end. */
async function eachToken(
  pieces: AsyncIterable<Uint8Array>,
  bytes: number,
  take: (tokens: Float32Array) => void,
): Promise<number> {
  let left = new Uint8Array();
  for await (const piece of pieces) {
    const all = new Uint8Array(left.length + piece.length);
    all.set(left);
    all.set(piece, left.length);
    const whole = all.length - (all.length % bytes);
    if (whole > 0) take(new Float32Array(all.buffer, 0, whole / 4));
    left = all.slice(whole);
  }
  return left.length;
}
