import { addTimes } from './addPowers.ts';
import { type LoopPower, referenceOf } from './imageMean.ts';
import { type LoopTokens, sumRuns } from './loopTokens.ts';
import { rootOf } from './powerMeanLoop.ts';
import { putRatios, type Reading, readingOf } from './putRatios.ts';
import { type Row, raise, rowOf } from './raise.ts';

/** Gradients of a power mean. */
export interface PowerMeanSlopes {
  /** Laid out like the tokens. */
  readonly tokens: Float64Array;
  /** By the exponent of each channel, added up over the batch. */
  readonly p: Float64Array;
}

/**
 * The gradients of `Σ dy y`, with `u`, `S` and `ref` as in `powerMeanLoop`:
 *
 *     ∂y/∂x = q u r^-s S^(1/p) / S,  ∂y/∂p = y / |p| (Σ w ln r - ln S / |p|),  w = q u / S
 *
 * 0 below eps; under `shift` what the smallest token gets is what the others leave of `dy`.
 */
export function powerMeanGradientLoop(
  tokens: LoopTokens,
  power: LoopPower,
  dy: ArrayLike<number>,
): PowerMeanSlopes | undefined {
  const { data, batch, all, prefix, channels } = tokens;
  const { p, negatives } = power;
  const dx = new Float64Array(batch * all * channels);
  const byP = new Float64Array(channels);
  const [sum, logs] = [new Float64Array(channels), new Float64Array(channels)];
  const scale = new Float64Array(channels);
  const ratios = new Float64Array(channels);
  const row = rowOf(channels);
  const sizes = p.map(Math.abs);
  for (let b = 0; b < batch; b++) {
    if (!tokens.hasAny(b)) continue;
    const mean = referenceOf(tokens, b, power);
    if (mean === undefined) return undefined;
    const { ref, moved } = mean;
    sum.fill(0);
    logs.fill(0);
    const read = readingOf(power, mean);
    // `u / r`, or `u r` where `p < 0`, waits in the place of the gradient.
    sumRuns(tokens, b, [sum, logs], ([ofSum, ofLogs], at, share) => {
      putRatios(row.numbers, data, at, read);
      ratios.set(row.numbers);
      raise(row, sizes);
      addTimes(ofSum!, row.numbers, share);
      addLogs(ofLogs!, row, share);
      putSlopes(dx, at, row.numbers, ratios, p);
    });
    for (let c = 0; c < channels; c++) {
      const [size, s, up] = [Math.abs(p[c]!), sum[c]!, dy[b * channels + c]!];
      const root = rootOf(s, p[c]!);
      scale[c] = (root / s) * up;
      byP[c]! += up * ((ref[c]! * root) / size) * ((logs[c]! * Math.LN2) / s - Math.log(s) / size);
    }
    for (let n = 0; n < all - prefix; n++) {
      if (!tokens.isKept(b, n)) continue;
      scaleSlopes(dx, data, (b * all + prefix + n) * channels, tokens.share(b, n), scale, read);
    }
    if (negatives === 'shift') toSmallest(tokens, b, moved, dx, dy);
  }
  return { tokens: dx, p: byP };
}

/** Adds `share u log2 r`. */
function addLogs(sums: Float64Array, { numbers, logs }: Row, share: number): void {
  for (let c = 0; c < sums.length; c++) sums[c]! += numbers[c]! * logs[c]! * share;
}

/** Puts `u / r`, or `u r` where `p < 0`. */
function putSlopes(
  dx: Float64Array,
  at: number,
  powers: Float64Array,
  ratios: Float64Array,
  p: Float64Array,
): void {
  for (let c = 0; c < ratios.length; c++) {
    dx[at + c] = p[c]! > 0 ? powers[c]! / ratios[c]! : powers[c]! * ratios[c]!;
  }
}

/** Multiplies by what all tokens of a channel share; 0 below eps, read from a place, since a jump would cost more. */
function scaleSlopes(
  dx: Float64Array,
  data: ArrayLike<number>,
  at: number,
  share: number,
  scale: Float64Array,
  { isAbs, moved, raised, places: [eps], slopes }: Reading,
): void {
  for (let c = 0; c < scale.length; c++) {
    const given = data[at + c]!;
    const x = isAbs ? Math.abs(given) : given - moved[c]! + raised;
    slopes[1] = dx[at + c]! * share * scale[c]! * (isAbs ? Math.sign(given) : 1);
    dx[at + c] = slopes[Number(x >= eps!)]!;
  }
}

/** Gives the smallest tokens what the others leave, in proportion to `q` among equal ones. */
function toSmallest(
  tokens: LoopTokens,
  b: number,
  smallest: Float64Array,
  dx: Float64Array,
  dy: ArrayLike<number>,
): void {
  const { data, all, prefix, channels } = tokens;
  const [others, ties] = [new Float64Array(channels), new Float64Array(channels)];
  const isSmallest = (at: number, c: number): boolean => data[at + c] === smallest[c];
  sumRuns(tokens, b, [others, ties], ([ofOthers, ofTies], at, share) => {
    for (let c = 0; c < channels; c++) {
      if (isSmallest(at, c)) ofTies![c]! += share;
      else ofOthers![c]! += dx[at + c]!;
    }
  });
  for (let n = 0; n < all - prefix; n++) {
    if (!tokens.isKept(b, n)) continue;
    const share = tokens.share(b, n);
    const at = (b * all + prefix + n) * channels;
    for (let c = 0; c < channels; c++) {
      if (isSmallest(at, c)) dx[at + c] = (share / ties[c]!) * (dy[b * channels + c]! - others[c]!);
    }
  }
}
