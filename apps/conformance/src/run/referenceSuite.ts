import { referenceHarness } from '@ggem/conformance';
import type { SuiteModule } from './suiteModule.ts';

/** Core's own float64 poolings, as an adapter. */
export const referenceSuite: SuiteModule = { harness: referenceHarness };
