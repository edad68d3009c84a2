// Map: node pool-shard.mjs SPEC CHANNELS SHARD
// The shard is a file of float32 tokens; prints its state, a line of JSON.
import { readFile } from 'node:fs/promises';
import { saveState } from '@ggem/core';
import { loadSimd, SimdStream } from '@ggem/simd';

const [spec, width, shard] = process.argv.slice(2);
const channels = Number(width);
const bytes = await readFile(shard);
const data = new Float32Array(
  bytes.buffer,
  bytes.byteOffset,
  bytes.byteLength / 4,
);

const simd = await loadSimd();
const stream = new SimdStream(simd, JSON.parse(spec), {
  batch: 1,
  channels,
});
stream.add({ data, shape: [1, data.length / channels, channels] });
console.log(JSON.stringify(saveState(stream.state())));
simd.dispose();
