import { byId, element } from '@ggem/page/element';
import { heatOf, legendTimes } from './heatScale.ts';

/** Fills the legend of the maps: the scale as a strip, with times of an equal share below it. */
export function showLegend(): void {
  const steps = 24;
  const strip = Array.from({ length: steps }, (_, i) => {
    const step = element('span', { class: 'legend-step' });
    step.style.setProperty('--heat', (i / (steps - 1)).toFixed(3));
    return step;
  });
  const ticks = legendTimes.map((times, i) => {
    const tick = element(
      'span',
      { class: 'legend-tick' },
      `${times}×${i === legendTimes.length - 1 ? '+' : ''}`,
    );
    tick.style.setProperty('--at', heatOf(times).toFixed(3));
    return tick;
  });
  byId('legend', HTMLElement).replaceChildren(
    element('span', { class: 'legend-strip', 'aria-hidden': 'true' }, ...strip),
    element('span', { class: 'legend-ticks' }, ...ticks),
  );
}
