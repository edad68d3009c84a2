import type { Expectation } from '@ggem/conformance';

/** Where onnxruntime is known to differ, and why. */
export const expectations: readonly Expectation[] = [
  {
    cases: 'ragged/*',
    outcome: 'skip',
    reason: '@ggem/onnx does not take ragged batches yet.',
  },
  {
    cases: 'operation/unpack/*',
    outcome: 'skip',
    reason: '@ggem/onnx does not take ragged batches yet.',
  },
  {
    cases: 'operation/pack/*',
    outcome: 'skip',
    reason: '@ggem/onnx does not take ragged batches yet.',
  },
  {
    cases: 'layout/*',
    outcome: 'skip',
    reason: '@ggem/onnx takes tokens with their channels last, and no images yet.',
  },
];
