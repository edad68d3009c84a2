import type { Expectation } from '@ggem/conformance';

/** Where gpu.js is known to differ, and why. */
export const expectations: readonly Expectation[] = [
  {
    cases: 'attention/heads=6/huge/3x7x6',
    properties: ['dp'],
    devices: ['cpu'],
    outcome: 'xfail',
    reason:
      'The cpu mode computes a kernel in float64 and stores float32: scores of tokens near 1e30 leave float32 between kernels, and the gradient of the query is NaN where it is 0.',
  },
];
