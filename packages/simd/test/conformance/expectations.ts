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
    reason: '@ggem/simd does not take ragged batches yet.',
  },
  {
    cases: 'layout/*',
    outcome: 'skip',
    reason: '@ggem/simd takes tokens with their channels last, and no images yet.',
  },
];
