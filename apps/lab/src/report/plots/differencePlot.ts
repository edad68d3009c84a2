import * as Plot from '@observablehq/plot';
import { spoken } from '../../compare/answerOf.ts';
import type { Result } from '../../compare/result.ts';
import { type MeasureName, measures } from '../../measure/measures.ts';
import type { Html } from '../html.ts';
import { drawPlot } from './drawPlot.ts';

/** Differences to the baseline by one measure, in points, with intervals over images and, thinner, over classes. */
export function differencePlot({ rows, baseline }: Result, by: MeasureName): Html {
  const points = rows.flatMap(({ name, results }) => {
    const { against } = results[by]!;
    if (against === undefined) return [];
    const { difference, images, classes } = against;
    return [
      {
        name,
        difference: 100 * difference,
        low: 100 * images.low,
        high: 100 * images.high,
        farLow: 100 * classes.low,
        farHigh: 100 * classes.high,
        colour: images.resolved ? 'var(--accent)' : 'var(--muted)',
      },
    ];
  });
  // Where no image differs there is no range to draw: a point to each side.
  const isFlat = points.every(({ low, high, farLow, farHigh }) =>
    [low, high, farLow, farHigh].every((end) => end === 0),
  );
  const longest = Math.max(...points.map(({ name }) => name.length));
  const label = `${measures[by].name}: differences to ${spoken(baseline)}, with intervals`;
  return drawPlot(label, (width) => {
    const margin = 12 + 7.2 * longest;
    // Names that would take much of a phone stand above their lines.
    const isAbove = margin > width / 3;
    const row = isAbove ? 44 : 28;
    return {
      marginLeft: isAbove ? 8 : margin,
      marginRight: 16,
      marginTop: 8,
      marginBottom: 46,
      height: 54 + row * points.length,
      x: {
        grid: true,
        label: `points against ${spoken(baseline)} →`,
        ticks: width / 90,
        ...(isFlat && { domain: [-1, 1] }),
      },
      y: { label: null, domain: points.map(({ name }) => name), tickSize: 0, ...(isAbove && { axis: null }) },
      marks: [
        Plot.ruleX([0]),
        ...(isAbove ? [namesAbove(points)] : []),
        Plot.link(points, {
          x1: 'farLow',
          x2: 'farHigh',
          y: 'name',
          stroke: ({ colour }) => colour,
          strokeWidth: 1,
        }),
        Plot.link(points, {
          x1: 'low',
          x2: 'high',
          y: 'name',
          stroke: ({ colour }) => colour,
          strokeWidth: 4,
        }),
        Plot.dot(points, { x: 'difference', y: 'name', r: 5, fill: ({ colour }) => colour }),
      ],
      color: { type: 'identity' },
    };
  });
}

function namesAbove(points: readonly { readonly name: string }[]): Plot.Text {
  return Plot.text(points, {
    y: 'name',
    text: 'name',
    frameAnchor: 'left',
    textAnchor: 'start',
    dy: -15,
    fill: 'currentColor',
    stroke: 'var(--paper)',
  });
}
