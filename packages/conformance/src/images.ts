import type { Shape } from './values.ts';

/** The tokens of one image among those of the whole batch: from `begin` up to `end`. */
export interface ImageRows {
  readonly begin: number;
  readonly end: number;
}

/** Where the images of a batch lie: one after another, of one length or, in a ragged batch, from offset to offset. */
export function imageRows({ shape, offsets }: BatchShape): readonly ImageRows[] {
  const [batch, tokens] = shape;
  const begins = offsets ?? Array.from({ length: batch + 1 }, (_, b) => b * tokens);
  return begins.slice(1).map((end, b) => ({ begin: begins[b]!, end }));
}

/** How the tokens of a case are divided into images. */
export interface BatchShape {
  readonly shape: Shape;
  readonly offsets?: readonly number[];
}
