import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ArrayTokens,
  emptyState,
  mergeStates,
  type PoolingSpec,
  type PoolingState,
  PoolingStream,
  parseSpec,
  poolArray,
  pooledValue,
  poolPiece,
} from '../../src/index.ts';

const channels = 4;
const exponents = fc.oneof(
  fc.double({ min: -20, max: 20, noNaN: true }),
  fc.double({ min: -0.6, max: 0.6, noNaN: true }),
  fc.double({ min: -1e-9, max: 1e-9, noNaN: true }),
  fc.constantFrom(0, 1, 3, -1, 'inf' as const, '-inf' as const),
);
const specs: fc.Arbitrary<PoolingSpec> = fc
  .oneof(
    fc.constantFrom({ type: 'mean' as const }, { type: 'max' as const }),
    fc.record({
      type: fc.constant('ggem' as const),
      groups: fc.constant(2),
      p: fc.tuple(exponents, exponents),
      layout: fc.constantFrom('contiguous' as const, 'interleaved' as const),
      negatives: fc.constantFrom('clamp' as const, 'abs' as const),
    }),
    fc.record({ type: fc.constant('gem' as const), p: exponents, after: fc.constant(['l2' as const]) }),
    fc.record({ type: fc.constant('lse' as const), r: fc.double({ min: -2, max: 2, noNaN: true }) }),
    fc.constant({ type: 'meanSqrtLen' as const }),
  )
  .chain((spec) =>
    fc.integer({ min: 0, max: 3 }).map((prefixTokens) => parseSpec({ ...spec, prefixTokens })),
  );
const values = fc.oneof(
  fc.double({ min: -5, max: 5, noNaN: true }),
  fc.double({ min: 1e-30, max: 1e-20, noNaN: true }),
  fc.double({ min: 1e20, max: 1e30, noNaN: true }),
);

interface Whole {
  readonly data: number[];
  readonly mask: number[];
  readonly tokenWeights: number[];
  readonly count: number;
}

const wholes: fc.Arbitrary<Whole> = fc.integer({ min: 4, max: 14 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    data: fc.array(values, { minLength: count * channels, maxLength: count * channels }),
    mask: fc.array(fc.constantFrom(0, 1, 1), { minLength: count, maxLength: count }),
    tokenWeights: fc.array(fc.constantFrom(1, 0.25, 3, 0), { minLength: count, maxLength: count }),
  }),
);

const tokensOf = (data: readonly number[]): ArrayTokens => ({
  data,
  shape: [1, data.length / channels, channels],
});
const poolWhole = ({ data, mask, tokenWeights }: Whole, spec: PoolingSpec): Float64Array =>
  poolArray(tokensOf(data), spec, { mask, tokenWeights });
const piece = (whole: Whole, spec: PoolingSpec, from: number, to: number): PoolingState =>
  poolPiece(tokensOf(whole.data.slice(from * channels, to * channels)), spec, {
    mask: whole.mask.slice(from, to),
    tokenWeights: whole.tokenWeights.slice(from, to),
    from,
  });

/** Below the normal numbers a rounding is a step of the smallest number, however small the result; a few of them. */
const subnormal = 8 * Number.MIN_VALUE;

/**
 * Compares relative to what was summed: where values cancel, a mean is as exact as its largest token. With tokens that are
 * 36 decades apart, a power mean near p = 0 loses four digits of float64: the logarithm of y has an error of 83 roundoffs,
 * divided by a small sum.
 */
function expectSame(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { spec, whole }: { spec: PoolingSpec; whole: Whole },
) {
  Array.from(expected).forEach((wanted, i) => {
    const largest = Math.max(
      0,
      ...whole.data
        .filter((_, at) => at % channels === i && whole.mask[Math.floor(at / channels)] === 1)
        .map(Math.abs),
    );
    const isSum = spec.type === 'mean' || spec.type === 'meanSqrtLen' || spec.type === 'lse';
    const scale = isSum ? 10 * largest : Math.abs(wanted);
    expect(Math.abs(actual[i]! - wanted), `${actual[i]} for ${wanted}`).toBeLessThanOrEqual(
      1e-12 * scale + subnormal,
    );
  });
}

