import { describeConformance } from '@ggem/conformance/vitest';
import { harness } from './conformance/harness.ts';

const only = ['pyramid/*', 'regional/*', 'concat/*', 'mix/*'];
describeConformance(harness, [], { only });
