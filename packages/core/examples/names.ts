import { fromSentenceTransformers, fromTimm, fromTransformersJs } from '@ggem/core';

console.log(fromTimm({ globalPool: 'avgmax', prefixTokens: 1 })); // mix of mean and max, 1/2 each
console.log(fromTransformersJs({ pooling: 'mean', normalize: true })); // mean, after: ["l2"]
const config = { embedding_dimension: 384, pooling_mode: ['mean', 'max'] };
console.log(fromSentenceTransformers({ config })); // concat of mean and max, 384 channels
