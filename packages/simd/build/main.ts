import { buildKernels } from './buildKernels.ts';

await buildKernels();
