import { type LoopTokens, sumRuns } from './loopTokens.ts';

/** `y = Σ q x`, `[batch, channels]`. */
export function meanLoop(tokens: LoopTokens): Float64Array {
  const { data, batch, channels } = tokens;
  const pooled = new Float64Array(batch * channels);
  for (let b = 0; b < batch; b++) {
    const y = pooled.subarray(b * channels, (b + 1) * channels);
    sumRuns(tokens, b, [y], ([part], at, share) => {
      for (let c = 0; c < channels; c++) part![c]! += data[at + c]! * share;
    });
  }
  return pooled;
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
