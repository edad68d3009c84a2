import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { PoolingSpecInput } from '@ggem/core';
import { attachLine } from '../compare/bestPooling.ts';
import { compare } from '../compare/compare.ts';
import type { Result } from '../compare/result.ts';
import { resultTable } from '../compare/resultTable.ts';
import { type VectorMeasure, vectorMeasures } from '../measure/measures.ts';
import { type CandidateOptions, usualCandidates } from '../pool/listCandidates.ts';
import type { ImageList } from '../read/imageList.ts';
import type { Encoder } from '../read/readEncoder.ts';
import { writeRun } from '../report/writeRun.ts';
import type { Setting } from './command.ts';
import type { compareOptions } from './compareOptions.ts';
import { cacheOf, encoderOf, preprocessingOf } from './dataOptions.ts';
import type { Values } from './option.ts';
import { tellProgress } from './tellProgress.ts';
import { UsageError } from './usageError.ts';

export type CompareValues = Values<typeof compareOptions>;

/** What a command brings to a comparison. */
export interface Comparison {
  readonly list: ImageList;
  /** Measures, where the options name none. Default all. */
  readonly usual?: readonly VectorMeasure[] | undefined;
  readonly synthetic?: boolean | undefined;
}

/** Runs a comparison on the images that were read, writes its folder and prints its table. */
export async function runCompare(
  operation: string,
  values: CompareValues,
  { list, usual, synthetic }: Comparison,
  { console, signal }: Setting,
): Promise<number> {
  const out = values.out ?? 'ggem-lab-run';
  const by = wanted(operation, values.by ?? usual);
  if ((values.parts ?? 5) < 3)
    throw new UsageError(`${operation}: --parts must be at least 3: test, validation, train.`);
  const encoder = await encoderOf(operation, values);
  const teller = tellProgress(console, encoder);
  const result = await compare({
    encoder,
    list,
    preprocessing: preprocessingOf(values),
    candidates: candidatesOf(operation, values, encoder),
    measures: by,
    baseline: values.baseline,
    parts: values.parts ?? 5,
    seed: values.seed ?? 1,
    draws: values.draws ?? 2000,
    level: 0.95,
    cache: cacheOf(values),
    threads: values.threads ?? availableParallelism(),
    queue: values.queue,
    synthetic,
    signal,
    on: teller,
  });
  await writeRun(out, result);
  sayRun(console, out, result);
  return 0;
}

/** Prints what came of a run, and where it is. */
export function sayRun(console: Setting['console'], out: string, result: Result): void {
  for (const line of resultTable(result)) console.out(line);
  console.out(
    `\n${join(out, 'report.html')} shows it, ${join(out, 'result.json')} has the outcome of each image.`,
  );
  console.out(attachLine(result).replace('pooling.json', join(out, 'pooling.json')));
}

/** The poolings that the options name. */
export function candidatesOf(
  operation: string,
  values: Pick<CompareValues, 'poolings' | 'p' | 'negatives' | 'groups' | 'after' | 'spec'>,
  { heads }: Encoder,
): CandidateOptions {
  return {
    poolings: values.poolings ?? usualCandidates.poolings,
    p: values.p ?? usualCandidates.p,
    negatives: values.negatives ?? usualCandidates.negatives,
    groups: values.groups ?? (heads === undefined ? [] : [heads]),
    after: values.after ?? usualCandidates.after,
    specs: (values.spec ?? []).map((text) => specOf(operation, text)),
  };
}

function wanted(operation: string, by: readonly string[] | undefined): readonly VectorMeasure[] {
  const names: readonly VectorMeasure[] = vectorMeasures;
  for (const name of by ?? []) {
    if (!names.includes(name as VectorMeasure)) {
      throw new UsageError(
        `${operation}: --by must be of ${names.join(', ')}, but ${JSON.stringify(name)} came.`,
      );
    }
  }
  return (by as readonly VectorMeasure[] | undefined) ?? names;
}

export function specOf(operation: string, text: string): PoolingSpecInput {
  try {
    return JSON.parse(text) as PoolingSpecInput;
  } catch {
    throw new UsageError(
      `${operation}: --spec must be JSON, such as {"type":"gem","p":4}, but ${text} came.`,
    );
  }
}
