import type { Expectation } from '@ggem/conformance';

/** Where tfjs is known to differ, and why. */
export const expectations: readonly Expectation[] = [];
