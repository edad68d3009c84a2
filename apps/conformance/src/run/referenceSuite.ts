import { referenceHarness } from '@ggem/conformance';
import type { SuiteModule } from './suiteModule.ts';

/** Core's own float64 poolings, in whatever engine runs them. */
export const referenceSuite: SuiteModule = { harness: referenceHarness };
