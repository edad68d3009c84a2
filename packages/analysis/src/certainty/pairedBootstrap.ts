import { checkInside, checkNumber } from '../input/checks.ts';
import { meanOf, type Outcomes, readPairs } from '../input/outcomes.ts';
import { type Label, type Labels, readLabels } from '../input/readLabels.ts';
import { refuse } from '../input/refuse.ts';
import { randomIndexes } from './random.ts';

/** Two runs on the same images, and how to draw. */
export interface PairedBootstrapCall<L extends Label> {
  /** What came of each image in one run, and in the other. */
  readonly a: Outcomes;
  readonly b: Outcomes;
  /** The class of each image: classes are drawn, each with all of its images. Default: images are drawn. */
  readonly classes?: Labels<L> | undefined;
  /** How many times to draw. Default 10,000. */
  readonly draws?: number | undefined;
  /** Default 0.95. */
  readonly level?: number | undefined;
  /** Default 1. */
  readonly seed?: number | undefined;
}

/** A difference, and how far it can be trusted, in the unit of the outcomes. */
export interface Interval {
  /** `mean(a) - mean(b)`. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** The deviation of the difference between draws. */
  readonly standardError: number;
  /** Whether 0 lies outside. */
  readonly resolved: boolean;
}

/**
 * The difference of two runs on the same images with its bootstrap interval (Efron's percentiles), paired: each draw takes n
 * images with replacement and compares both runs on them. Over images, it says what other images *of these classes* would give;
 * over classes, drawn with all of their images, what other classes would.
 *
 * In: an outcome of each image in both runs, in the same order; in its unit the result comes. The same seed gives the same
 * interval. Throws a `GgemError`: `shape` where lengths differ or are 0, `value` for what is not finite, and for one class only.
 */
export function pairedBootstrap<L extends Label>(call: PairedBootstrapCall<L>): Interval {
  const operation = 'pairedBootstrap';
  const [a, b] = readPairs(operation, call.a, call.b);
  const { draws = 10_000, level = 0.95, seed = 1 } = call;
  checkNumber(operation, 'draws', draws, { from: 100, whole: true, fix: 'Draw some thousand times.' });
  checkInside(operation, 'level', level, 0, 1);
  checkNumber(operation, 'seed', seed, { from: 0, whole: true, fix: 'Any whole number will do.' });
  const differences = a.map((value, i) => value - b[i]!);
  const units =
    call.classes === undefined ? imagesOf(differences) : classesOf(operation, differences, call.classes);
  const drawn = draw(units, draws, seed).sort();
  const tail = (1 - level) / 2;
  const [low, high] = [quantile(drawn, tail), quantile(drawn, 1 - tail)];
  const mean = meanOf(drawn);
  const standardError = Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws - 1));
  return { difference: meanOf(differences), low, high, standardError, resolved: low > 0 || high < 0 };
}

/** What can be drawn, images or classes: for each, the sum of its differences and its number of images. */
interface Units {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

function imagesOf(differences: Float64Array): Units {
  return { sums: differences, counts: new Float64Array(differences.length).fill(1) };
}

function classesOf<L extends Label>(operation: string, differences: Float64Array, labels: Labels<L>): Units {
  const { classes, codes } = readLabels(operation, 'classes', labels, differences.length);
  if (classes.length < 2) {
    refuse('value', operation, {
      rule: 'classes must be two or more to be drawn',
      came: '1',
      fix: 'Draw images: leave classes out.',
    });
  }
  const [sums, counts] = [new Float64Array(classes.length), new Float64Array(classes.length)];
  differences.forEach((value, i) => {
    sums[codes[i]!]! += value;
    counts[codes[i]!]! += 1;
  });
  return { sums, counts };
}

function draw({ sums, counts }: Units, draws: number, seed: number): Float64Array {
  const next = randomIndexes(seed);
  return Float64Array.from({ length: draws }, () => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < sums.length; i++) {
      const drawn = next(sums.length);
      sum += sums[drawn]!;
      count += counts[drawn]!;
    }
    return sum / count;
  });
}

/** Between two sorted numbers in proportion, as numpy's `linear`. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}
