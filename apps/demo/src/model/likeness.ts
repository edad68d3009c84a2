import { HEAD_NAMES, type HeadName } from './heads.ts';
import { readJson } from './readJson.ts';

export const LIKENESS_FILE = 'likeness.json';
const FORMAT = 'ggem-demo-likeness-1';

/** A small network that tells pooled vectors of digits from those of other drawings. Made by `npx pnpm@12 likeness`. */
export interface Likeness {
  readonly format: typeof FORMAT;
  /** SHA-256 of the weights that it was trained with, in hexadecimal digits. */
  readonly weights: string;
  /** A drawing whose strangeness is larger is no digit. */
  readonly threshold: number;
  /** Shares of images that were refused, none of which it was trained or its threshold chosen by. */
  readonly refused: Readonly<Record<string, number>>;
  /** Of each channel of the pooled vectors, one head after the other: what is taken off, and what it is multiplied by. */
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  /** `[channels, hidden]`. */
  readonly hidden: readonly number[];
  readonly hiddenBias: readonly number[];
  readonly out: readonly number[];
  readonly outBias: number;
}

/** The network without what it was measured by. */
export type LikenessNetwork = Pick<Likeness, 'mean' | 'scale' | 'hidden' | 'hiddenBias' | 'out' | 'outBias'>;

/**
 * How little a drawing looks like a digit: `max(0, z W + b) · v + c` with `z` the pooled vectors of all heads, side by side and
 * standardised; the logit of being none.
 *
 * In: pooled vectors `[channels]`, one a head.
 */
export function strangeness(
  { mean, scale, hidden, hiddenBias, out, outBias }: LikenessNetwork,
  pooled: ReadonlyMap<HeadName, ArrayLike<number>>,
): number {
  const sums = Float64Array.from(hiddenBias);
  let at = 0;
  for (const name of HEAD_NAMES) {
    for (const value of Array.from(pooled.get(name)!)) {
      const z = (value - mean[at]!) * scale[at]!;
      for (let unit = 0; unit < sums.length; unit++) sums[unit]! += z * hidden[at * sums.length + unit]!;
      at += 1;
    }
  }
  return sums.reduce((total, sum, unit) => total + Math.max(0, sum) * out[unit]!, outBias);
}

/** Reads the file: `read` gives the bytes of a file of the weights folder. */
export async function readLikeness(read: (name: string) => Promise<ArrayBuffer>): Promise<Likeness> {
  const text = new TextDecoder().decode(await read(LIKENESS_FILE));
  const wrong = (what: string): Error =>
    new Error(
      `weights: ${LIKENESS_FILE} must be of format "${FORMAT}", but ${what}. Take all files of one training.`,
    );
  const likeness = readJson<Likeness>(text, FORMAT, wrong);
  if (typeof likeness.threshold !== 'number' || !Array.isArray(likeness.hidden))
    throw wrong('its threshold or its network is missing');
  return likeness as Likeness;
}

/** The text of the file, its numbers to four digits. */
export function likenessText(likeness: Omit<Likeness, 'format'>): string {
  const short = (_: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(4)) : value;
  return `${JSON.stringify({ format: FORMAT, ...likeness }, short)}\n`;
}