describe('a pooling in pieces', () => {
  it('equals the pooling of all tokens at once, wherever they are cut', () => {
    fc.assert(
      fc.property(wholes, specs, fc.array(fc.nat(14), { maxLength: 6 }), (whole, spec, cuts) => {
        const stream = new PoolingStream(spec, { batch: 1, channels });
        const ends = [...cuts.map((cut) => Math.min(cut, whole.count)).sort((a, b) => a - b), whole.count];
        let from = 0;
        for (const to of ends) {
          const { mask, tokenWeights } = {
            mask: whole.mask.slice(from, to),
            tokenWeights: whole.tokenWeights.slice(from, to),
          };
          stream.add(tokensOf(whole.data.slice(from * channels, to * channels)), {
            mask,
            tokenWeights,
          });
          from = to;
        }
        expectSame(stream.pooled(), poolWhole(whole, spec), { spec, whole });
      }),
      { numRuns: 500 },
    );
  });

  it('merges in any order and grouping, empty pieces included', () => {
    fc.assert(
      fc.property(wholes, specs, fc.nat(14), fc.nat(14), (whole, spec, one, other) => {
        const [a, b] = [one, other].map((cut) => Math.min(cut, whole.count)).sort((x, y) => x - y) as [
          number,
          number,
        ];
        const [x, y, z] = [
          piece(whole, spec, 0, a),
          piece(whole, spec, a, b),
          piece(whole, spec, b, whole.count),
        ];
        const all = pooledValue(mergeStates([x, y, z]));
        const how = { spec, whole };
        expectSame(pooledValue(mergeStates([mergeStates([x, y]), z])), all, how);
        expectSame(pooledValue(mergeStates([x, mergeStates([y, z])])), all, how);
        expectSame(pooledValue(mergeStates([z, x, y])), all, how);
        expectSame(pooledValue(mergeStates([emptyState(spec, x), x, y, z])), all, how);
      }),
      { numRuns: 500 },
    );
  });

  it('is exactly itself after a merge with nothing', () => {
    fc.assert(
      fc.property(wholes, specs, (whole, spec) => {
        const state = piece(whole, spec, 0, whole.count);
        expect(mergeStates([emptyState(spec, state), state])).toEqual(state);
      }),
    );
  });

  it('chooses the token that stands in the same place, whatever the order of the pieces', () => {
    const indices = fc.constantFrom(0, 1, 3, -1, 'last' as const);
    fc.assert(
      fc.property(wholes, indices, fc.nat(14), fc.boolean(), (whole, index, at, swap) => {
        const spec = parseSpec({ type: 'token', index });
        const cut = Math.min(at, whole.count);
        const states = [piece(whole, spec, 0, cut), piece(whole, spec, cut, whole.count)];
        const merged = mergeStates(swap ? states.reverse() : states);
        // A sum over tokens makes 0 of -0, so that both sides are compared without the sign of 0.
        const unsigned = (pooled: Float64Array) => pooled.map((value) => value + 0);
        expect(unsigned(pooledValue(merged))).toEqual(unsigned(poolWhole(whole, spec)));
      }),
    );
  });

  it('shifts by the smallest token of the whole, which a first pass finds', () => {
    fc.assert(
      fc.property(wholes, exponents, fc.nat(14), (whole, p, at) => {
        const cut = Math.min(at, whole.count);
        const spec = parseSpec({ type: 'gem', p, negatives: 'shift' });
        const parts = [[0, cut] as const, [cut, whole.count] as const];
        const { data, mask, tokenWeights } = whole;
        const first = new PoolingStream({ type: 'max' }, { batch: 1, channels });
        const second = (lowest: Float64Array) => new PoolingStream(spec, { batch: 1, channels, lowest });
        const run = (stream: PoolingStream, sign: number) => {
          for (const [from, to] of parts) {
            stream.add(tokensOf(data.slice(from * channels, to * channels).map((x) => sign * x)), {
              mask: mask.slice(from, to),
              tokenWeights: tokenWeights.slice(from, to),
            });
          }
          return stream.pooled();
        };
        const lowest = run(first, -1).map((x) => -x);
        const expected = poolWhole(whole, spec);
        const scale = Math.max(...data.map(Math.abs));
        run(second(lowest), 1).forEach((y, i) => {
          expect(Math.abs(y - expected[i]!)).toBeLessThanOrEqual(1e-13 * scale);
        });
      }),
    );
  });

  it('stays right over 2,000 pieces of one token, with one vector to hold', () => {
    const count = 2_000;
    const data = Array.from({ length: count }, (_, i) => 0.5 + ((i * 7919) % count) / count);
    for (const p of [-3, 0, 1e-4, 0.3, 25]) {
      const spec = { type: 'gem', p } as const;
      const stream = new PoolingStream(spec, { batch: 1, channels: 1 });
      for (const x of data) stream.add({ data: [x], shape: [1, 1, 1] });
      const [expected] = poolArray({ data, shape: [1, count, 1] }, spec);
      expect(Math.abs(stream.pooled()[0]! - expected!)).toBeLessThan(2e-12 * expected!);
      expect(stream.state().value).toHaveLength(1);
    }
  });
});
