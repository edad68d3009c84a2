import {
  type PoolGradient,
  type PoolingSpec,
  pool,
  poolGradient,
  poolingWeights,
  poolRagged,
  raggedPoolGradient,
  raggedPoolingWeights,
} from '@ggem/core';
import { raggedOps } from './raggedOps.ts';
import type { RecordedInputs } from './recordInputs.ts';
import type { Value } from './value.ts';

/** What core computes from the inputs of a graph. */
export interface PoolingRun {
  readonly pool: () => Value;
  readonly weights: () => Value;
  readonly gradient: (dy: Value) => PoolGradient<Value>;
}

/** Core's functions for tokens of one length, or, where the graph has offsets, for ragged batches. */
export function poolingRun(spec: PoolingSpec, recorded: RecordedInputs): PoolingRun {
  const { ops, offsets, recorder } = recorded;
  if (offsets === undefined) {
    const { inputs } = recorded;
    return {
      pool: () => pool(ops, spec, inputs),
      weights: () => poolingWeights(ops, spec, inputs),
      gradient: (dy) => poolGradient(ops, spec, inputs, dy),
    };
  }
  const ragged = raggedOps(ops, recorder);
  const inputs = { ...recorded.inputs, offsets };
  return {
    pool: () => poolRagged(ragged, spec, inputs),
    weights: () => raggedPoolingWeights(ragged, spec, inputs),
    gradient: (dy) => raggedPoolGradient(ragged, spec, inputs, dy),
  };
}
