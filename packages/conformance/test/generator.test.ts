import { expect, test } from 'vitest';
import { digest, fnv1a, words } from '../src/generator.ts';
import { inputArrays, makeInputs } from '../src/index.ts';
import { allCases } from './support/cases.ts';

test('FNV-1a gives the published hashes', () => {
  const hash = (text: string) => fnv1a(new TextEncoder().encode(text)).toString(16);
  expect(hash('')).toBe('811c9dc5');
  expect(hash('a')).toBe('e40c292c');
  expect(hash('foobar')).toBe('bf9cf968');
});

test('a stream has the words that Python draws', () => {
  // python3 -c "from goldens.generator import words; print(words('mean/normal#x', 4))" in tools/goldens
  expect([...words('mean/normal#x', 4)]).toEqual([2965067814, 3250967559, 1070393239, 197526173]);
});

test('the digest tells NaN from 0 and order from order, and every NaN alike', () => {
  const otherNaN = new Float32Array(new Uint32Array([0xffc00001]).buffer);
  expect(digest([Float32Array.of(Number.NaN)])).toBe(digest([otherNaN]));
  expect(digest([Float32Array.of(Number.NaN)])).not.toBe(digest([Float32Array.of(0)]));
  expect(digest([Float32Array.of(1, 2)])).not.toBe(digest([Float32Array.of(2, 1)]));
});

test('every case has the inputs, bit for bit, that its expected values were computed for', async () => {
  const cases = await allCases();
  const wrong = cases.filter(
    (one) => one.kind === 'pooling' && digest(inputArrays(makeInputs(one))) !== one.digest,
  );
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

test("a case's inputs depend on its id", async () => {
  const cases = await allCases();
  const poolings = cases.filter((one) => one.kind === 'pooling');
  expect(new Set(poolings.map((one) => one.digest)).size).toBe(poolings.length);
});
