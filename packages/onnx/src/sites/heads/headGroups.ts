import type { HeadProbe } from './headProbe.ts';

/** The groups of channels that share a softmax: how many, and the row of scores of each in an image. */
export interface Groups {
  readonly count: number;
  readonly row: (image: number, group: number) => number;
}

/** `undefined` where the channels of a softmax are not neighbours, or not equally many. */
export function groupsOf(probe: HeadProbe): Groups | undefined {
  const { images } = probe;
  const run = probe.run(probe.tokens((b, n, c) => (n === 0 ? Math.sin(1 + b + 7.13 * c) : 0)));
  const ones = probe.vectors(run, (_, n) => Number(n === 0));
  const numbered = probe.vectors(run, (row, n) => (n === 0 ? row + 1 : 0));
  const rows = probe.scoresOf(run)?.rows;
  if (ones === undefined || numbered === undefined || rows === undefined) return undefined;
  const [count, width] = [rows / images, ones.length / images];
  const size = width / count;
  if (!Number.isInteger(count) || !Number.isInteger(size)) return undefined;
  const found: number[] = [];
  for (let i = 0; i < ones.length; i++) {
    const row = numbered[i]! / ones[i]! - 1;
    const group = Math.floor(i / size);
    // A channel that is 0 does not say which softmax weighs it.
    if (ones[i] === 0) continue;
    if (Math.abs(row - (found[group] ?? Math.round(row))) > 1e-3) return undefined;
    found[group] = Math.round(row);
  }
  const isWhole = new Set(found).size === rows && !found.includes(undefined as never);
  return isWhole ? { count, row: (image, group) => found[image * count + group]! } : undefined;
}
