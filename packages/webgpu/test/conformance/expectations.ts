import type { Expectation } from '@ggem/conformance';

/** Where WebGPU is known to differ, and why: nowhere. */
export const expectations: readonly Expectation[] = [];
