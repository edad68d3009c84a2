import fc from 'fast-check';
import { expect, it } from 'vitest';
import { kthLargest } from '../src/search/kthLargest.ts';

it('the k-th largest is that of a sort, few or many, with ties', () => {
  const numbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NEGATIVE_INFINITY)), {
    minLength: 1,
    maxLength: 300,
  });
  fc.assert(
    fc.property(numbers, fc.nat(), (values, seed) => {
      const k = 1 + (seed % values.length);
      const sorted = [...values].sort((a, b) => b - a);
      expect(kthLargest(Float32Array.from(values), k)).toBe(sorted[k - 1]);
    }),
  );
});
