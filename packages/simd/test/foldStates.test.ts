import { mergeStates, type PoolingSpec, type PoolingState, parseSpec, poolPiece } from '@ggem/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldStates } from '../src/streaming/foldStates.ts';

const exponents = fc.oneof(
  fc.double({ min: -20, max: 20, noNaN: true }),
  fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  fc.double({ min: -1e-9, max: 1e-9, noNaN: true }),
  fc.constantFrom(0, 1, 3, -1, 'inf' as const, '-inf' as const),
);
const specs: fc.Arbitrary<PoolingSpec> = fc.oneof(
  fc.constantFrom(parseSpec({ type: 'mean' }), parseSpec({ type: 'max' })),
  exponents.map((p) => parseSpec({ type: 'gem', p })),
  fc
    .tuple(exponents, exponents, fc.constantFrom('contiguous' as const, 'interleaved' as const))
    .map(([a, b, layout]) => parseSpec({ type: 'ggem', groups: 2, p: [a, b], layout })),
);
const value = fc.oneof(
  fc.double({ min: -5, max: 5, noNaN: true }),
  fc.double({ min: 1e20, max: 1e30, noNaN: true }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
);
const pieces = fc.array(
  fc.tuple(
    fc.array(value, { minLength: 8, maxLength: 8 }),
    fc.array(fc.constantFrom(0, 1, 0.25, 3), { minLength: 2, maxLength: 2 }),
  ),
  { minLength: 2, maxLength: 2 },
);

it('gives what core gives, for any exponents, weights, infinities and NaN', () => {
  fc.assert(
    fc.property(specs, pieces, (spec, given) => {
      const states = given.map(
        ([data, weights]): PoolingState =>
          poolPiece({ data, shape: [2, 1, 4] }, spec, { tokenWeights: weights }),
      );
      const [folded, merged] = [foldStates(states), mergeStates(states)];
      expect(folded.total).toEqual(merged.total);
      expect(folded.heaviest).toEqual(merged.heaviest);
      folded.value.forEach((actual, i) => {
        const wanted = merged.value[i]!;
        if (Object.is(actual, wanted) || actual === wanted) return;
        // A mean of values that cancel is as exact as the larger of them.
        const summed = spec.type === 'mean' ? states.map((state) => Math.abs(state.value[i]!)) : [];
        const scale = Math.max(Math.abs(wanted), ...summed);
        expect(Math.abs(actual - wanted), `${actual} for ${wanted}`).toBeLessThanOrEqual(1e-12 * scale);
      });
    }),
    { numRuns: 2000 },
  );
});
