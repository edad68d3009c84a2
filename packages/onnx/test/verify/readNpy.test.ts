import { describe, expect, it } from 'vitest';
import { readNpy } from '../../src/verify/readNpy.ts';

/** Files of numpy 1.24.2, `np.save` of what the test says. */
const files = {
  // np.array([[1, 2, 3], [4, 5, -6]], dtype='<i8')
  int64:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAAEAAAAAAAAAAUAAAAAAAAA+v////////8=',
  // np.array([True, False, True])
  bool: 'k05VTVBZAQB2AHsnZGVzY3InOiAnfGIxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAE=',
  // np.array([[0.5, -2, np.inf]], dtype='<f2')
  float16:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAOADAAHw=',
  // np.array([1.5, -3.25], dtype='>f4')
  big: 'k05VTVBZAQB2AHsnZGVzY3InOiAnPmY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo/wAAAwFAAAA==',
  // np.array(7, dtype='<u4')
  scalar:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPHU0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoHAAAA',
  // np.lib.format.write_array(file, np.array([2.5]), version=(2, 0))
  second:
    'k05VTVBZAgB0AAAAeydkZXNjcic6ICc8ZjgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMSwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAEQA==',
  // np.asfortranarray(np.array([[1, 2], [3, 4]], dtype='<f8'))
  columns:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMiksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAADwPwAAAAAAAAhAAAAAAAAAAEAAAAAAAAAQQA==',
  // np.array([1j], dtype='<c8')
  complex:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGM4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPw==',
} as const;

const bytes = (name: keyof typeof files): Uint8Array => Buffer.from(files[name], 'base64');
const read = (given: Uint8Array) => {
  const { data, shape } = readNpy('a.npy', given);
  return { data: Array.from(data), shape };
};

describe('a file that numpy saved', () => {
  it.each([
    ['int64', [1, 2, 3, 4, 5, -6], [2, 3]],
    ['bool', [1, 0, 1], [3]],
    ['float16', [0.5, -2, Number.POSITIVE_INFINITY], [1, 3]],
    ['big', [1.5, -3.25], [2]],
    ['scalar', [7], []],
    ['second', [2.5], [1]],
  ] as const)('gives its numbers: %s', (name, data, shape) => {
    expect(read(bytes(name))).toEqual({ data, shape });
  });

  it.each([
    ['by columns', bytes('columns'), 'it is stored by columns. Save numpy.ascontiguousarray of it.'],
    ['complex', bytes('complex'), 'it holds c8. Save numbers or booleans.'],
    ['cut off', bytes('int64').slice(0, -1), 'it has 47 bytes of numbers for shape [2, 3]. Save it again.'],
    ['cut off in its header', bytes('int64').slice(0, 60), 'its header cannot be read. Save it again.'],
    ['something else', Buffer.from('PK and more bytes'), 'it does not begin as one. Save it again.'],
    ['empty', new Uint8Array(), 'it does not begin as one. Save it again.'],
  ])('is refused where it is %s', (_, given, why) => {
    expect(() => read(given)).toThrow(`verify: a.npy must be an array that numpy.save wrote, but ${why}`);
  });
});
