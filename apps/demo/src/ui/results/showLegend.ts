import { element } from '@ggem/page/element';
import { heat, legendShares } from './heatScale.ts';

/** Fills the legend of the heat maps: the scale as a strip, with the shares below it. */
export function showLegend(legend: HTMLElement): void {
  const steps = 24;
  const strip = Array.from({ length: steps }, (_, i) => {
    const step = element('span', { class: 'legend-step' });
    step.style.setProperty('--heat', (i / (steps - 1)).toFixed(3));
    return step;
  });
  const ticks = legendShares.map((share, i) => {
    const last = i === legendShares.length - 1;
    const tick = element('span', { class: 'legend-tick' }, `${share * 100}${last ? '+' : ''}`);
    tick.style.setProperty('--at', heat(share).toFixed(3));
    return tick;
  });
  legend.replaceChildren(
    element('span', { class: 'legend-strip', 'aria-hidden': 'true' }, ...strip),
    element('span', { class: 'legend-ticks' }, ...ticks),
  );
}
