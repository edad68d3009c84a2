import type { FloatArray, TensorOps } from '@ggem/core';
import { type Device, type Harness, opsDevice } from '../../src/index.ts';

/** A harness of one device around operations on plain arrays; `alter` breaks it. */
export function arrayHarness(
  ops: TensorOps<FloatArray>,
  alter: (device: Device) => Device = (device) => device,
): Harness {
  return {
    name: 'array',
    devices: ['cpu'],
    open: async () => alter(arrayDevice(ops)),
  };
}

export function arrayDevice(ops: TensorOps<FloatArray>): Device {
  return opsDevice({
    ops,
    put: ({ shape, data }) => ({ shape, data: Float64Array.from(data) }),
    get: (tensor) => tensor,
    answers: () => 'cpu',
  });
}
