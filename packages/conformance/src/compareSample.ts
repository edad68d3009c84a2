import type { ExpectedSample, PoolingCase } from './case.ts';
import { compareValues } from './compareValues.ts';
import { ConformanceError } from './conformanceError.ts';
import { words } from './generator.ts';
import { imageRows } from './images.ts';
import { type CaseInputs, prefixOf } from './inputs.ts';

interface SampleComparison {
  readonly name: string;
  readonly tolerance: number;
  /** How many channels the compared values have. */
  readonly channels: number;
}

/**
 * Compares a gradient or weights over all tokens: the stored values; where only a sample is stored, the sums over tokens
 * too; and every dropped or prefix token must be exactly 0.
 */
export function compareSample(
  one: PoolingCase,
  expected: ExpectedSample,
  inputs: CaseInputs,
  actual: ArrayLike<number>,
  { name, tolerance, channels }: SampleComparison,
): number {
  const [batch, tokens] = one.shape;
  const size = batch * tokens * channels;
  if (actual.length !== size)
    throw new ConformanceError(`${name}: expected ${size} values, but ${actual.length} came.`);
  checkDropped(one, inputs, actual, name, channels);
  const { at, sum } = expected;
  const images = imageRows(one);
  const position = (i: number): string => {
    const token = Math.floor(i / channels);
    const image = images.findIndex(({ end }) => token < end);
    return `[${image}, ${token - images[image]!.begin}, ${i % channels}]`;
  };
  if (at === undefined) return compareValues(expected, actual, { name, tolerance, index: position });
  const picked = at.map((i) => actual[i]!);
  const worst = compareValues(expected, picked, { name, tolerance, index: (i) => position(at[i]!) });
  if (sum === undefined) return worst;
  const index = (i: number): string => `: sum over tokens [${Math.floor(i / channels)}, ${i % channels}]`;
  return Math.max(worst, compareValues(sum, signedSums(one, actual, channels), { name, tolerance, index }));
}

/** `Σ ±value` over tokens, `[images, channels]`. */
function signedSums(one: PoolingCase, values: ArrayLike<number>, channels: number): Float64Array {
  const signs = words(`${one.id}#signs`, values.length);
  const images = imageRows(one);
  const sums = new Float64Array(images.length * channels);
  images.forEach(({ begin, end }, image) => {
    for (let i = begin * channels; i < end * channels; i++) {
      sums[image * channels + (i % channels)]! += signs[i]! >>> 31 ? -values[i]! : values[i]!;
    }
  });
  return sums;
}

/** Checks that dropped and prefix tokens have 0. Where y is not finite, gradients are not defined and not checked. */
function checkDropped(
  one: PoolingCase,
  { kept }: CaseInputs,
  actual: ArrayLike<number>,
  name: string,
  channels: number,
): void {
  const prefix = prefixOf(one.spec);
  const images = imageRows(one);
  const perImage = one.y.value.length / images.length;
  const isDefined = (image: number, c: number): boolean => {
    const pooled = one.y.value.slice(image * perImage, (image + 1) * perImage);
    // Where y has another number of channels, a channel of the gradient may depend on all of y.
    return (perImage === channels ? [pooled[c]!] : pooled).every(Number.isFinite);
  };
  images.forEach(({ begin, end }, image) => {
    for (let token = begin; token < end; token++) {
      const n = token - begin;
      if (kept[token] && n >= prefix) continue;
      for (let c = 0; c < channels; c++) {
        const value = actual[token * channels + c]!;
        if (value === 0 || !isDefined(image, c)) continue;
        const why = n < prefix ? 'a prefix token' : 'a dropped token';
        throw new ConformanceError(`${name}[${image}, ${n}, ${c}]: expected 0 at ${why}, but ${value} came.`);
      }
    }
  });
}
