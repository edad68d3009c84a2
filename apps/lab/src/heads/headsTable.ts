import type { HeadsResult } from './headsResult.ts';

/** What came out, in lines: a block a line. */
export function headsTable({ blocks }: HeadsResult): readonly string[] {
  const lines = blocks.map(({ meanSimilarity: mean, distances }, i) => {
    const far = distances.map((one) => one.toFixed(1)).join(', ');
    return `${String(i + 1).padEnd(7)}${(mean?.toFixed(3) ?? '-').padEnd(10)}${far}`;
  });
  return ['block  mean CKA  distances of heads, pixels', ...lines];
}
