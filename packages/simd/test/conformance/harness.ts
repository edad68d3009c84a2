import type { Harness } from '@ggem/conformance';
import { loadSimd, type SimdBuild } from '../../src/index.ts';
import { runOperations } from './runOperations.ts';

