test('a mean of tokens', async () => {
  const { poolArray } = await import('@ggem/core');
  const tokens = { data: [1, 2, 3, 4], shape: [1, 2, 2] };
  expect([...poolArray(tokens, { type: 'mean' })]).toEqual([2, 3]);
});
