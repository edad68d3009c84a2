import { attributionArray, attributionMap, definePooling, negativesReport, rangeReport } from '@ggem/core';

// One image of 2 × 2 patches after a class token, two channels.
const tokens = { shape: [1, 5, 2] as const, data: [9, 9, 1, -1, 2, -2, 3, 4, -4, 0.5] };
const spec = definePooling({ type: 'ggem', groups: 2, p: [1, 3], prefixTokens: 1 });

const { byGroup, average } = attributionArray(tokens, spec);
console.log(attributionMap(average.weights, [2, 2])); // [1 × 2 × 2]: what the average channel looks at
console.log(byGroup.effectiveTokens.data); // [2]: how many tokens each group uses

console.log(negativesReport(tokens, spec).below); // 3 of 8 values lie below eps, where "clamp" holds them
console.log(rangeReport({ p: 7.5, tokens: 196 }).naive.atEps); // "zero": eps^7.5 is 0 in float32
