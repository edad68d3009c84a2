import type { Weight } from './setTensors.ts';

/** A weight that is trained. */
export interface TrainedWeight extends Weight {
  readonly name: string;
  /** Number of its block counted from the head: 0 is the head, 1 the last block. */
  readonly depth: number;
}
