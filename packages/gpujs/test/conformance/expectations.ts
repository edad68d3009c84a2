import type { Expectation } from '@ggem/conformance';

/** Where gpu.js is known to differ, and why: nowhere. */
export const expectations: readonly Expectation[] = [];
