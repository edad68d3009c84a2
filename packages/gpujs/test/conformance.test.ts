import { describeConformance } from '@ggem/conformance/vitest';
import { expectations } from './conformance/expectations.ts';
import { harness } from './conformance/harness.ts';

describeConformance(harness, expectations);
