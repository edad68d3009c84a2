import * as z from 'zod/mini';
import type { Row } from './run/row.ts';

/** What `--json` writes. */
export interface Result {
  readonly format: 'ggem-bench';
  readonly version: 1;
  readonly date: string;
  /** Where it ran, for people to read. */
  readonly machine: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
  /** What was left out, and why. */
  readonly problems: readonly string[];
}

const positive = z.number().check(z.positive());
const row = z.strictObject({
  adapter: z.string(),
  device: z.string(),
  how: z.enum(['naive', 'ours', 'baseline']),
  variant: z.optional(z.string()),
  pass: z.enum(['forward', 'gradient']),
  spec: z.string(),
  batch: z.int(),
  tokens: z.int(),
  channels: z.int(),
  threads: z.int(),
  medianMs: positive,
  spreadMs: z.number(),
  samples: z.int(),
  peakMiB: z.optional(z.number()),
  programs: z.optional(z.int()),
});
const schema = z.strictObject({
  format: z.literal('ggem-bench'),
  version: z.literal(1),
  date: z.string(),
  machine: z.record(z.string(), z.string()),
  rows: z.array(row),
  problems: z.array(z.string()),
});

/** Reads a result from parsed JSON; throws where it is none. */
export function parseResult(value: unknown): Result {
  const result = schema.safeParse(value);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    throw new Error(
      `This is no result of the benchmark: ${[path.join('.'), message].filter(Boolean).join(': ')}.`,
    );
  }
  return result.data as Result;
}

/** As JSON with one line for each row, so that two results are easy to compare. */
export function formatResult({ rows, problems, ...rest }: Result): string {
  const lines = (list: readonly unknown[]): string =>
    list.map((one) => `  ${JSON.stringify(one)}`).join(',\n');
  const head = JSON.stringify(rest, undefined, 1).replace(/\n\}$/, '');
  return `${head},\n "rows": [\n${lines(rows)}\n ],\n "problems": [\n${lines(problems)}\n ]\n}\n`;
}
