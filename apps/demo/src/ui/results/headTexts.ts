import type { HeadName } from '../../model/heads.ts';

/** The texts of the page about each pooling: its name, and what it does to one channel in a few words. */
export const headTexts: Readonly<Record<HeadName, { readonly name: string; readonly gist: string }>> = {
  token: { name: 'Class token', gist: 'reads the class token only' },
  mean: { name: 'Average', gist: 'all patches alike' },
  max: { name: 'Max', gist: 'the largest value only' },
  gem: { name: 'GeM', gist: 'one p for all channels' },
  ggem: { name: 'GGeM', gist: 'one p per channel group' },
};
