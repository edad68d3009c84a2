import type { ArrayTokens, ChannelLayout } from '@ggem/core';
import type { Numbers } from '../run/run.ts';

/** A value of a model as `[batch, tokens, channels]`, however its axes lie. */
export function asTokens({ data, shape }: Numbers, layout: ChannelLayout): ArrayTokens {
  const [batch = 1, ...rest] = shape;
  const channels = (layout === 'channelsLast' ? rest.at(-1) : rest[0]) ?? 1;
  const count = rest.reduce((a, b) => a * b, 1) / channels;
  if (layout === 'channelsLast') return { data, shape: [batch, count, channels] };
  const turned = new Float64Array(data.length);
  for (let image = 0; image < batch; image++) {
    const from = image * count * channels;
    for (let channel = 0; channel < channels; channel++) {
      for (let token = 0; token < count; token++) {
        turned[from + token * channels + channel] = data[from + channel * count + token]!;
      }
    }
  }
  return { data: turned, shape: [batch, count, channels] };
}
