// node streaming.mjs tokens.f32
// float32 tokens of 192 channels, row after row
import { open } from 'node:fs/promises';
import { loadSimd, SimdStream } from '@ggem/simd';

const channels = 192;
// All that is ever in memory.
const piece = new Float32Array(4096 * channels);
const simd = await loadSimd();
const stream = new SimdStream(
  simd,
  { type: 'ggem', groups: 3 },
  { batch: 1, channels },
);

const file = await open(process.argv[2]);
let count = 0;
for (;;) {
  const { bytesRead } = await file.read(new Uint8Array(piece.buffer));
  const tokens = bytesRead / 4 / channels;
  if (tokens === 0) break;
  stream.add({
    data: piece.subarray(0, tokens * channels),
    shape: [1, tokens, channels],
  });
  count += tokens;
}
await file.close();

const pooled = stream.pooled();
console.log(
  count,
  'tokens in pieces:',
  Array.from(pooled.subarray(0, 3), (value) => value.toFixed(4)).join(' '),
);
simd.dispose();
