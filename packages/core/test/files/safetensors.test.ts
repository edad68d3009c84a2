import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GgemError, readSafetensors, tensorValues, writeSafetensors } from '../../src/index.ts';
import { refusal } from '../refusal.ts';
import { fromHex, safetensorsBytes } from './safetensorsBytes.ts';

const one = (dtype: string, hex: string, size: number) => {
  const data = fromHex(hex);
  const header = { p: { dtype, shape: [data.length / size], data_offsets: [0, data.length] } };
  return [...tensorValues(readSafetensors(safetensorsBytes(header, data)).tensors.get('p')!)];
};

describe('readSafetensors', () => {
  // Bytes and values: PyTorch 1.13, x.half() and x.bfloat16() of float32 tensors.
  it('reads F16 and BF16 exactly as PyTorch does, subnormals and infinity included', () => {
    expect(one('F16', '003e0080ff7b0100007c48420200', 2)).toEqual([
      1.5,
      -0,
      65504,
      2 ** -24,
      Number.POSITIVE_INFINITY,
      3.140625,
      1.1920928955078125e-7,
    ]);
    expect(one('BF16', 'c03f008080478033807f4940d733', 2)).toEqual([
      1.5,
      -0,
      65536,
      2 ** -24,
      Number.POSITIVE_INFINITY,
      3.140625,
      1.0011717677116394e-7,
    ]);
    expect(one('F16', '017e', 2)).toEqual([Number.NaN]);
  });
  it('reads F32 and F64, at any alignment and within a larger buffer', () => {
    expect(one('F32', '0000803f000000c0', 4)).toEqual([1, -2]);
    expect(one('F64', '182d4454fb210940', 8)).toEqual([Math.PI]);
    const file = safetensorsBytes({ p: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, [0, 0, 128, 63]);
    const shifted = new Uint8Array(file.length + 7);
    shifted.set(file, 3);
    const within = readSafetensors(shifted.subarray(3, 3 + file.length));
    expect([...tensorValues(within.tensors.get('p')!)]).toEqual([1]);
  });
  it('reads shared memory', () => {
    const file = writeSafetensors([{ name: 'p', dtype: 'F32', shape: [1], values: [3] }]);
    const shared = new Uint8Array(new SharedArrayBuffer(file.length));
    shared.set(file);
    expect([...tensorValues(readSafetensors(shared).tensors.get('p')!)]).toEqual([3]);
  });
  it('gives metadata, scalars, empty tensors and types that it does not decode', () => {
    const { tensors, metadata } = readSafetensors(
      safetensorsBytes(
        {
          __metadata__: { format: 'pt' },
          steps: { dtype: 'I64', shape: [], data_offsets: [0, 8] },
          none: { dtype: 'F32', shape: [0, 4], data_offsets: [8, 8] },
        },
        new Uint8Array(8),
      ),
    );
    expect(metadata).toEqual({ format: 'pt' });
    expect([...tensors.keys()]).toEqual(['steps', 'none']);
    expect(tensors.get('none')!.shape).toEqual([0, 4]);
    expect(refusal(() => tensorValues(tensors.get('steps')!))).toBe(
      'format | safetensors: "steps" must be of type F16, BF16, F32 or F64, but "I64" came. Convert it first.',
    );
  });

  const entry = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
  const again = 'Export the file again.';
  it.each([
    [
      'an empty file',
      new Uint8Array(0),
      `a file must start with the 8 bytes of its header length, but 0 bytes came. ${again}`,
    ],
    [
      'a header longer than the file',
      safetensorsBytes({}, [], 3n),
      'the header length must fit the 2 bytes that follow, but 3 came. Is the file cut off, or of another format?',
    ],
    [
      'the largest header length',
      safetensorsBytes({}, [], 2n ** 64n - 1n),
      'the header length must fit the 2 bytes that follow, but 18446744073709552000 came. Is the file cut off, or of another format?',
    ],
    [
      'no header',
      safetensorsBytes('', [123], 0n),
      `the header must start with {, but 123 as its first byte came. ${again}`,
    ],
    [
      'a list as header',
      safetensorsBytes('[]'),
      `the header must start with {, but 91 as its first byte came. ${again}`,
    ],
    [
      'broken JSON',
      safetensorsBytes('{"p": '),
      'the header must be JSON in UTF-8, but it is not. Export the file again.',
    ],
    [
      'deep JSON',
      safetensorsBytes(`{"p":${'['.repeat(1e6)}`),
      'the header must be JSON in UTF-8, but it is not. Export the file again.',
    ],
    [
      'deep JSON that is whole',
      safetensorsBytes(`{"p":${'['.repeat(1e5)}${']'.repeat(1e5)}}`),
      `"p" must have dtype, shape and data_offsets, but an array came. ${again}`,
    ],
    [
      'bytes that are no UTF-8',
      safetensorsBytes('{}', [], 2n).map((byte, i) => (i === 9 ? 0xff : byte)),
      'the header must be JSON in UTF-8, but it is not. Export the file again.',
    ],
    [
      'metadata of numbers',
      safetensorsBytes({ __metadata__: { epoch: 3 } }),
      `__metadata__ must hold texts, but {"epoch":3} came. ${again}`,
    ],
    [
      'an entry without a type',
      safetensorsBytes({ p: { shape: [1], data_offsets: [0, 4] } }, new Uint8Array(4)),
      `"p" must have dtype, shape and data_offsets, but {"shape":[1],"data_offsets":[0,4]} came. ${again}`,
    ],
    [
      'an unknown type',
      safetensorsBytes({ p: { ...entry, dtype: 'F33' } }, new Uint8Array(4)),
      `"p" must be of a known dtype, but "F33" came. ${again}`,
    ],
    [
      'a negative length',
      safetensorsBytes({ p: { ...entry, shape: [-1] } }, new Uint8Array(4)),
      `"p" must have dtype, shape and data_offsets, but {"dtype":"F32","shape":[-1],"data_offsets":[0,4]} came. ${again}`,
    ],
    [
      'offsets beyond the data',
      safetensorsBytes({ p: entry }, new Uint8Array(3)),
      `"p" must lie within the 3 bytes of data, but [0, 4] came. ${again}`,
    ],
    [
      'offsets in the wrong order',
      safetensorsBytes({ p: { ...entry, data_offsets: [4, 0] } }, new Uint8Array(4)),
      `"p" must lie within the 4 bytes of data, but [4, 0] came. ${again}`,
    ],
    [
      'a size that is not that of its type',
      safetensorsBytes({ p: { ...entry, dtype: 'F16' } }, new Uint8Array(4)),
      `"p" must take the bytes of its type and shape, but F16 [1] in 4 bytes came. ${again}`,
    ],
    [
      'a shape whose product overflows, even if it ends in 0',
      safetensorsBytes({ p: { dtype: 'F32', shape: [2 ** 52, 2 ** 52, 0], data_offsets: [0, 0] } }),
      `"p" must take the bytes of its type and shape, but F32 [4503599627370496, 4503599627370496, 0] in 0 bytes came. ${again}`,
    ],
    [
      'overlapping tensors',
      safetensorsBytes({ p: entry, q: { ...entry, data_offsets: [2, 6] } }, new Uint8Array(6)),
      `"q" must begin where the tensor before ends, at 4, but 2 came. ${again}`,
    ],
    [
      'a gap',
      safetensorsBytes({ p: entry, q: { ...entry, data_offsets: [8, 12] } }, new Uint8Array(12)),
      `"q" must begin where the tensor before ends, at 4, but 8 came. ${again}`,
    ],
    [
      'bytes that belong to no tensor',
      safetensorsBytes({ p: entry }, new Uint8Array(9)),
      `tensors must cover the 9 bytes of data, but 4 came. ${again}`,
    ],
    [
      'a very long name',
      safetensorsBytes({ ['p'.repeat(1e5)]: { ...entry, dtype: '' } }, new Uint8Array(4)),
      `"${'p'.repeat(60)}..." must be of a known dtype, but "" came. ${again}`,
    ],
  ])('refuses %s', (_, file, message) => {
    expect(refusal(() => readSafetensors(file))).toBe(`format | safetensors: ${message}`);
  });

  it('gives a result or its error for 20,000 broken files, and never reads outside of them', () => {
    const whole = writeSafetensors(
      [
        { name: 'p', dtype: 'F32', shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
        { name: 'weights', dtype: 'F64', shape: [2], values: [0.1, 0.2] },
      ],
      { format: 'pt' },
    );
    const digits = '0123456789-.eE[]{},:"\\u ';
    const change = fc.record({
      at: fc.nat(whole.length - 1),
      byte: fc.oneof(
        fc.nat(255),
        fc.nat(digits.length - 1).map((i) => digits.charCodeAt(i)),
      ),
    });
    let valid = 0;
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), fc.nat(whole.length), (changes, length) => {
        const file = whole.slice(0, length < whole.length / 2 ? length * 2 : whole.length);
        for (const { at, byte } of changes) if (at < file.length) file[at] = byte;
        try {
          for (const { shape, bytes } of readSafetensors(file).tensors.values()) {
            expect(bytes.byteOffset + bytes.length).toBeLessThanOrEqual(file.length);
            expect(shape.every((n) => Number.isSafeInteger(n) && n >= 0)).toBe(true);
          }
          valid++;
        } catch (error) {
          expect(error).toBeInstanceOf(GgemError);
          expect((error as GgemError).code).toBe('format');
        }
      }),
      { numRuns: 20_000 },
    );
    expect(valid).toBeGreaterThan(500);
  });
});

