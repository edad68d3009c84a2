import type { GpuTexture } from '../input/kernelInput.ts';

/** Rows of numbers, as gpu.js gives them. */
export type Matrix = readonly Float32Array[];

/** What says where results go. */
export interface ResultOptions<Pipeline extends boolean = boolean> {
  /** Whether results stay on the device, for other kernels to read; call their `delete()` when done. Default: no. */
  readonly pipeline?: Pipeline | undefined;
}

/** A result: on the device in a pipeline, else rows of numbers on the host. */
export type ResultOf<Pipeline extends boolean, Rows> = Pipeline extends true ? GpuTexture : Rows;

/**
 * Rows in the axes of the tokens: `[batch, tokens, channels]`, with one axis more for an image and two for a volume.
 * `SideCount` is 2 or 3 then, and `never` for tokens without sides.
 */
export type TokenRows<SideCount extends 2 | 3> = [SideCount] extends [never]
  ? readonly Matrix[]
  : SideCount extends 2
    ? readonly (readonly Matrix[])[]
    : readonly (readonly (readonly Matrix[])[])[];
