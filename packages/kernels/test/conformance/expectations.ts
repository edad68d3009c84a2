import type { Expectation } from '@ggem/conformance';

/** Where the kernels are known to differ, and why: nowhere. */
export const expectations: readonly Expectation[] = [];
