/**
 * Map: pools one shard and prints its state as a line of JSON.
 *
 * `node poolShard.js SPEC CHANNELS SHARD`, where SHARD is a file of float32 tokens, row-major, of any length.
 */
import { open } from 'node:fs/promises';
import { saveState } from '@ggem/core';
import { loadSimd, SimdStream } from '@ggem/simd';

const [spec = '', width = '', shard = ''] = process.argv.slice(2);
const channels = Number(width);
const simd = await loadSimd();
const stream = new SimdStream(simd, JSON.parse(spec), { batch: 1, channels });

// A piece at a time: a shard may be larger than memory.
const piece = 1024;
const file = await open(shard);
for (;;) {
  const tokens = new Float32Array(piece * channels);
  const { bytesRead } = await file.read(new Uint8Array(tokens.buffer), 0, tokens.byteLength);
  const count = bytesRead / (4 * channels);
  if (!Number.isInteger(count)) throw new Error(`${shard} does not end with a whole token.`);
  if (count === 0) break;
  stream.add({ data: tokens.subarray(0, count * channels), shape: [1, count, channels] });
}
await file.close();
console.log(JSON.stringify(saveState(stream.state())));
simd.dispose();
