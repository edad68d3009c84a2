import type { LoopTokens } from './loopTokens.ts';

/** `y = Σ q x`, `[batch, channels]`. */
export function meanLoop(tokens: LoopTokens): Float64Array {
  const { batch, channels } = tokens;
  const pooled = new Float64Array(batch * channels);
  for (let b = 0; b < batch; b++) addKept(tokens, b, pooled.subarray(b * channels, (b + 1) * channels));
  return pooled;
}

/** Four tokens at a time: a sum is then read and written a fourth as often, and rounded in fewer steps. */
function addKept(tokens: LoopTokens, b: number, y: Float64Array): void {
  const { data, all, prefix, channels } = tokens;
  const kept: number[] = [];
  for (let n = 0; n < all - prefix; n++) if (tokens.isKept(b, n)) kept.push(n);
  const at = (i: number): number => (b * all + prefix + kept[i]!) * channels;
  const share = (i: number): number => tokens.share(b, kept[i]!);
  const run = 4 * Math.ceil(Math.sqrt(kept.length) / 4);
  const part = new Float64Array(channels);
  for (let begin = 0; begin < kept.length; begin += run) {
    part.fill(0);
    const end = Math.min(begin + run, kept.length);
    let i = begin;
    for (; i + 4 <= end; i += 4) {
      const [at0, at1, at2, at3] = [at(i), at(i + 1), at(i + 2), at(i + 3)];
      const [q0, q1, q2, q3] = [share(i), share(i + 1), share(i + 2), share(i + 3)];
      for (let c = 0; c < channels; c++) {
        part[c]! += data[at0 + c]! * q0 + data[at1 + c]! * q1 + (data[at2 + c]! * q2 + data[at3 + c]! * q3);
      }
    }
    for (; i < end; i++) {
      const [last, q] = [at(i), share(i)];
      for (let c = 0; c < channels; c++) part[c]! += data[last + c]! * q;
    }
    for (let c = 0; c < channels; c++) y[c]! += part[c]!;
  }
}

/** `∂y/∂x = q`, times `dy` `[batch, channels]`. */
export function meanGradientLoop(tokens: LoopTokens, dy: ArrayLike<number>): Float64Array {
  const { batch, all, prefix, channels } = tokens;
  const dx = new Float64Array(batch * all * channels);
  for (let b = 0; b < batch; b++) {
    for (let n = 0; n < all - prefix; n++) {
      if (!tokens.isKept(b, n)) continue;
      const share = tokens.share(b, n);
      const at = (b * all + prefix + n) * channels;
      for (let c = 0; c < channels; c++) dx[at + c] = share * dy[b * channels + c]!;
    }
  }
  return dx;
}
