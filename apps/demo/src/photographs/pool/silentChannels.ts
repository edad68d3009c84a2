import { defaultEps } from '@ggem/core';
import type { PoolingName } from './poolingNames.ts';
import type { Settings } from './settings.ts';

/**
 * Marks channels in which `clamp` leaves nothing above eps: a power mean looks nowhere in them, so that maps leave them out.
 * In: tokens `[tokens, channels]`. Out: `[channels]`, 1 for a silent one; absent for poolings that hear every channel.
 */
export function silentChannels(
  tokens: Float32Array,
  { channels, prefix }: { readonly channels: number; readonly prefix: number },
  pooling: PoolingName,
  { negatives }: Settings,
): Uint8Array | undefined {
  if ((pooling !== 'gem' && pooling !== 'ggem') || negatives !== 'clamp') return undefined;
  const silent = new Uint8Array(channels).fill(1);
  for (let i = prefix * channels; i < tokens.length; i++) {
    if (tokens[i]! > defaultEps) silent[i % channels] = 0;
  }
  return silent;
}
