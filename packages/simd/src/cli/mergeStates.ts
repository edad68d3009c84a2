import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { loadState, mergeStates as merge, type PoolingState, pooledValue, saveState } from '@ggem/core';
import { refuse } from './refuse.ts';
import type { Terminal } from './terminal.ts';

const operation = 'merge-states';

/** Reduce: states, a line each, to one. What it prints may be read by another of its kind: any number may run at once. */
export async function mergeStates(args: readonly string[], { input, out }: Terminal): Promise<void> {
  const unknown = args.find((one) => one !== '--pooled');
  if (unknown !== undefined) {
    refuse(
      operation,
      `--pooled is the only option, but ${JSON.stringify(unknown)} came. States are read from standard input.`,
    );
  }
  let merged: PoolingState | undefined;
  let lines = 0;
  for await (const line of createInterface({ input: Readable.from(input) })) {
    lines += 1;
    if (line.trim() === '') continue;
    const state = loadState(readLine(line, lines));
    merged = merged ? merge([merged, state]) : state;
  }
  if (merged === undefined) return refuse(operation, 'standard input must have a state, but it was empty.');
  out(JSON.stringify(args.length > 0 ? Array.from(pooledValue(merged)) : saveState(merged)));
}

function readLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    const begin = line.length > 40 ? `${line.slice(0, 40)}…` : line;
    return refuse(operation, `line ${number} must be a state as JSON, but ${JSON.stringify(begin)} came.`);
  }
}
