import { Brought } from '../../spec/brought.ts';
import type { gradientLoop, poolLoop } from './poolLoops.ts';

/** Loops of plain arrays that know some poolings; they give `undefined` for all else. */
interface ArrayLoops {
  readonly poolLoop: typeof poolLoop;
  readonly gradientLoop: typeof gradientLoop;
}

/** The loops, where they were brought: the main entry does, since they only save time. */
export const arrayLoops: Brought<ArrayLoops> = new Brought(() => '@ggem/core');
