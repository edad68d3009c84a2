import { describe, expect, it } from 'vitest';
import {
  GgemError,
  loadState,
  parsePoolingFile,
  parseSpec,
  poolArray,
  poolingTypes,
  readPoolingFiles,
  readSafetensors,
  writeSafetensors,
} from '../../src/index.ts';
import { mulberry } from './mulberry.ts';

const none = writeSafetensors([]);
const tokens = { data: new Float64Array(2 * 16 * 8).fill(1), shape: [2, 16, 8] } as const;

describe('drawn at random, from a seed', () => {
  const odd: readonly unknown[] = [
    null,
    undefined,
    true,
    '',
    'inf',
    '-inf',
    '__proto__',
    'l2',
    '\u0000',
    NaN,
    Infinity,
    -0,
    -1,
    0,
    0.5,
    1,
    2,
    3,
    7,
    1e9,
    1e308,
    -1e300,
    2 ** 53,
    10n,
    Symbol.iterator,
    () => 1,
    [],
    {},
    [1],
    [1, 2, 4],
    [1e5],
    [NaN],
    ['l2'],
    [{ whiten: 40_000 }],
    { type: 'mean' },
    new Date(0),
    new Map(),
  ];
  const keys = [
    'type',
    'p',
    'r',
    'groups',
    'layout',
    'negatives',
    'eps',
    'trainable',
    'range',
    'prefixTokens',
    'index',
    'heads',
    'parts',
    'part',
    'weights',
    'levels',
    'grid',
    'combine',
    'whole',
    'after',
    '__proto__',
    'toString',
    'k',
  ];

  it('specs, files and states end with a result or an error of ours', () => {
    const random = mulberry(1);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const value = (depth: number): unknown => {
      const kind = random();
      if (depth > 0 && kind < 0.25) return spec(depth - 1);
      if (depth > 0 && kind < 0.4)
        return Array.from({ length: Math.floor(random() * 4) }, () => value(depth - 1));
      return pick(odd);
    };
    const spec = (depth: number): object => {
      const made: Record<string, unknown> = { type: random() < 0.9 ? pick(poolingTypes) : value(0) };
      for (let n = Math.floor(random() * 4); n > 0; n--) made[pick(keys)] = value(depth);
      return made;
    };
    const calls: readonly ((x: object) => unknown)[] = [
      (x) => parseSpec(x as never),
      (x) => poolArray(tokens, x as never),
      (x) => readPoolingFiles({ version: 1, channels: pick([1, 8, 1e9, 2 ** 53 - 1]), spec: x }, none),
      (x) =>
        loadState({
          format: 'ggem-state',
          version: 1,
          spec: x,
          batch: pick([1, 1e9]),
          channels: pick([1, 1e9]),
          value: [1],
          heaviest: [1],
          total: [1],
        }),
      (x) => loadState(x),
      (x) => parsePoolingFile(x),
    ];
    let results = 0;
    for (let i = 0; i < 4000; i++) {
      const drawn = spec(3);
      for (const call of calls) {
        try {
          call(drawn);
          results++;
        } catch (error) {
          if (!(error instanceof GgemError)) throw new Error(`draw ${i}: ${error}`, { cause: error });
          expect(error.message.length).toBeLessThan(1500);
        }
      }
    }
    expect(results).toBeGreaterThan(500);
  });

  it('headers of safetensors end with a result or an error of ours', () => {
    const random = mulberry(2);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const number = (): unknown => pick([0, 1, 4, 8, 1e9, 2 ** 53, -1, 0.5, '4', null]);
    for (let i = 0; i < 4000; i++) {
      const entry = {
        dtype: pick(['F32', 'F64', 'Q9', 7]),
        shape: pick([[], [1], [number(), number()], [1e9, 1e9], 'a']),
        data_offsets: [number(), number()],
      };
      const header = new TextEncoder().encode(
        JSON.stringify({ [pick(['p', '__proto__', '\u0007'.repeat(500)])]: entry }),
      );
      const bytes = new Uint8Array(8 + header.length + 8);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(pick([header.length, header.length, 1e15, 0])), true);
      bytes.set(header, 8);
      try {
        readSafetensors(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(GgemError);
        expect((error as Error).message.length).toBeLessThan(600);
      }
    }
  });
});
