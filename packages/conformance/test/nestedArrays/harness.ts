import { type Harness, opsDevice } from '@ggem/conformance';
import { build, nestedOps, shapeOf } from './nestedOps.ts';

export const harness: Harness = {
  name: 'nested-arrays',
  devices: ['cpu'],
  open: async () =>
    opsDevice({
      ops: nestedOps,
      put: ({ shape: [batch, tokens, channels], data }) =>
        build([batch, tokens, channels], (b, t, c) => data[(b * tokens + t) * channels + c]!),
      get: (tensor) => ({ shape: shapeOf(tensor), data: tensor.flat(2) }),
      // Plain JavaScript always runs on the CPU.
      answers: () => 'cpu',
    }),
};
