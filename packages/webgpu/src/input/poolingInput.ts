import { GgemError, type NumbersInput, type NumbersUse, readNumbers, show, sizeOf } from '@ggem/core';
import { usage } from './usage.ts';

/** Values on the device with their shape: a tensor of onnxruntime-web whose `location` is `gpu-buffer` is one. */
export interface DeviceTensor {
  readonly gpuBuffer: GPUBuffer;
  readonly dims: readonly number[];
  /** `float32` (default) or `float16`, which is computed with as float32. */
  readonly type?: string | undefined;
}

/**
 * What a pooling takes: a buffer of float32, a tensor on the device, or numbers of the host, which are copied to it. A buffer
 * needs the usage `STORAGE`, and may be larger than its values.
 */
export type PoolingInput = GPUBuffer | DeviceTensor | NumbersInput;

/** An input after all checks. */
export interface ReadInput {
  readonly shape: readonly number[];
  /** Where it lies: on the device, or on the host, row-major. */
  readonly values: GPUBuffer | Float32Array;
  readonly isHalf: boolean;
  /** The values, where they lie on the host. */
  readonly host?: (() => Float32Array) | undefined;
}

/** An input to read. */
export interface InputToRead {
  readonly operation: string;
  readonly name: string;
  /** Its axes in words, and their lengths. */
  readonly axes: string;
  readonly lengths: readonly number[];
  /** Whether the first length is a guess, so that the input may say another. */
  readonly isOpen?: boolean | undefined;
  readonly input: PoolingInput;
}

/** What inputs are used for. Those not listed, parameters and token weights, may be whole numbers. */
const uses: Readonly<Record<string, NumbersUse>> = { tokens: 'real', dy: 'real', mask: 'mask' };

/** Reads an input. Throws a `GgemError` with code `shape` or `value` for one that is too short or of another type. */
export function readInput(given: InputToRead): ReadInput {
  const { operation, name, input, axes } = given;
  if (isBuffer(input)) return readBuffer(given, input, given.lengths, false);
  if (isDeviceTensor(input)) return readDeviceTensor(given, input);
  const { data, shape: known } = readNumbers(operation, name, input, uses[name] ?? 'count', axes);
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  const shape = known !== undefined && known.length > 1 ? known : shapeOfRow(given, values.length);
  if (values.length !== sizeOf(shape)) {
    fail(given, `must hold ${sizeOf(shape)} values for its shape [${shape.join(', ')}]`, `${values.length}`);
  }
  return { shape, values, isHalf: false, host: () => values };
}

/** Whether an input is a buffer without a shape. */
export function isBuffer(input: unknown): input is GPUBuffer {
  return typeof input === 'object' && input !== null && 'mapAsync' in input && 'usage' in input;
}

function isDeviceTensor(input: unknown): input is DeviceTensor {
  if (typeof input !== 'object' || input === null || !('gpuBuffer' in input)) return false;
  // Reading `gpuBuffer` of an onnxruntime tensor throws while its numbers are on the host.
  return !('location' in input) || input.location === 'gpu-buffer';
}

function readDeviceTensor(
  given: InputToRead,
  { gpuBuffer, dims, type = 'float32' }: DeviceTensor,
): ReadInput {
  if (type !== 'float32' && type !== 'float16') {
    fail(given, 'must be float32 or float16 on the device', show(type), 'Cast it in the model.', 'value');
  }
  if (!isBuffer(gpuBuffer)) {
    fail(
      given,
      'must have a GPUBuffer in gpuBuffer',
      show(gpuBuffer),
      'Give the buffer of its values.',
      'value',
    );
  }
  return readBuffer(given, gpuBuffer, [...dims], type === 'float16');
}

function readBuffer(
  given: InputToRead,
  buffer: GPUBuffer,
  shape: readonly number[],
  isHalf: boolean,
): ReadInput {
  if ((buffer.usage & usage.storage) === 0) {
    fail(
      given,
      'must be a buffer with the usage STORAGE',
      `one of usage ${buffer.usage}`,
      'Create it with GPUBufferUsage.STORAGE, or copy it to one that is.',
      'value',
    );
  }
  if (buffer.mapState !== 'unmapped') {
    fail(
      given,
      'must not be mapped',
      `a buffer that is ${buffer.mapState}`,
      'Call its unmap() first.',
      'state',
    );
  }
  const bytes = bytesOf(shape, isHalf);
  if (buffer.size < bytes) {
    fail(given, `must have ${bytes} bytes for [${shape.join(', ')}]`, `${buffer.size} bytes`);
  }
  return { shape, values: buffer, isHalf };
}

/** How many bytes values have on the device, whole words. */
export function bytesOf(shape: readonly number[], isHalf: boolean): number {
  return isHalf ? Math.ceil(sizeOf(shape) / 2) * 4 : sizeOf(shape) * 4;
}

function shapeOfRow(given: InputToRead, length: number): readonly number[] {
  const { axes, lengths, isOpen = false } = given;
  const inner = sizeOf(lengths.slice(1));
  const first = isOpen ? length / inner : lengths[0]!;
  if (!Number.isInteger(first) || length !== first * inner) {
    const wanted = isOpen ? `a multiple of ${inner}` : `${first * inner}`;
    fail(given, `must hold ${wanted} values for ${axes}`, `${length}`);
  }
  return [first, ...lengths.slice(1)];
}

function fail(
  { operation, name, axes }: InputToRead,
  rule: string,
  came: string,
  fix = `Give ${axes}.`,
  code: 'shape' | 'value' | 'state' = 'shape',
): never {
  throw new GgemError(code, `${operation}: ${name} ${rule}, but ${came} came. ${fix}`);
}
