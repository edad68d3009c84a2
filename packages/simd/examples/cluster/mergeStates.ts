/**
 * Reduce: reads states, a line each, and prints the state of all. With `--pooled` it prints the pooled vector instead.
 *
 * Its output may be its input: any number may run at once, each on a part of the states.
 */
import { createInterface } from 'node:readline';
import { loadState, mergeStates, type PoolingState, pooledValue, saveState } from '@ggem/core';

let merged: PoolingState | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  const state = loadState(JSON.parse(line));
  merged = merged ? mergeStates([merged, state]) : state;
}
if (merged === undefined) throw new Error('No state came.');
const isPooled = process.argv.includes('--pooled');
console.log(JSON.stringify(isPooled ? Array.from(pooledValue(merged)) : saveState(merged)));
