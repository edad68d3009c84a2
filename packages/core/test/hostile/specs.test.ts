import { describe, expect, it, vi } from 'vitest';
import {
  emptyState,
  GgemError,
  loadState,
  parsePoolingFile,
  parseSpec,
  poolArray,
  readPoolingFiles,
  writeSafetensors,
} from '../../src/index.ts';

const none = writeSafetensors([]);
const file = (spec: object, channels = 8): string => JSON.stringify({ version: 1, channels, spec });
const tokens = { data: new Float64Array(2 * 16 * 8).fill(1), shape: [2, 16, 8] } as const;

/** A spec within a spec within a spec. */
function nested(depth: number, type: 'mix' | 'pyramid' = 'mix'): object {
  let spec: object = { type: 'mean' };
  for (let i = 1; i < depth; i++) {
    spec = type === 'mix' ? { type, parts: [spec] } : { type, levels: [1], part: spec };
  }
  return spec;
}

const itself: Record<string, unknown> = { type: 'mix' };
itself.parts = [itself, itself];

describe('a small file or spec', () => {
  it.each([
    [
      'groups: 3 of 200,000,000 channels',
      file({ type: 'ggem', groups: 3 }, 200_000_000),
      /3 does not divide 200000000\. Use a divisor such as 2, 4 or 5\.$/,
    ],
    [
      'channels that are the largest whole number',
      file({ type: 'ggem', groups: 7 }, Number.MAX_SAFE_INTEGER - 1),
      /Use a divisor such as/,
    ],
    [
      'an exponent for each of a billion groups',
      file({ type: 'ggem', groups: 1e9 }, 1e9),
      /^ggem: parameter p \[1000000000\] is missing\.$/,
    ],
    [
      'a query of a billion channels',
      file({ type: 'attention' }, 1e9),
      /^attention: parameter query \[1000000000\] is missing\.$/,
    ],
    [
      'whitening to 40,000 channels',
      file({ type: 'mean', after: [{ whiten: 40_000 }] }, 40_000),
      /^mean: parameter after\.0\.mean \[40000\] is missing\.$/,
    ],
    ['a billion heads', file({ type: 'attention', heads: 1e9 }), /^attention: heads must divide channels/],
    ['text nested a million deep', `${'['.repeat(1e6)}`, /^pooling\.json: it must be JSON/],
  ])('is refused at once: %s', (_, json, message) => {
    expect(() => readPoolingFiles(json, none)).toThrow(message);
  });

  it.each([
    [
      '1,000 levels',
      () => nested(1000),
      /^pooling: a spec must be nested at most 64 deep, but 65 levels or more came\. Use fewer/,
    ],
    ['100,000 levels', () => nested(100_000), /nested at most 64 deep/],
    ['100,000 levels of pyramids', () => nested(100_000, 'pyramid'), /nested at most 64 deep/],
    ['itself', () => itself, /must not lie within itself, but one that holds itself came/],
    [
      'a million parts',
      () => ({ type: 'concat', parts: new Array(1e6).fill({ type: 'max' }) }),
      /run at most 4096 poolings/,
    ],
    [
      'a billion levels',
      { type: 'regional', levels: 1e9 },
      /run at most 4096 poolings.* but [\d.e+]+ or more came/,
    ],
    ['1e10 cells', { type: 'pyramid', levels: [1e5] }, /run at most 4096 poolings/],
    [
      'regions in regions in regions',
      { type: 'pyramid', part: { type: 'pyramid', part: { type: 'pyramid' } } },
      /run at most 4096/,
    ],
    [
      'an infinite number of levels',
      { type: 'regional', levels: Infinity },
      /^regional: levels must be a whole number/,
    ],
    ['a position before -∞ or so', { type: 'token', index: -1e300 }, /^token: index must be/],
    ['more prefix than numbers', { type: 'mean', prefixTokens: 1e308 }, /^mean: prefixTokens must be/],
    ['a big whole number of a type of its own', { type: 'gem', p: 3n }, /^gem: p must be .* but 3n came/],
    ['a symbol', { type: Symbol('gem') }, /but Symbol\(gem\) came\.$/],
    ['a function', { type: 'gem', p: () => 3 }, /but a function came/],
  ])('is refused at once: a spec of %s', (_, given, message) => {
    // Large specs are made only here, since everything in the table is printed in the titles of the tests.
    const spec = typeof given === 'function' ? given() : given;
    expect(() => parseSpec(spec as never)).toThrow(message);
    expect(() => poolArray(tokens, spec as never)).toThrow(message);
  });

  it('may be nested 64 deep', () => {
    expect([...poolArray(tokens, nested(64) as never)]).toEqual(new Array(16).fill(1));
  });

  it.each([
    // 63² + 11² + 2² + 1² is 4095, and the pyramid itself is one more.
    [
      { type: 'pyramid', levels: [63, 11, 2, 1] },
      { type: 'pyramid', levels: [63, 11, 2, 1, 1] },
      '4097 or more',
    ],
    // Σ l (l + 6) for R-MAC: 3,610 at most for 19 levels, 4,130 for 20.
    [{ type: 'regional', levels: 19 }, { type: 'regional', levels: 20 }, '4131 or more'],
    [
      { type: 'concat', parts: new Array(4095).fill({ type: 'max' }) },
      { type: 'concat', parts: new Array(4096).fill({ type: 'max' }) },
      '4097 or more',
    ],
  ])('may run 4,096 poolings, itself counted, and no more', (most, more, came) => {
    expect(parseSpec(most as never).type).toBe(most.type);
    expect(() => parseSpec(more as never)).toThrow(
      `pooling: a spec must run at most 4096 poolings, those in every region counted, but ${came} came. Use fewer parts, regions, levels or steps.`,
    );
  });

  it('may have grids and prefixes as large as it likes: the tokens are not so many', () => {
    const refused = (spec: object) => () => poolArray(tokens, spec as never);
    expect(refused({ type: 'pyramid', grid: [1e9, 1e9] })).toThrow(/^pyramid: grid must hold the tokens/);
    expect(refused({ type: 'mean', prefixTokens: 1e15 })).toThrow(/^mean: prefixTokens must leave a token/);
    expect(refused({ type: 'token', index: -1e15 })).toThrow(/^token: index must lie in/);
  });

  it.each([65, 10_000, 1e6])('takes 64 steps after it, not %i', (count) => {
    const steps = (length: number) => ({ type: 'mean', after: new Array<'l2'>(length).fill('l2') }) as const;
    expect(poolArray(tokens, steps(64))[0]).toBeCloseTo(1 / Math.sqrt(8), 12);
    expect(() => parseSpec({ type: 'mix', parts: [steps(count)] })).toThrow(
      `pooling: a spec must have at most 64 steps in after, but ${count} came.`,
    );
  });

  it('is checked once, however deep its parts stand in each other', () => {
    const isArray = vi.spyOn(Array, 'isArray');
    const checksAt = (depth: number): number => {
      isArray.mockClear();
      parseSpec(nested(depth) as never);
      return isArray.mock.calls.length;
    };
    // The first call fills caches.
    checksAt(64);
    const [shallow, deep] = [checksAt(16), checksAt(64)];
    isArray.mockRestore();
    expect(shallow).toBeGreaterThan(16);
    expect(deep).toBeLessThan(5 * shallow);
  });

  it('holds its default part whole, as if it had been written', () => {
    const written = { type: 'pyramid', part: { type: 'max' } } as const;
    expect(parseSpec({ type: 'pyramid' })).toEqual(parseSpec(written));
    expect(parseSpec({ type: 'pyramid', part: undefined } as never)).toEqual(parseSpec(written));
  });
});

