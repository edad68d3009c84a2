import type { FloatArray } from '@ggem/core';
import { type CaseOps, type Device, type Harness, opsDevice } from '../../src/index.ts';

/** A harness of one device around operations on plain arrays; `alter` breaks it. */
export function arrayHarness(
  ops: CaseOps<FloatArray>,
  alter: (device: Device) => Device = (device) => device,
): Harness {
  return {
    name: 'array',
    devices: ['cpu'],
    open: async () => alter(arrayDevice(ops)),
  };
}

export function arrayDevice(ops: CaseOps<FloatArray>): Device {
  return opsDevice({
    ops,
    put: ({ shape, data }) => ({ shape, data: Float64Array.from(data) }),
    get: (tensor) => tensor,
    answers: () => 'cpu',
  });
}
