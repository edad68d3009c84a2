import { float32 } from '@ggem/core';
import type { Weights } from '../writeJob.ts';
import type { HostTensor } from './hostTensor.ts';

/** The weights of tokens that attend, `[batch, tokens, groups]`, as the kernels take them, and back. */
export class TokenShares {
  private readonly shares: HostTensor;
  private summed: Float64Array | undefined;

  constructor(shares: HostTensor) {
    this.shares = shares;
  }

  /** Weights that float32 cannot tell from 0 are left out. An image in which nothing is kept has the factor 0. */
  weights(): Weights {
    const { data, shape } = this.shares;
    const [batch, tokens, groups] = shape;
    return {
      groups,
      evenly: undefined,
      write: (weights, norms) => {
        for (let b = 0; b < batch; b++) {
          for (let g = 0; g < groups; g++) {
            const row = b * groups + g;
            let total = 0;
            for (let n = 0, i = b * tokens * groups + g; n < tokens; n++, i += groups) {
              const share = data[i]!;
              const weight = share >= float32.tiny ? share : 0;
              weights[row * tokens + n] = weight;
              total += weight;
            }
            norms[row] = total > 0 ? 1 / total : 0;
          }
        }
      },
    };
  }

  /** Writes NaN into rows of `lanes` of an image in those groups whose weights are NaN, since scores are. */
  lose(values: Float32Array, lanes: number): void {
    const width = lanes / this.shares.shape[2];
    this.totals().forEach((total, row) => {
      if (Number.isNaN(total)) values.fill(Number.NaN, row * width, (row + 1) * width);
    });
  }

  /** 1 for an image in which something is kept, else 0. */
  kept(): Float64Array {
    const [batch, tokens, groups] = this.shares.shape;
    const { data } = this.shares;
    const each = tokens * groups;
    return Float64Array.from({ length: batch }, (_, b) =>
      // A NaN is kept too.
      Number(data.subarray(b * each, (b + 1) * each).some((share) => share !== 0)),
    );
  }

  /** The smallest weight above 0. */
  least(): number {
    let least = 1;
    const { data } = this.shares;
    for (let i = 0; i < data.length; i++) {
      const share = data[i]!;
      if (share >= float32.tiny && share < least) least = share;
    }
    return least;
  }

  /**
   * The gradient by the logarithms of the weights, `q (t - Σ q t)`, from the `t` that the kernels give as
   * `[batch, groups, tokens]`. Centred in float64, so that what all `t` have in common cancels.
   */
  gradient(sums: Float32Array): Float32Array {
    const { data, shape } = this.shares;
    const [batch, tokens, groups] = shape;
    const by = new Float32Array(sums.length);
    const totals = this.totals();
    for (let b = 0, row = 0; b < batch; b++) {
      for (let g = 0; g < groups; g++, row++) {
        if (totals[row] === 0) continue;
        const [first, at] = [b * tokens * groups + g, row * tokens];
        let mean = 0;
        for (let n = 0, i = first; n < tokens; n++, i += groups) mean += data[i]! * sums[at + n]!;
        mean /= totals[row]!;
        for (let n = 0, i = first; n < tokens; n++, i += groups) by[i] = data[i]! * (sums[at + n]! - mean);
      }
    }
    return by;
  }

  /** The sum over tokens, for each group of each image. */
  private totals(): Float64Array {
    this.summed ??= totalsOf(this.shares);
    return this.summed;
  }
}

function totalsOf({ data, shape }: HostTensor): Float64Array {
  const [batch, tokens, groups] = shape;
  const totals = new Float64Array(batch * groups);
  for (let b = 0, i = 0; b < batch; b++) {
    for (let n = 0; n < tokens; n++) {
      for (let row = b * groups; row < (b + 1) * groups; row++) totals[row]! += data[i++]!;
    }
  }
  return totals;
}
