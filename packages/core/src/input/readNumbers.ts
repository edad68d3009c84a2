import { GgemError, type GgemErrorCode, show } from '../errors.ts';
import { className, isList, type NumbersInput, type NumbersUse, type ReadNumbers } from './numbersInput.ts';
import { decoded, numberTypes, typeOfArray } from './numberTypes.ts';
import { rowsOf } from './rowsOf.ts';

type Fail = (rule: string, came: string, fix: string, code?: GgemErrorCode) => never;

/**
 * Reads numbers as they come: plain and typed arrays, 64-bit whole numbers, booleans, arrays in arrays, tensors of
 * onnxruntime and transformers.js. Floats in one row are not copied.
 *
 * Input with two possible meanings is refused, never guessed: a `Uint16Array` without a type may hold the bits of float16
 * or whole numbers; whole numbers as tokens may be the codes of a quantised model. Throws a `GgemError` with code `value`,
 * and with code `shape` for rows of different lengths; `axes`, such as `[batch, tokens]`, names the right shape there.
 */
export function readNumbers(
  operation: string,
  name: string,
  input: NumbersInput,
  use: NumbersUse,
  axes?: string,
): ReadNumbers {
  const fail: Fail = (rule, came, fix, code = 'value') => {
    throw new GgemError(code, `${operation}: ${name} ${rule}, but ${came} came. ${fix}`);
  };
  if (isList(input)) return readList(fail, input, use, axes);
  if (typeof input !== 'object' || input === null || !('data' in input)) {
    return fail(
      'must be numbers: an array, a typed array, arrays in arrays, or a tensor { type, data, dims }',
      describe(input),
      'Take the numbers out of it first.',
    );
  }
  const shape = input.shape ?? input.dims;
  if (shape !== undefined && !isShape(shape)) {
    fail('must have whole numbers from 0 as its shape', show(shape), 'Give one length an axis.', 'shape');
  }
  const data = dataOf(fail, input);
  if (input.type === undefined) return { data: readList(fail, data, use).data, shape };
  return { data: readTyped(fail, input.type, data, use), shape };
}

function dataOf(
  fail: Fail,
  tensor: { readonly data: unknown; readonly location?: unknown },
): ArrayLike<unknown> {
  const { location } = tensor;
  const isHere = location === undefined || location === 'cpu' || location === 'cpu-pinned';
  // Reading `data` of an onnxruntime tensor throws while its numbers are on a device.
  const data = isHere ? tensor.data : undefined;
  if (isList(data)) return data;
  return isHere
    ? fail('must have its numbers in data', describe(data), 'Give an array or a typed array.')
    : fail(
        'must lie in the memory of the host',
        `a tensor at ${show(location)}`,
        'Give { type, data: await tensor.getData(), dims }.',
      );
}

function readList(fail: Fail, list: ArrayLike<unknown>, use: NumbersUse, axes?: string): ReadNumbers {
  if (ArrayBuffer.isView(list)) return { data: readView(fail, list as never, use), shape: undefined };
  const first = list[0];
  if (list.length === 0 || !isList(first)) return { data: plainNumbers(fail, list, use), shape: undefined };
  const { rows, shape } = rowsOf(list, (rule, came, fix) =>
    fail(rule, came, axes ? `Give ${axes}.` : fix, 'shape'),
  );
  const width = shape.at(-1)!;
  const read = rows.map((row) => readList(fail, row, use).data);
  const isSingle = read.every((row) => row instanceof Float32Array);
  const data = new (isSingle ? Float32Array : Float64Array)(rows.length * width);
  read.forEach((row, i) => {
    data.set(row, i * width);
  });
  return { data, shape };
}

function readView(fail: Fail, data: ArrayLike<unknown>, use: NumbersUse): ArrayLike<number> {
  const array = className(data);
  const type = typeOfArray(array);
  if (type === undefined) fail('must be numbers', `a ${array}`, 'Convert it to a Float32Array.');
  // In a mask, 1 is a whole number; read as the bits of a float16 it would be 6e-8.
  if (array === 'Uint16Array' && use !== 'mask') {
    const types = use === 'real' ? ['float16'] : ['float16', 'uint16'];
    return fail(
      'must say what its 16 bits are, float16 or whole numbers',
      'a Uint16Array without a type',
      `Give ${types.map((one) => `{ type: '${one}', data, dims }`).join(' or ')}, or convert it to a Float32Array.`,
    );
  }
  return readTyped(fail, type!, data, use);
}

function readTyped(fail: Fail, type: string, data: ArrayLike<unknown>, use: NumbersUse): ArrayLike<number> {
  const known = Object.hasOwn(numberTypes, type) ? numberTypes[type] : undefined;
  if (known === undefined) {
    return fail(
      `must have one of the types ${Object.keys(numberTypes).join(', ')}`,
      show(type),
      'Convert it to float32.',
    );
  }
  if (use === 'real' && !known.isFloat) {
    return fail(
      'must be floats, since whole numbers may be the codes of a quantised model',
      `type ${type}`,
      'Give scale * (code - zero point), or the numbers as they are, as a Float32Array.',
    );
  }
  if (ArrayBuffer.isView(data)) {
    const array = className(data);
    if (known.arrays.includes(array)) return decoded(type, array, data);
  } else if (type !== 'float16') {
    return plainNumbers(fail, data, use);
  }
  const came = ArrayBuffer.isView(data) ? className(data) : describe(data);
  return fail(
    `of type ${type} must have its data in a ${known.arrays.join(' or ')}`,
    came,
    'Give its own type.',
  );
}

/** The entries of a list as numbers. Booleans and 64-bit whole numbers may be masks and weights, not tokens. */
function plainNumbers(fail: Fail, list: ArrayLike<unknown>, use: NumbersUse): ArrayLike<number> {
  let isPlain = true;
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (typeof value === 'number') continue;
    isPlain = false;
    if (use !== 'real' && (typeof value === 'boolean' || typeof value === 'bigint')) continue;
    fail('must hold numbers', `${describe(value)} at index ${i}`, 'Convert it first.');
  }
  return isPlain ? (list as ArrayLike<number>) : Float64Array.from(list as ArrayLike<unknown>, Number);
}

function isShape(shape: unknown): shape is readonly number[] {
  return Array.isArray(shape) && shape.every((length) => Number.isInteger(length) && length >= 0);
}

function describe(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (value === null || typeof value !== 'object') return show(value);
  const name = className(value);
  return name === 'Object' ? 'an object' : `a value of class ${name}`;
}
