import type { Expectation } from '@ggem/conformance';

/** Where the kernels are known to differ, and why. */
export const expectations: readonly Expectation[] = [
  {
    cases: 'operation/*',
    outcome: 'skip',
    reason: 'Kernels are whole poolings: there are no operations of the seam to test.',
  },
  {
    cases: 'ragged/*',
    outcome: 'skip',
    reason: 'The images of a ragged batch are views of one array: pool() takes each by itself, at no cost.',
  },
  {
    cases: 'layout/*',
    outcome: 'skip',
    reason:
      'Kernels read whole tokens from memory: channels last, [batch, tokens, channels]. An image in that order is tokens already.',
  },
];
