import { describeConformance } from '@ggem/conformance/vitest';
import { expectations } from '../conformance/expectations.ts';
import { harness } from '../conformance/harness.ts';

/** A few of each kind; `npx pnpm@12 conformance --devices 'webgpu*'` runs all. */
describeConformance(harness, expectations, {
  only: [
    'operation/*',
    'mean/normal/*',
    'max/normal/*',
    'gem/p=3/normal/*',
    'ggem/contiguous/groups=2/p=3/*',
    'edge/zeros-and-one-token/p=0.5/lone/1x1024x1',
    'edge/shift-near-zero/p=0.125/*',
    'attention/heads=2/*',
    'ragged/ggem/*',
  ],
});
