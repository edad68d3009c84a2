import { describe, expect, it } from 'vitest';
import { texelReader, textureReader } from '../src/gpu/textureReader.ts';

/** `[2, 3, 5]`: 30 values. */
const lengths = [2, 3, 5];
const unpacked = { shape: lengths, isPacked: false, isPart: false };
const bodyOf = (source: string): readonly string[] =>
  source
    .split('\n')
    .slice(1, -1)
    .map((line) => line.trim());

describe('a function that reads a texture', () => {
  it('divides nothing where a row of texels holds a row of values', () => {
    expect(textureReader('x', lengths, { ...unpacked, texShape: [6, 5] })).toBe(
      `float xAt(int i0, int i1, int i2) {
  ivec2 texel = ivec2(i2, (i0) * 3 + i1);
  return texelFetch(x, texel, 0).r;
}`,
    );
    // A row holds an image.
    const whole = textureReader('x', lengths, { ...unpacked, texShape: [2, 15] });
    expect(bodyOf(whole)[0]).toBe('ivec2 texel = ivec2((i1) * 5 + i2, i0);');
  });

  it('finds a value by its number in a texture of another width, and behind the offset of a part', () => {
    const square = textureReader('x', lengths, { ...unpacked, texShape: [6, 6] });
    expect(bodyOf(square).slice(0, 2)).toEqual([
      'int place = ((i0) * 3 + i1) * 5 + i2;',
      'ivec2 texel = ivec2(place % 6, place / 6);',
    ]);
    const part = textureReader('x', lengths, { ...unpacked, texShape: [9, 5], isPart: true });
    expect(bodyOf(part).slice(0, 2)).toEqual([
      'int place = ((i0) * 3 + i1) * 5 + i2 + offsetx;',
      'ivec2 texel = ivec2(place % 5, place / 5);',
    ]);
  });

  it('takes one of four values of a packed texture, whose odd rows and columns are filled up', () => {
    // Three rows are two of texels, five columns are three: [4, 6] values an image.
    const packed = textureReader('x', lengths, {
      ...unpacked,
      isPacked: true,
      texShape: [8, 6],
    });
    expect(bodyOf(packed)).toEqual([
      'int row = i1;',
      'int column = i2;',
      'ivec2 texel = ivec2(column / 2, (i0) * 2 + row / 2);',
      'vec4 four = texelFetch(x, texel, 0);',
      'vec2 two = mix(four.rg, four.ba, bvec2(row % 2 == 1));',
      'return mix(two.x, two.y, column % 2 == 1);',
    ]);
  });

  it('reads what was packed in another shape', () => {
    const other = textureReader('x', [30], { ...unpacked, isPacked: true, texShape: [8, 6] });
    expect(bodyOf(other).slice(0, 5)).toEqual([
      'int count = i0;',
      'int image = count / 15;',
      'int row = count / 5 % 3;',
      'int column = count % 5;',
      'ivec2 texel = ivec2(column / 2, (image) * 2 + row / 2);',
    ]);
  });

  it('takes one of the values that a kernel wrote into a texel', () => {
    expect(texelReader('part1', [2, 768], 768)).toBe(
      `float part1At(int which, int i0, int i1) {
  ivec2 texel = ivec2(i1, i0);
  return texelFetch(part1, texel, 0)[which];
}`,
    );
    expect(bodyOf(texelReader('part1', [2, 768], 40))[1]).toBe(
      'ivec2 texel = ivec2(place % 40, place / 40);',
    );
  });
});
