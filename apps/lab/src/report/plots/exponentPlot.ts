import * as Plot from '@observablehq/plot';
import type { TrainedResult } from '../../trained/trainedResult.ts';
import { type Html, html } from '../html.ts';
import { drawPlot } from './drawPlot.ts';

/** Exponents before and after training, a dot for each group of channels and each seed; absent where there are none. */
export function exponentPlot({ groups }: Pick<TrainedResult, 'groups'>): Html | undefined {
  const points = groups.flatMap(({ name: group, rows }) =>
    rows.flatMap(({ name, runs }) =>
      runs.flatMap(({ p }) =>
        (p?.after ?? []).map((after, i) => ({
          row: groups.length > 1 ? `${name}, ${group.toLowerCase()}` : name,
          before: p!.before[i]!,
          after,
        })),
      ),
    ),
  );
  if (points.length === 0) return undefined;
  const rows = [...new Set(points.map(({ row }) => row))];
  const longest = Math.max(...rows.map((row) => row.length));
  const plot = drawPlot('Exponents before and after training', (width) => {
    const margin = 12 + 7.2 * longest;
    // Names that would take much of a phone stand above their lines.
    const isAbove = margin > width / 3;
    return {
      ...{ marginLeft: isAbove ? 8 : margin, marginRight: 16, marginTop: 8, marginBottom: 46 },
      height: 54 + (isAbove ? 44 : 28) * rows.length,
      x: { label: 'p →', grid: true, nice: true, ticks: width / 90 },
      y: { label: null, domain: rows, tickSize: 0, ...(isAbove && { axis: null }) },
      marks: [
        ...(isAbove
          ? [
              Plot.text(rows, {
                ...{ y: (row: string) => row, text: (row: string) => row, dy: -15 },
                ...{ frameAnchor: 'left', textAnchor: 'start', fill: 'currentColor' },
              }),
            ]
          : []),
        Plot.tickX(points, { x: 'before', y: 'row', stroke: 'var(--muted)', strokeWidth: 2 }),
        Plot.dot(points, { x: 'after', y: 'row', r: 4, fill: 'var(--accent)', fillOpacity: 0.6 }),
      ],
    };
  });
  return html`<figure>${plot}<figcaption>Line: where p started. Dots: where it ended, one for each group of channels and each seed.</figcaption></figure>`;
}
