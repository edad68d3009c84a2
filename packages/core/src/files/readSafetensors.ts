import { GgemError, show } from '../errors.ts';
import { isRecord, listOf, objectOf, pairOf, ruleOf, wholeNumber } from '../spec/rules.ts';
import { decodeFloats, isFloatType } from './floatBytes.ts';
import { decodeUtf8 } from './utf8.ts';

/** One tensor of a safetensors file; its bytes are a view of the file's. */
export interface StoredTensor {
  readonly name: string;
  /** As the format names it: `F32`, `BF16`, `I64`, ... */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** The tensors of a safetensors file by name, and the texts of its `__metadata__`. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The format's own limit. */
const longestHeader = 100_000_000;

/** Bits of one number, by the name of its type. */
const bitsOf = new Map(
  Object.entries({
    4: ['F4'],
    6: ['F6_E2M3', 'F6_E3M2'],
    8: ['BOOL', 'U8', 'I8', 'F8_E5M2', 'F8_E4M3', 'F8_E8M0', 'F8_E4M3FNUZ', 'F8_E5M2FNUZ'],
    16: ['U16', 'I16', 'F16', 'BF16'],
    32: ['U32', 'I32', 'F32'],
    64: ['U64', 'I64', 'F64', 'C64'],
  }).flatMap(([bits, names]) => names.map((name) => [name, Number(bits)] as const)),
);

/** What the header says of a tensor. */
interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [begin: number, end: number];
}

const whole = wholeNumber(0, 'must be a whole number from 0.');
const entryRule = objectOf<Entry>(
  {
    dtype: ruleOf('must be a text.', { type: 'string' }, (value) => typeof value === 'string'),
    shape: listOf(whole, 'must be a list of lengths.'),
    data_offsets: pairOf(whole, 'must be [begin, end].'),
  },
  'must have dtype, shape and data_offsets.',
);

/**
 * Reads a safetensors file: 8 bytes for the length of a JSON header, the header, and the tensors' bytes without gaps.
 *
 * Nothing is decoded or copied, and everything that the header says is checked first: a broken or hostile file costs no
 * more than its own size.
 *
 * Throws a `GgemError` with code `format` that says what is wrong.
 */
export function readSafetensors(file: Uint8Array): SafetensorsFile {
  const { header, data } = split(file);
  const { __metadata__: metadata = {}, ...entries } = header;
  const texts = isRecord(metadata) ? metadata : fail('__metadata__ must hold texts', show(metadata));
  for (const text of Object.values(texts)) {
    if (typeof text !== 'string') fail('__metadata__ must hold texts', show(metadata));
  }
  const tensors = Object.entries(entries).map(([name, entry]) => readEntry(name, entry, data));
  checkCover(tensors, data);
  return {
    tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    metadata: texts as SafetensorsFile['metadata'],
  };
}

/** The values of a tensor of floats, exact. Throws a `GgemError` with code `format` for another type. */
export function tensorValues({ name, dtype, bytes }: StoredTensor): Float64Array {
  if (isFloatType(dtype)) return decodeFloats(dtype, bytes);
  return fail(`${label(name)} must be of type F16, BF16, F32 or F64`, show(dtype), 'Convert it first.');
}

function split(file: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  if (file.length < 8)
    fail('a file must start with the 8 bytes of its header length', `${file.length} bytes`);
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  const rest = file.length - 8;
  if (length > BigInt(Math.min(rest, longestHeader))) {
    const limit = rest < longestHeader ? `${rest} bytes that follow` : `${longestHeader} bytes allowed`;
    fail(
      `the header length must fit the ${limit}`,
      show(Number(length)),
      'Is the file cut off, or of another format?',
    );
  }
  const end = 8 + Number(length);
  if (file[8] !== 0x7b || length === 0n) fail('the header must start with {', `${file[8]} as its first byte`);
  return { header: parseHeader(file.subarray(8, end)), data: file.subarray(end) };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    // The text starts with a brace, so that whatever parses is an object.
    return JSON.parse(decodeUtf8(bytes)) as Record<string, unknown>;
  } catch (cause) {
    throw new GgemError(
      'format',
      'safetensors: the header must be JSON in UTF-8, but it is not. Export the file again.',
      {
        cause,
      },
    );
  }
}

function readEntry(name: string, entry: unknown, data: Uint8Array): StoredTensor {
  const {
    dtype,
    shape,
    data_offsets: offsets,
  } = entryRule.read(entry, '', () =>
    fail(`${label(name)} must have dtype, shape and data_offsets`, show(entry)),
  );
  const [begin, end] = offsets;
  const bits = bitsOf.get(dtype) ?? fail(`${label(name)} must be of a known dtype`, show(dtype.slice(0, 40)));
  if (begin > end || end > data.length) {
    fail(`${label(name)} must lie within the ${data.length} bytes of data`, show(offsets));
  }
  const count = shape.reduce((product, length) => exact(product * length), 1);
  const size = (count * bits) / 8;
  if (size !== end - begin) {
    const shown = `${dtype} ${show(shape)} in ${end - begin} bytes`;
    fail(`${label(name)} must take the bytes of its type and shape`, shown);
  }
  return { name, dtype, shape, bytes: data.subarray(begin, end) };
}

/** The same number; NaN where it is too large for whole numbers to be exact. NaN stays NaN. */
function exact(n: number): number {
  return n <= Number.MAX_SAFE_INTEGER ? n : Number.NaN;
}

/** Tensors must cover the data without gap or overlap: what is not accounted for could hide anything. */
function checkCover(tensors: readonly StoredTensor[], data: Uint8Array): void {
  const begin = (tensor: StoredTensor): number => tensor.bytes.byteOffset - data.byteOffset;
  const sorted = [...tensors].sort((a, b) => begin(a) - begin(b) || a.bytes.length - b.bytes.length);
  let covered = 0;
  for (const tensor of sorted) {
    if (begin(tensor) !== covered) {
      fail(
        `${label(tensor.name)} must begin where the tensor before ends, at ${covered}`,
        show(begin(tensor)),
      );
    }
    covered += tensor.bytes.length;
  }
  if (covered !== data.length) fail(`tensors must cover the ${data.length} bytes of data`, show(covered));
}

function label(name: string): string {
  return show(name.length > 60 ? `${name.slice(0, 60)}...` : name);
}

function fail(rule: string, came: string, fix = 'Export the file again.'): never {
  throw new GgemError('format', `safetensors: ${rule}, but ${came} came. ${fix}`);
}
