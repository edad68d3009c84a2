import { GgemError, type NumbersInput, type NumbersUse, readNumbers, sizeOf } from '@ggem/core';

/** Arrays in arrays, the outermost axis first. */
export type NestedArray = ArrayLike<number> | readonly NestedArray[];

/** A result that stays on the device: a texture of WebGL2, a buffer of WebGPU. Call `delete()` when done. */
export interface GpuTexture {
  /** Lengths of its axes, the innermost first. */
  readonly output: ArrayLike<number>;
  readonly toArray: () => unknown;
  readonly delete: () => void;
}

/** What a pooling takes: flat row-major numbers, arrays in arrays, tensors of other libraries, or what a kernel left on the device. */
export type KernelInput = NumbersInput | GpuTexture;

/** An input as gpu.js takes it. */
export interface ReadInput {
  readonly shape: readonly number[];
  /** Arrays in arrays, or the texture. */
  readonly value: unknown;
  /** Row-major values, where they lie on the host. */
  readonly host?: (() => ArrayLike<number>) | undefined;
}

/** Whether an input lies on the device. */
export function isTexture(input: unknown): input is GpuTexture {
  return typeof input === 'object' && input !== null && 'output' in input && 'toArray' in input;
}

/**
 * Reads an input whose axes are known, but for the outermost, which may be `null` for any length.
 *
 * Throws a `GgemError` with code `shape` for a wrong length or rows of different lengths.
 */
export function readInput(
  operation: string,
  name: string,
  axes: string,
  lengths: readonly (number | null)[],
  input: KernelInput,
): ReadInput {
  const fail = (rule: string, came: string, fix: string): never => {
    throw new GgemError('shape', `${operation}: ${name} ${rule}, but ${came} came. ${fix}`);
  };
  if (isTexture(input)) {
    const output = Array.from(input.output).reverse();
    const missing = Math.max(0, lengths.length - output.length);
    return { shape: [...new Array<number>(missing).fill(1), ...output], value: input };
  }
  if (input === null || typeof input !== 'object' || !('length' in input || 'data' in input)) {
    return fail(
      'must be a typed array, nested arrays or a texture',
      input === null ? 'null' : typeof input,
      `Give ${axes}.`,
    );
  }
  const read = readNumbers(operation, name, input, uses[name] ?? 'count', axes);
  const flat = asFloat32(read.data);
  if (read.shape !== undefined && read.shape.length > 1) {
    const { shape } = read;
    if (flat.length !== sizeOf(shape)) {
      fail(
        `must hold ${sizeOf(shape)} values for its shape`,
        `${flat.length}`,
        `Check shape [${shape.join(', ')}].`,
      );
    }
    return { shape, value: nest(flat, shape), host: () => flat };
  }
  const inner = sizeOf(lengths.slice(1).map((length) => length ?? 1));
  const outer = lengths[0] ?? flat.length / inner;
  const shape = [outer, ...lengths.slice(1).map((length) => length ?? 1)];
  if (!Number.isInteger(outer) || flat.length !== outer * inner) {
    const wanted = lengths[0] === null ? `a multiple of ${inner}` : `${outer * inner}`;
    return fail(
      `must hold ${wanted} values for ${axes}`,
      `${flat.length}`,
      `Check shape [${lengths.map((length) => length ?? axes.slice(1).split(',')[0]).join(', ')}].`,
    );
  }
  return { shape, value: nest(flat, shape), host: () => flat };
}

/** What inputs are used for. Those not listed, parameters and token weights, may be whole numbers. */
const uses: Readonly<Record<string, NumbersUse>> = { tokens: 'real', dy: 'real', mask: 'mask' };

/** The same values with other axes; textures stay as they are. */
export function reshaped(input: ReadInput, shape: readonly number[]): ReadInput {
  const { host } = input;
  return host ? { shape, value: nest(asFloat32(host()), shape), host } : { ...input, shape };
}

function asFloat32(values: ArrayLike<number>): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

/** Arrays in arrays, as gpu.js wants them, of views into flat values; no value is copied. */
function nest(flat: Float32Array, shape: readonly number[]): unknown {
  if (shape.length === 1) return flat;
  const [outer, ...inner] = shape as [number, ...number[]];
  const size = sizeOf(inner);
  return Array.from({ length: outer }, (_, i) => nest(flat.subarray(i * size, (i + 1) * size), inner));
}
