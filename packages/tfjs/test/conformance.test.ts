import { describeConformance } from '@ggem/conformance/vitest';
import { expectations } from './conformance/expectations.ts';
import { harness } from './conformance/harness.ts';

/** Browsers compile a program for every operation and shape, which takes minutes. `pnpm conformance` runs all cases in them. */
const inBrowser = typeof window !== 'undefined';

describeConformance(harness, expectations, { every: inBrowser ? 28 : 1 });
