import { GgemError, show } from '../errors.ts';
import { parametersOf } from '../facts/parametersOf.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import { sizeOf } from '../ops/sizeOf.ts';
import type { Parameter } from '../spec/parameter.ts';
import type { PoolingSpec, PoolingSpecInput } from '../spec/spec.ts';
import { type PoolingFile, parsePoolingFile } from './poolingFile.ts';
import { readSafetensors, tensorValues } from './readSafetensors.ts';
import { decodeUtf8 } from './utf8.ts';
import { exactDtype, type TensorToStore, writeSafetensors } from './writeSafetensors.ts';

/** A pooling with its trained parameters, as it travels from one library to another. */
export interface StoredPooling {
  readonly spec: PoolingSpec;
  readonly channels: number;
  /** By the names of `parametersOf(spec, channels)`, row-major in the shapes given there. */
  readonly parameters: Readonly<Record<string, Float64Array>>;
}

/** What is to be written; values may come as any array of numbers, such as the `Float32Array` a library gives. */
export interface PoolingToStore {
  readonly spec: PoolingSpecInput;
  readonly channels: number;
  readonly parameters: Readonly<Record<string, ArrayLike<number>>>;
}

/** The two files of a pooling. */
export interface PoolingFiles {
  /** Text of `pooling.json`. */
  readonly json: string;
  /** Bytes of `pooling.safetensors`. */
  readonly safetensors: Uint8Array<ArrayBuffer>;
}

/**
 * The files `pooling.json` and `pooling.safetensors` of a pooling and its parameters. Every adapter reads them.
 *
 * Values are written as float32 where that is exact, as it is for what a library computed in float32; else as float64.
 *
 * Throws a `GgemError`: `value` for a missing or unknown name, NaN or a value out of range; `shape` for a wrong count.
 */
export function writePoolingFiles({ spec, channels, parameters }: PoolingToStore): PoolingFiles {
  const parsed = parseSpec(spec);
  const expected = parametersOf(parsed, channels);
  checkNames(parsed, expected, Object.keys(parameters));
  const tensors = expected.map((parameter): TensorToStore => {
    const { name, shape } = parameter;
    const values = Float64Array.from(parameters[name]!);
    const count = sizeOf(shape);
    if (values.length !== count) refuseShape(parsed, parameter, [values.length]);
    checkEntries(parsed, parameter, values);
    const dtype = exactDtype(values);
    return { name, dtype, shape, values };
  });
  const file: PoolingFile = { version: 1, channels, spec: parsed };
  return { json: `${JSON.stringify(file, null, 2)}\n`, safetensors: writeSafetensors(tensors) };
}

/**
 * Reads `pooling.json` (its text, its bytes, or what it parses to) and `pooling.safetensors`.
 *
 * Throws a `GgemError`: `format` for a broken file, `spec` for a wrong spec, `shape` or `value` where the parameters are
 * not those of the spec.
 */
export function readPoolingFiles(json: string | Uint8Array | object, safetensors: Uint8Array): StoredPooling {
  const isText = typeof json === 'string' || isBytes(json);
  const { spec, channels } = parsePoolingFile(isText ? parse(json) : json);
  const expected = parametersOf(spec, channels);
  const { tensors } = readSafetensors(safetensors);
  checkNames(spec, expected, [...tensors.keys()]);
  const parameters = expected.map((parameter) => {
    const tensor = tensors.get(parameter.name)!;
    const { shape } = parameter;
    if (tensor.shape.length !== shape.length || tensor.shape.some((length, i) => length !== shape[i])) {
      refuseShape(spec, parameter, tensor.shape);
    }
    const values = tensorValues(tensor);
    checkEntries(spec, parameter, values);
    return [parameter.name, values] as const;
  });
  return { spec, channels, parameters: Object.fromEntries(parameters) };
}

function parse(json: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof json === 'string' ? json : decodeUtf8(json));
  } catch (cause) {
    throw new GgemError('format', 'pooling.json: it must be JSON in UTF-8, but it is not.', { cause });
  }
}

/** Also for bytes of another realm, such as a frame's. */
function isBytes(value: string | object): value is Uint8Array {
  return ArrayBuffer.isView(value);
}

function checkNames(spec: PoolingSpec, expected: readonly Parameter[], names: readonly string[]): void {
  const known = new Set(expected.map(({ name }) => name));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) {
    const fix = known.size > 0 ? `Known: ${[...known].slice(0, 12).join(', ')}.` : 'It has no parameters.';
    fail('value', spec, `unknown parameter ${show(unknown.slice(0, 60))}. ${fix}`);
  }
  const given = new Set(names);
  const missing = expected.find(({ name }) => !given.has(name));
  if (missing) fail('value', spec, `parameter ${missing.name} [${missing.shape.join(', ')}] is missing.`);
}

function checkEntries(spec: PoolingSpec, { name, trainable, range }: Parameter, values: Float64Array): void {
  const refuse = (rule: string, breaks: (value: number) => boolean, fix: string): void => {
    const i = values.findIndex(breaks);
    if (i >= 0) fail('value', spec, `${name} ${rule}, but ${show(values[i])} came at index ${i}. ${fix}`);
  };
  const broken = 'A step that is too large may have broken training.';
  refuse('must hold numbers', Number.isNaN, broken);
  if (trainable) refuse('must be finite, being trainable', (value) => !Number.isFinite(value), broken);
  const [low, high] = range ?? [null, null];
  const outside = (value: number): boolean =>
    (low !== null && value < low) || (high !== null && value > high);
  refuse(`must lie in its range ${show(range)}`, outside, 'Store p itself, not what it is made of.');
}

function refuseShape(spec: PoolingSpec, { name, shape }: Parameter, came: readonly number[]): never {
  return fail(
    'shape',
    spec,
    `${name} must have shape [${shape.join(', ')}], but [${came.join(', ')}] came. Was it trained for another spec?`,
  );
}

function fail(code: 'shape' | 'value', { type }: PoolingSpec, message: string): never {
  throw new GgemError(code, `${type}: ${message}`);
}
