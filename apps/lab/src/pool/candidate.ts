import type { PoolingSpecInput } from '@ggem/core';

/** A pooling that takes part in a comparison. */
export interface Candidate {
  /** What tables call it: `GeM 3 shift`. */
  readonly name: string;
  readonly spec: PoolingSpecInput;
}
