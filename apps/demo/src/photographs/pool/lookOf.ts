import { arrayOps, effectiveTokens } from '@ggem/core';
import type { Channels } from './channels.ts';

/** Pooling weights `[tokens, channels]`, and how they are laid out. */
export interface Weights {
  readonly data: Float32Array;
  readonly channels: number;
  readonly prefix: number;
  readonly groups: number;
  /** `[channels]`, 1 for channels that look nowhere and are left out. */
  readonly silent: Uint8Array | undefined;
}

/** The weights of each patch and the tokens in use, both averaged over some channels. */
export interface AveragedWeights {
  readonly shares: readonly number[];
  readonly inUse: number;
  /** How many of the channels look nowhere. */
  readonly silent: number;
}

/** Averages pooling weights over channels. */
export function lookOf(weights: Weights, channels: Channels): AveragedWeights {
  const { data, channels: all, prefix, silent } = weights;
  const [from, to] = rangeOf(weights, channels);
  const heard = Array.from({ length: to - from }, (_, i) => from + i).filter(
    (channel) => silent?.[channel] !== 1,
  );
  const tokens = data.length / all;
  const { data: effective } = effectiveTokens(arrayOps, {
    shape: [1, tokens, all],
    data: Float64Array.from(data),
  });
  const shares = new Float64Array(tokens - prefix);
  let inUse = 0;
  for (const channel of heard) {
    for (let token = prefix; token < tokens; token++) shares[token - prefix]! += data[token * all + channel]!;
    inUse += effective[channel]!;
  }
  const count = Math.max(1, heard.length);
  return {
    shares: Array.from(shares, (sum) => sum / count),
    inUse: inUse / count,
    silent: to - from - heard.length,
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
