import { describeConformance } from '@ggem/conformance/vitest';
import { expectations } from './conformance/expectations.ts';
import { harness } from './conformance/harness.ts';

/** Other modes compile kernels for every spec and shape, which takes minutes. `pnpm conformance` runs all cases on them. */
const isSlow = (device: string) => device !== 'cpu';
const [slow, quick] = [harness.devices.filter(isSlow), harness.devices.filter((device) => !isSlow(device))];

describeConformance({ ...harness, devices: quick }, expectations);
if (slow.length > 0) {
  describeConformance({ ...harness, devices: slow }, [], {
    only: [
      'mean/normal/*',
      'gem/p=3/normal/*',
      'ggem/contiguous/groups=2/p=3/*',
      'edge/zeros-and-one-token/p=0.492188/lone/1x1024x1',
      'edge/zeros-and-one-token/p=0.5/lone/1x1024x1',
      'edge/shift-near-zero/p=0.125/*',
    ],
  });
}
