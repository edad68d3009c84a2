import { describeConformance } from '@ggem/conformance/vitest';
import { expectations } from '../conformance/expectations.ts';
import { harness } from '../conformance/harness.ts';

/** A few of each kind; `npx pnpm@12 conformance --devices 'kernels*'` runs all. */
describeConformance({ ...harness, devices: ['webgpu'] }, expectations, {
  only: [
    'operation/*',
    'mean/normal/*',
    'max/normal/*',
    'gem/p=3/normal/*',
    'ggem/contiguous/groups=2/p=3/*',
    'lse/r=-25/*',
    'edge/zeros-and-one-token/*/1x1024x1',
    'edge/shift-near-zero/*',
    'attention/heads=2/*',
    'ragged/ggem/*',
  ],
});

describeConformance({ ...harness, devices: ['webgpu-cards'] }, expectations, {
  only: [
    'operation/sum/*',
    'operation/max/*',
    'mean/normal/*',
    'max/normal/*',
    'ggem/contiguous/groups=2/p=3/*',
    'edge/zeros-and-one-token/p=0.5/lone/*',
    'edge/dropped-nan-goes-nowhere/*',
    'attention/heads=2/*',
    'ragged/ggem/*',
  ],
});
