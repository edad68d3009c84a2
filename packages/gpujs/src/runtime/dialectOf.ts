import type { GpuJsDialect } from '@ggem/kernels';
import type { Device } from './device.ts';

/** How kernels are written for a device. */
export function dialectOf(device: Device): GpuJsDialect {
  switch (device) {
    case 'cpu':
      return { spellsOut: false, largest: 'max' };
    case 'webasm':
      return { spellsOut: true, largest: 'max' };
    case 'webgl2':
      return { spellsOut: false, largest: 'arithmetic' };
    case 'webgpu':
      return { spellsOut: false, largest: 'choice' };
    default:
      return device satisfies never;
  }
}
