import { pairedBootstrap, pairedDeviation, seedInterval, smallestDifference } from '@ggem/analysis';
import type { Cell, CellRow } from './cells.ts';
import { meanOf, overSeeds } from './outcome.ts';
import type { Span } from './results.ts';

/** Two poolings on the same images and from the same seeds. Shares from 0 to 1. */
export interface Difference {
  readonly of: CellRow;
  readonly to: CellRow;
  readonly difference: number;
  readonly images: Span;
  /** Absent where there is one seed. */
  readonly seeds?: Span | undefined;
  /** Known where the laboratory compared the two; classes of images are not kept. */
  readonly classes?: Span | undefined;
  /** The smallest difference that so many images resolve. */
  readonly smallest: number;
}

/** The difference of two poolings by their keys, with its intervals; absent where one of them was not measured. */
export function differenceOf(cell: Cell, of: string, to: string): Difference | undefined {
  const [a, b] = [of, to].map((key) => cell.rows.find((row) => row.key === key));
  return a === undefined || b === undefined ? undefined : differenceBetween(cell, a, b);
}

/** The same of two rows. What the laboratory compared is taken as it wrote it; all else is computed from the outcomes, as it does. */
export function differenceBetween({ drawing }: Pick<Cell, 'drawing'>, a: CellRow, b: CellRow): Difference {
  if (a.against?.to === b.key) return { ...a.against, of: a, to: b };
  const [all, others] = [overSeeds(a.runs), overSeeds(b.runs)];
  const both = all.flatMap((_, i) => (all[i] === null || others[i] === null ? [] : [i]));
  const call = { a: both.map((i) => all[i] as number), b: both.map((i) => others[i] as number) };
  const images = pairedBootstrap({ ...call, ...drawing });
  const { level } = drawing;
  return {
    of: a,
    to: b,
    difference: images.difference,
    images: spanOf(images),
    smallest: smallestDifference(pairedDeviation(call.a, call.b), both.length, { level }),
    ...(a.runs.length > 1 && {
      seeds: spanOf(seedInterval(a.runs.map(meanOf), b.runs.map(meanOf), { level })),
    }),
  };
}

function spanOf({ low, high, resolved }: Span): Span {
  return { low, high, resolved };
}

/** Which intervals exclude 0. */
export type Verdict = 'resolved' | 'images' | 'seeds' | 'neither';

/** `resolved` takes both intervals; where there is one seed, images alone can be said of. */
export function verdictOf({ images, seeds }: Pick<Difference, 'images' | 'seeds'>): Verdict {
  const overSeeds = seeds?.resolved === true;
  if (images.resolved) return overSeeds ? 'resolved' : 'images';
  return overSeeds ? 'seeds' : 'neither';
}