describe('writeSafetensors', () => {
  // numpy 2.4.6: x.astype(float32).astype(float16).tobytes().hex()
  it('rounds to F16 as numpy does', () => {
    const values = [1.5, -0, 65504, 2 ** -24, Number.POSITIVE_INFINITY, Math.PI, 1e-7, 65519, 65520, 0.1];
    const file = writeSafetensors([{ name: 't', dtype: 'F16', shape: [10], values }]);
    const { bytes } = readSafetensors(file).tensors.get('t')!;
    expect([...bytes]).toEqual([...fromHex('003e0080ff7b0100007c48420200ff7b007c662e')]);
  });
  it('writes what it reads, with every tensor aligned', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.record({
            name: fc.string().filter((name) => name !== '__metadata__'),
            dtype: fc.constantFrom('F32', 'F64'),
            values: fc.array(fc.float({ noNaN: true })),
          }),
          { selector: ({ name }) => name },
        ),
        (tensors) => {
          const given = tensors.map((tensor) => ({ ...tensor, shape: [tensor.values.length] }));
          const { tensors: read } = readSafetensors(writeSafetensors(given));
          expect(read.size).toBe(given.length);
          for (const { name, values } of given) {
            const tensor = read.get(name)!;
            expect([...tensorValues(tensor)]).toEqual(values);
            expect(tensor.bytes.byteOffset % (tensor.dtype === 'F64' ? 8 : 4)).toBe(0);
          }
        },
      ),
    );
  });
  it('gives the same bytes whatever the order', () => {
    const a = { name: 'a', dtype: 'F32', shape: [1], values: [1] } as const;
    const b = { name: 'b', dtype: 'F32', shape: [1], values: [2] } as const;
    expect(writeSafetensors([a, b])).toEqual(writeSafetensors([b, a]));
  });
  it('refuses the name that the format keeps for itself', () => {
    expect(
      refusal(() => writeSafetensors([{ name: '__metadata__', dtype: 'F32', shape: [0], values: [] }])),
    ).toBe('format | safetensors: no tensor may be called "__metadata__". Choose another name.');
  });
});
