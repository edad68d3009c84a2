import { h, type VNode } from 'vue';
import { heatStyle } from './heat.ts';

/** A square grid of tokens of one channel, coloured by strength in 0..1; the label says it in words. */
export function tokenMap(strengths: readonly number[], label: string): VNode {
  const side = Math.sqrt(strengths.length);
  return h(
    'div',
    { class: 'token-map', role: 'img', 'aria-label': label, style: `--side: ${side}` },
    strengths.map((strength) => h('i', { style: heatStyle(strength) })),
  );
}
