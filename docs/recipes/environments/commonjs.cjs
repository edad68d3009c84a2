// Node 20.19 and 22.12 on: require takes ES modules. Older ones: const { poolArray } = await import('@ggem/core').
const { poolArray } = require('@ggem/core');

const tokens = { data: [1, 2, 3, 4], shape: [1, 2, 2] };
console.log(poolArray(tokens, { type: 'gem', p: 3 }));
