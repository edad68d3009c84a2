import type { Expectation } from '@ggem/conformance';

/** Where onnxruntime is known to differ, and why. */
export const expectations: readonly Expectation[] = [];
