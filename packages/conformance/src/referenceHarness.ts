import {
  type ArrayOptions,
  arrayRaggedOps,
  float64,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
  poolRaggedArray,
  poolRaggedArrayGradient,
  raggedPoolingWeightsArray,
} from '@ggem/core';
import { ConformanceError } from './conformanceError.ts';
import { type Harness, type PoolInput, trainableNames } from './harness.ts';
import { layoutShape } from './layout.ts';
import { opsDevice } from './opsDevice.ts';

/** The float64 reference of `@ggem/core`, compared with the roundoff of float64. */
export const referenceHarness: Harness = {
  name: 'reference',
  devices: ['float64'],
  open: async (device) => {
    if (device !== 'float64')
      throw new ConformanceError(`reference: it has the device float64 only, but ${device} was asked for.`);
    const { operate } = opsDevice({
      ops: arrayRaggedOps,
      put: ({ shape, data }) => ({ shape, data: Float64Array.from(data) }),
      get: (tensor) => tensor,
      answers: () => device,
    });
    return {
      answers: () => device,
      float: float64,
      ...(operate && { operate }),
      pool: async (input, wanted) => {
        const { dataFormat, mask, tokenWeights, parameters } = input;
        const run = input.offsets ? ragged(input, input.offsets) : batch(input);
        const options = { dataFormat, mask, tokenWeights, parameters };
        const gradient = run.gradient(options);
        return {
          y: run.pool(options),
          dx: gradient.tokens,
          dp: trainableNames(input).flatMap((name) => [...gradient.parameters[name]!]),
          ...(wanted.has('w') && { w: run.weights(options) }),
        };
      },
    };
  },
};

function batch(input: PoolInput) {
  const { spec, x, dy } = input;
  const tokens = { data: x, shape: layoutShape(input) };
  return {
    pool: (options: ArrayOptions) => poolArray(tokens, spec, options),
    gradient: (options: ArrayOptions) => poolArrayGradient(tokens, spec, dy, options),
    weights: (options: ArrayOptions) => poolingWeightsArray(tokens, spec, options),
  };
}

function ragged({ spec, shape, x, dy }: PoolInput, offsets: readonly number[]) {
  const tokens = { data: x, channels: shape[2], offsets };
  return {
    pool: (options: ArrayOptions) => poolRaggedArray(tokens, spec, options),
    gradient: (options: ArrayOptions) => poolRaggedArrayGradient(tokens, spec, dy, options),
    weights: (options: ArrayOptions) => raggedPoolingWeightsArray(tokens, spec, options),
  };
}
