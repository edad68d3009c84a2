import { poolArray } from '@ggem/core';

// One image, four tokens, one channel.
const tokens = { shape: [1, 4, 1], data: [1, 2, 3, 4] };

for (const p of ['-inf', -1, 0, 1, 3, 10, 'inf']) {
  const [y] = poolArray(tokens, { type: 'gem', p });
  console.log(`p = ${p}`.padEnd(10), y.toFixed(4));
}
