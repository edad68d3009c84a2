// Reduce: node merge-states.mjs [--pooled]
// Reads states, a line each; prints the state of all, or the pooled vector.
import { createInterface } from 'node:readline';
import { loadState, mergeStates, pooledValue, saveState } from '@ggem/core';

const states = [];
for await (const line of createInterface({ input: process.stdin }))
  states.push(loadState(JSON.parse(line)));
const merged = mergeStates(states);
const isLast = process.argv.includes('--pooled');
console.log(
  JSON.stringify(
    isLast
      ? Array.from(pooledValue(merged), (y) => Number(y.toFixed(4)))
      : saveState(merged),
  ),
);
