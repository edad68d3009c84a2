import { arrayOps, float64, poolArray, poolArrayGradient, poolingWeightsArray } from '@ggem/core';
import { ConformanceError } from './conformanceError.ts';
import { type Harness, trainableNames } from './harness.ts';
import { opsDevice } from './opsDevice.ts';

/** The float64 reference of `@ggem/core`, held to float64's own roundoff. */
export const referenceHarness: Harness = {
  name: 'reference',
  devices: ['float64'],
  open: async (device) => {
    if (device !== 'float64')
      throw new ConformanceError(`reference: it has the device float64 only, but ${device} was asked for.`);
    const { operate } = opsDevice({
      ops: arrayOps,
      put: ({ shape, data }) => ({ shape, data: Float64Array.from(data) }),
      get: (tensor) => tensor,
      answers: () => device,
    });
    return {
      answers: () => device,
      float: float64,
      ...(operate && { operate }),
      pool: async (input, wanted) => {
        const { spec, shape, x, dy, mask, weights, parameters } = input;
        const tokens = { data: x, shape };
        const options = { mask, weights, parameters };
        const gradient = poolArrayGradient(tokens, spec, dy, options);
        return {
          y: poolArray(tokens, spec, options),
          dx: gradient.tokens,
          dp: trainableNames(input).flatMap((name) => [...gradient.parameters[name]!]),
          ...(wanted.has('w') && { w: poolingWeightsArray(tokens, spec, options) }),
        };
      },
    };
  },
};
