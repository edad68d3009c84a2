import { describeConformance } from '@ggem/conformance/vitest';
import { expectations } from './conformance/expectations.ts';
import { harness } from './conformance/harness.ts';

/**
 * One case of how many runs on a device, where sessions take minutes to make for every spec. `pnpm conformance` runs all
 * cases on each.
 */
const every: Readonly<Record<string, number>> = { cpu: 1, wasm: 7, webgpu: 14 };

for (const device of harness.devices) {
  describeConformance({ ...harness, devices: [device] }, expectations, { every: every[device]! });
}
