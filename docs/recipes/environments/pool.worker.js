import { poolArray } from '@ggem/core';

self.onmessage = ({ data: tokens }) => {
  const pooled = poolArray(tokens, { type: 'gem', p: 3 });
  postMessage(pooled, [pooled.buffer]);
};