describe('a state that no memory holds', () => {
  it.each([
    [1, Number.MAX_SAFE_INTEGER],
    [2 ** 40, 1],
    [1e8, 1e8],
  ])('is refused: batch %i, channels %i', (batch, channels) => {
    const message = `mean: batch and channels must give a state that memory can hold, but ${batch} and ${channels} came.`;
    expect(() => emptyState(parseSpec({ type: 'mean' }), { batch, channels })).toThrow(message);
    expect(() => emptyState(parseSpec({ type: 'mean' }), { batch, channels })).toThrow(GgemError);
  });
});

describe('a saved state', () => {
  it.each([
    [
      { batch: 1, channels: 1e8 },
      'saved state: value must hold 100000000 values, but 1 came. Save it again with saveState.',
    ],
    [
      { batch: 1e8, channels: 1e8 },
      'saved state: value must hold 10000000000000000 values, but 1 came. Save it again with saveState.',
    ],
    [{ spec: { type: 'mix', parts: [{ type: 'mix' }] } }, /^mix: parts.0: mix: parts/],
  ])('that claims %j is refused at once', (claims, message) => {
    const saved = {
      format: 'ggem-state',
      version: 1,
      spec: { type: 'mean' },
      batch: 1,
      channels: 1,
      value: [1],
      heaviest: [1],
      total: [1],
      ...claims,
    };
    expect(() => loadState(saved)).toThrow(message);
  });
});

describe('what an error shows', () => {
  const shown = (type: unknown): string => {
    try {
      parseSpec({ type } as never);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };

  it('has some hundred characters, whatever came', () => {
    for (const value of ['x'.repeat(1e6), new Array(1e6).fill('y'.repeat(1e4)), { z: 'z'.repeat(1e6) }]) {
      expect(shown(value).length).toBeLessThan(500);
    }
  });

  it('spells what a terminal would obey, or not show', () => {
    const text = shown('a\u001b[31mb\u0085c\u202ed\u2028e\u200bf\u007f\n');
    expect(text).toContain('"a\\u001b[31mb\\u{85}c\\u{202e}d\\u{2028}e\\u{200b}f\\u{7f}\\n"');
  });
});

it.each([
  [
    'a getter that throws',
    Object.defineProperty({ type: 'gem' }, 'p', {
      enumerable: true,
      get: () => {
        throw new TypeError('no');
      },
    }),
  ],
  [
    'a proxy that throws',
    new Proxy(
      { type: 'gem' },
      {
        ownKeys: () => {
          throw new RangeError('no');
        },
      },
    ),
  ],
])('%s is an error of ours, with the cause', (_, spec) => {
  expect(() => parseSpec(spec as never)).toThrow(GgemError);
  expect(() => parsePoolingFile({ version: 1, channels: 2, spec })).toThrow(GgemError);
});

it('never touches the prototype of anything', () => {
  const json = `{"version":1,"channels":2,"spec":{"type":"gem","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}`;
  expect(() => readPoolingFiles(json, none)).toThrow(GgemError);
  expect(() => parseSpec(JSON.parse('{"type":"__proto__"}'))).toThrow(/^pooling: type must be one of/);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
