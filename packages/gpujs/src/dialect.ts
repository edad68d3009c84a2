import type { Device } from './device.ts';

/** How kernels are written for a device where one way does not suit all. */
export interface Dialect {
  /** WebAssembly calls JavaScript for exponentials and logarithms, which arithmetic in its place outruns. */
  readonly spellsOut: boolean;
  /**
   * How NaN gets through a largest value. `Math.max` carries it in JavaScript and WebAssembly. What shaders do with it
   * is their choice: WGSL chooses between two values for free, in GLSL a choice costs as much as reading a texture.
   */
  readonly largest: 'max' | 'choice' | 'arithmetic';
}

export function dialectOf(device: Device): Dialect {
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
