import type { Channels } from '../engine/contract.ts';

/** Pooling weights `[tokens, channels]`, and how they are laid out. */
export interface Weights {
  readonly data: Float32Array;
  readonly channels: number;
  readonly prefix: number;
  readonly groups: number;
}

/** The weights of each patch and the tokens in use, both averaged over some channels. */
export interface AveragedWeights {
  readonly shares: readonly number[];
  readonly inUse: number;
}

/** Averages pooling weights over channels. */
export function lookOf(weights: Weights, channels: Channels): AveragedWeights {
  const { data, channels: all, prefix } = weights;
  const [from, to] = rangeOf(weights, channels);
  const tokens = data.length / all;
  const shares = new Float64Array(tokens - prefix);
  const entropies = new Float64Array(to - from);
  for (let token = 0; token < tokens; token++) {
    for (let channel = from; channel < to; channel++) {
      const weight = data[token * all + channel]!;
      if (weight <= 0) continue;
      if (token >= prefix) shares[token - prefix]! += weight;
      entropies[channel - from]! -= weight * Math.log(weight);
    }
  }
  const count = to - from;
  return {
    shares: Array.from(shares, (sum) => sum / count),
    inUse: entropies.reduce((sum, entropy) => sum + Math.exp(entropy), 0) / count,
  };
}

function rangeOf({ channels, groups }: Weights, asked: Channels): readonly [from: number, to: number] {
  switch (asked.kind) {
    case 'all':
      return [0, channels];
    case 'group': {
      const width = channels / groups;
      return [asked.index * width, (asked.index + 1) * width];
    }
    case 'one':
      return [asked.index, asked.index + 1];
    default:
      return asked satisfies never;
  }
}
