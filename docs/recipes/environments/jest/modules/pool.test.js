import { poolArray } from '@ggem/core';

test('a mean of tokens', () => {
  const tokens = { data: [1, 2, 3, 4], shape: [1, 2, 2] };
  expect([...poolArray(tokens, { type: 'mean' })]).toEqual([2, 3]);
});
