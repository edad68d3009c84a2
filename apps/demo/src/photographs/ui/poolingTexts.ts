import type { PoolingName } from '../pool/poolingNames.ts';

/** The texts of the page about each pooling. */
export const poolingTexts: Readonly<Record<PoolingName, { readonly name: string; readonly gist: string }>> = {
  token: { name: 'Class token', gist: 'one token alone' },
  mean: { name: 'Average', gist: 'all patches alike' },
  max: { name: 'Max', gist: 'the largest value only' },
  gem: { name: 'GeM', gist: 'one p for all channels' },
  ggem: { name: 'GGeM', gist: 'one p per channel group' },
};
