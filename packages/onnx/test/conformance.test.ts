import { describeConformance } from '@ggem/conformance/vitest';
import { expectations } from './conformance/expectations.ts';
import { harness } from './conformance/harness.ts';

/** Sessions of onnxruntime-web take minutes to make for every spec. `pnpm conformance` runs all cases on it. */
const isSlow = (device: string) => device !== 'cpu';
const [slow, quick] = [harness.devices.filter(isSlow), harness.devices.filter((device) => !isSlow(device))];

if (quick.length > 0) describeConformance({ ...harness, devices: quick }, expectations);
describeConformance({ ...harness, devices: slow }, expectations, { every: 7 });
