import { poolArray } from '@ggem/core';

const data = new Float64Array(196);
data[42] = 1;
const tokens = { shape: [1, 196, 1], data };

for (const p of [1, 3, 10, 100, 525, 'inf']) {
  const [y] = poolArray(tokens, { type: 'gem', p });
  console.log(`p = ${p}`.padEnd(9), y.toFixed(4));
}
