const { poolArray } = require('@ggem/core');

const tokens = { data: [1, 2, 3, 4], shape: [1, 2, 2] };
console.log(poolArray(tokens, { type: 'gem', p: 3 }));
