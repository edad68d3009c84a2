import { describe, expect, it } from 'vitest';
import { fromTimm, type PoolingSpecInput, toTimm } from '../../src/index.ts';
import { refusal } from '../refusal.ts';

describe('timm', () => {
  const from = (globalPool: string) => refusal(() => fromTimm({ globalPool, prefixTokens: 1 }));
  it('says why a name cannot be read', () => {
    expect(from('')).toBe('format | timm: "" gives the tokens as they are. Leave the pooling out.');
    expect(from('map')).toBe(
      'format | timm: "map" is attention with projections and an MLP behind it. Keep that head with the model, or train "attention".',
    );
    expect(from('prr')).toBe(
      'format | timm: "prr" lets the tokens attend to each other before they are pooled. Keep that part with the model, and pool behind it.',
    );
    expect(from('gem')).toBe(
      'format | timm: global_pool must be one of token, avg, max, avgmax, catavgmax, but "gem" came.',
    );
  });
  it.each(['avg', 'max', 'avgmax', 'catavgmax', 'fast', 'fastavg'])(
    'asks %s for the prefix tokens',
    (globalPool) => {
      expect(refusal(() => fromTimm({ globalPool } as never))).toBe(
        `format | timm: global_pool "${globalPool}" leaves the prefix tokens out, but how many there are it does not say. Give prefixTokens: num_prefix_tokens of the model, 0 for a feature map.`,
      );
      expect(fromTimm({ globalPool: 'token' } as never)).toEqual({ type: 'token', index: 0 });
      expect(fromTimm({ globalPool: 'avg', reduceIncludePrefix: true } as never)).toMatchObject({
        prefixTokens: 0,
      });
    },
  );
  it('reads the fast names as the others', () => {
    for (const [fast, plain] of [
      ['fast', 'avg'],
      ['fastavg', 'avg'],
      ['fastmax', 'max'],
      ['fastavgmax', 'avgmax'],
      ['fastcatavgmax', 'catavgmax'],
    ] as const) {
      expect(fromTimm({ globalPool: fast, prefixTokens: 0 })).toEqual(
        fromTimm({ globalPool: plain, prefixTokens: 0 }),
      );
    }
  });
  const both = [{ type: 'mean' }, { type: 'max' }] as const;
  const others =
    'it has the class token, mean, max, half of mean and max each, and mean then max side by side.';
  it.each([
    [{ type: 'gem' }, 'gem', others],
    [{ type: 'token', index: 'last' }, 'token', 'its token is the first, but index is "last".'],
    [
      { type: 'mean', after: ['l2'] },
      'mean',
      'it pools, and what comes after belongs to the model. Leave after out.',
    ],
    [
      { type: 'mean', prefixTokens: 1, countFrom: 'firstKept' },
      'mean',
      'its prefix is at the start of the tokens, but countFrom is "firstKept". Leave countFrom out.',
    ],
    [
      { type: 'mix', parts: both, prefixTokens: 1, countFrom: 'firstKept' },
      'mix',
      'its prefix is at the start of the tokens, but countFrom is "firstKept". Leave countFrom out.',
    ],
    [{ type: 'mix', parts: both, weights: [0.4, 0.6] }, 'mix', others],
    [{ type: 'mix', parts: both, trainable: true }, 'mix', others],
    [
      { type: 'concat', parts: both, prefixTokens: 1 },
      'concat',
      'it puts mean and max side by side for feature maps only, which have no prefix tokens.',
    ],
    ...(
      [
        [{ type: 'mean', after: ['l2'] }, { type: 'max' }],
        [{ type: 'mean', prefixTokens: 1 }, { type: 'max' }],
        [{ type: 'mean' }, { type: 'token' }],
        [{ type: 'mean' }, { type: 'mean' }],
        [{ type: 'max' }, { type: 'max' }],
        [{ type: 'mean' }],
      ] as const
    ).flatMap((parts): [PoolingSpecInput, string, string][] => [
      [{ type: 'mix', parts, weights: parts.map(() => 0.5) }, 'mix', others],
      [{ type: 'concat', parts }, 'concat', others],
    ]),
    [{ type: 'mix', parts: [...both, ...both], weights: [0.5, 0.5, 0.5, 0.5] }, 'mix', others],
    [{ type: 'concat', parts: [...both].reverse() }, 'concat', others],
  ] satisfies [PoolingSpecInput, string, string][])('has no name for %j', (spec, type, why) => {
    expect(refusal(() => toTimm(spec))).toBe(`spec | timm: ${type} has no exact counterpart there: ${why}`);
  });
  it('takes any countFrom where no prefix is counted', () => {
    expect(toTimm({ type: 'max', countFrom: 'firstKept' })).toEqual({ globalPool: 'max', prefixTokens: 0 });
  });
});
