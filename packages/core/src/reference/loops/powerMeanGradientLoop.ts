import { type LoopTokens, sumRuns } from './loopTokens.ts';
import { type LoopPower, referenceOf, rootOf, tiny } from './powerMeanLoop.ts';

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
  const { p, negatives, eps } = power;
  const isAbs = negatives === 'abs';
  const dx = new Float64Array(batch * all * channels);
  const byP = new Float64Array(channels);
  const [sum, logs] = [new Float64Array(channels), new Float64Array(channels)];
  const scale = new Float64Array(channels);
  for (let b = 0; b < batch; b++) {
    if (!tokens.hasAny(b)) continue;
    const mean = referenceOf(tokens, b, power);
    if (mean === undefined) return undefined;
    const { ref, moved, raised } = mean;
    sum.fill(0);
    logs.fill(0);
    // `u` waits in the place of the gradient.
    sumRuns(tokens, b, [sum, logs], ([ofSum, ofLogs], at, share) => {
      for (let c = 0; c < channels; c++) {
        const x = isAbs ? Math.abs(data[at + c]!) : data[at + c]! - moved[c]! + raised;
        const value = Math.max(x, eps);
        const r = p[c]! > 0 ? value / ref[c]! : ref[c]! / value;
        const log = Math.log(Math.max(r, tiny));
        const u = p[c] === 1 ? r : Math.exp(Math.abs(p[c]!) * log);
        dx[at + c] = u;
        ofSum![c]! += u * share;
        ofLogs![c]! += u * log * share;
      }
    });
    for (let c = 0; c < channels; c++) {
      const [size, s, up] = [Math.abs(p[c]!), sum[c]!, dy[b * channels + c]!];
      const root = rootOf(s, p[c]!);
      scale[c] = (root / s) * up;
      byP[c]! += up * ((ref[c]! * root) / size) * (logs[c]! / s - Math.log(s) / size);
    }
    for (let n = 0; n < all - prefix; n++) {
      if (!tokens.isKept(b, n)) continue;
      const share = tokens.share(b, n);
      const at = (b * all + prefix + n) * channels;
      for (let c = 0; c < channels; c++) {
        const given = data[at + c]!;
        const x = isAbs ? Math.abs(given) : given - moved[c]! + raised;
        const value = Math.max(x, eps);
        const r = p[c]! > 0 ? value / ref[c]! : ref[c]! / value;
        const held = Math.max(r, tiny);
        const slope = (p[c]! > 0 ? dx[at + c]! / held : dx[at + c]! * held) * share * scale[c]!;
        dx[at + c] = x < eps ? 0 : isAbs && given < 0 ? -slope : slope;
      }
    }
    if (negatives === 'shift') toSmallest(tokens, b, moved, dx, dy);
  }
  return { tokens: dx, p: byP };
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
