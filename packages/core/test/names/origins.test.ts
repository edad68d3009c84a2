import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  type ArrayOptions,
  fromGemTensors,
  fromSentenceTransformers,
  fromTimm,
  fromTransformersJs,
  type PoolingSpec,
  poolArray,
  poolRaggedArray,
  type TimmPooling,
  toGemTensors,
  toSentenceTransformers,
  toTimm,
  toTransformersJs,
  writeSafetensors,
} from '../../src/index.ts';
import { distance } from '../arrays.ts';

// What the origins compute: tools/goldens/goldens/origins.py and tools/goldens/origins/transformersJs.mjs.
const load = async (name: string) =>
  JSON.parse(await readFile(new URL(`../data/${name}.json`, import.meta.url), 'utf8'));

interface OriginCase {
  readonly id: string;
  readonly origin: string;
  readonly shape: readonly [number, number, number];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly mask?: readonly number[];
  readonly offsets?: readonly number[];
}

const { cases } = (await load('origins')) as { cases: readonly (OriginCase & Record<string, unknown>)[] };
const of = (origin: string) =>
  cases.filter((one) => one.origin === origin).map((one) => [one.id, one] as const);

function expectPooled(one: OriginCase, spec: PoolingSpec, options: ArrayOptions = {}): void {
  const { x, y, shape, mask, offsets } = one;
  const pooled = offsets
    ? poolRaggedArray({ data: x, channels: shape[2], offsets }, spec, options)
    : poolArray({ data: x, shape }, spec, { mask, ...options });
  expect(distance(pooled, y)).toBeLessThan(1e-14);
}

describe('a converted name pools as its origin does', () => {
  it.each(of('timm'))('%s', (_, one) => {
    const name = one as unknown as TimmPooling;
    const spec = fromTimm(name);
    expectPooled(one, spec);
    expectPooled(one, fromTimm(toTimm(spec)));
  });
  it.each(of('timm-lse'))('%s', (_, one) => {
    expectPooled(one, { type: 'lse', r: one.r as number, trainable: false, range: null, prefixTokens: 0 });
  });
  it.each(of('sentence-transformers'))('%s', (_, one) => {
    const config = one.config as Record<string, unknown>;
    const { spec, channels } = fromSentenceTransformers({ config, promptTokens: one.promptTokens as number });
    expect(channels).toBe(4);
    expectPooled(one, spec);
    expectPooled(one, fromSentenceTransformers(toSentenceTransformers(spec, channels)).spec);
  });
  it.each(of('gem'))('%s', (_, one) => {
    const values = one.p as number[];
    const file = writeSafetensors([{ name: 'pool.p', dtype: 'F64', shape: [values.length], values }]);
    const stored = fromGemTensors(file, { channels: 4 });
    expectPooled(one, stored.spec, { parameters: stored.parameters });
    const again = fromGemTensors(toGemTensors(stored), { channels: 4 });
    expectPooled(one, again.spec, { parameters: again.parameters });
  });

  interface TransformersJsCase {
    readonly id: string;
    readonly pooling: string;
    readonly normalize: boolean;
    readonly mask: readonly number[];
    readonly y: readonly number[];
  }
  it('transformers.js, by its own pipeline in float32', async () => {
    const { shape, x, cases } = await load('transformers-js');
    for (const { id, pooling, normalize, mask, y } of cases as TransformersJsCase[]) {
      const spec = fromTransformersJs({ pooling, normalize });
      // transformers.js takes the first or last token of the sequence, even if the mask drops it.
      const pooled = poolArray({ data: x, shape }, spec, pooling === 'mean' ? { mask } : {});
      expect(distance(pooled, y), id).toBeLessThan(4e-7);
      expect(fromTransformersJs(toTransformersJs(spec)), id).toEqual(spec);
    }
    expect(cases.length).toBe(30);
  });

  // sentence-transformers, tests/modules/test_pooling.py: what its own tests expect.
  it.each([
    [{ pooling_mode: 'max' }, [1, 3, 5, 10], [1, 1, 1, 0], [5]],
    [{ pooling_mode: ['mean', 'mean_sqrt_len_tokens'] }, [1, 3, 5], [1, 1, 0], [2, 4 / Math.SQRT2]],
    [{ pooling_mode: 'weightedmean' }, [1, 3, 10], [1, 1, 0], [7 / 3]],
    [{ pooling_mode: 'lasttoken' }, [0, 1, 2, 3], [1, 1, 1, 0], [2]],
    [{ pooling_mode: 'lasttoken' }, [1, 1, 1, 1], [0, 0, 0, 0], [0]],
    // Padding on the left, by version 6: the first kept token, and the mean of the kept ones.
    [{ pooling_mode: 'cls' }, [9, 9, 1, 2, 3], [0, 0, 1, 1, 1], [1]],
    [{ pooling_mode: ['cls', 'mean'] }, [9, 9, 1, 2, 3], [0, 0, 1, 1, 1], [1, 2]],
  ])('%j has the values that its authors test', (config, tokens, mask, expected) => {
    const { spec } = fromSentenceTransformers({ config: { embedding_dimension: 1, ...config } });
    const pooled = poolArray({ data: tokens, shape: [1, tokens.length, 1] }, spec, { mask });
    expect([...pooled]).toEqual(expected.map((y) => expect.closeTo(y, 14)));
  });

  // sentence-transformers 6.0.1, Pooling with include_prompt: false and prompt_length 2, run on these tokens: padding on
  // the left, then on the right.
  it.each([
    [['cls'], [3, 6]],
    [['lasttoken'], [5, 8]],
    [['mean'], [4, 7]],
    [['mean_sqrt_len_tokens'], [5.65685424949238, 9.899494936611665]],
    [
      ['cls', 'mean', 'max'],
      [3, 4, 5, 6, 7, 8],
    ],
    [
      ['lasttoken', 'cls'],
      [5, 3, 8, 6],
    ],
  ])('%j leaves out the prompt on whichever side the padding is', (modes, expected) => {
    const config = { embedding_dimension: 1, pooling_mode: modes, include_prompt: false };
    const { spec } = fromSentenceTransformers({ config, promptTokens: 2 });
    const tokens = { data: [9, 9, 1, 2, 3, 5, 4, 5, 6, 8, 9, 9], shape: [2, 6, 1] } as const;
    const mask = [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0];
    const values = expected.map((y) => expect.closeTo(y, 14));
    expect([...poolArray(tokens, spec, { mask })]).toEqual(values);
    const written = toSentenceTransformers(spec, 1);
    expect(written.promptTokens).toBe(2);
    expect(fromSentenceTransformers(written).spec).toEqual(spec);
  });
  it('weightedmean counts positions from the start, padding too', () => {
    // By the same version: 28 / 9 and 6.4 are its values of these tokens.
    const { spec } = fromSentenceTransformers({
      config: { embedding_dimension: 1, pooling_mode: 'weightedmean' },
    });
    const tokens = { data: [9, 9, 1, 2, 3, 5, 4, 5, 6, 8, 9, 9], shape: [2, 6, 1] } as const;
    const mask = [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0];
    expect([...poolArray(tokens, spec, { mask })]).toEqual([
      expect.closeTo(28 / 9, 14),
      expect.closeTo(6.4, 14),
    ]);
    const counted = { type: 'positionWeightedMean', countFrom: 'firstKept' } as const;
    expect(() => toSentenceTransformers(counted, 1)).toThrow(
      'its weightedmean counts positions from the start, padding too. Leave countFrom out.',
    );
  });
});
