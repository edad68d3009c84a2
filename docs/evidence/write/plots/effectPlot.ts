import { colours, drawPlot } from '@ggem/page/plot';
import * as Plot from '@observablehq/plot';
import type { Effect } from '../effects.ts';

/** Differences in points: ours with intervals over images and, thinner, over seeds, and the paper's. `beside` share the scale. */
export function effectPlot(title: string, effects: readonly Effect[], beside: readonly Effect[]): string {
  const points = effects.map(({ name, ours, verdict }) => ({
    name,
    at: 100 * ours.difference,
    images: ours.images,
    seeds: ours.seeds,
    isResolved: verdict === 'resolved',
  }));
  const theirs = effects.flatMap(({ name, paper }) => (paper?.points ?? []).map((at) => ({ name, at })));
  const domain = domainOf(beside);
  // An interval over two or three seeds may leave the plot.
  const inside = (share: number): number => Math.min(domain[1], Math.max(domain[0], 100 * share));
  const longest = Math.max(...points.map(({ name }) => name.length));
  return drawPlot(title, {
    marginLeft: 14 + 6.7 * longest,
    marginBottom: 38,
    height: 76 + 26 * points.length,
    x: { label: 'points →', domain, ticks: 5, tickSize: 3 },
    y: { label: null, domain: points.map(({ name }) => name), tickSize: 0 },
    marks: [
      Plot.gridX({ stroke: colours.line, strokeOpacity: 1 }),
      Plot.ruleX([0], { stroke: colours.muted }),
      Plot.link(
        points.filter(({ seeds }) => seeds !== undefined),
        {
          x1: ({ seeds }) => inside(seeds!.low),
          x2: ({ seeds }) => inside(seeds!.high),
          y: 'name',
          stroke: colours.accent,
          strokeWidth: 1,
        },
      ),
      Plot.link(points, {
        x1: ({ images }) => 100 * images.low,
        x2: ({ images }) => 100 * images.high,
        y: 'name',
        stroke: colours.accent,
        strokeWidth: 4,
      }),
      Plot.dot(points, {
        ...{ x: 'at', y: 'name', r: 4.5, stroke: colours.accent, strokeWidth: 2 },
        fill: ({ isResolved }) => (isResolved ? colours.accent : colours.card),
      }),
      Plot.dot(theirs, {
        ...{ x: 'at', y: 'name', dy: -8, r: 3.5, symbol: 'diamond', fill: colours.ink },
      }),
    ],
  });
}

/** From the least to the most of all that is measured, and the paper's. */
function domainOf(effects: readonly Effect[]): readonly [number, number] {
  const all = effects.flatMap(({ ours, paper }) => [
    100 * ours.images.low,
    100 * ours.images.high,
    ...(paper?.points ?? []),
  ]);
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  const room = Math.max(0.1, 0.12 * (high - low));
  return [low - room, high + room];
}
