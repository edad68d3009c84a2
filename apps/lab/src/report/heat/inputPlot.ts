import * as Plot from '@observablehq/plot';
import type { GradientByInput } from '../../look/gradientByInput.ts';
import type { Html } from '../html.ts';
import { drawPlot } from '../plots/drawPlot.ts';
import { heatColour } from './heatColour.ts';

/** The gradient of a power mean by its inputs, over p: the paper's figure 3. */
export function inputPlot({ p, inputs, gradient }: GradientByInput): Html {
  const highest = Math.max(...gradient.flat());
  const [width, height] = [1 / inputs.length, p[1]! - p[0]!];
  const cells = gradient.flatMap((row, i) =>
    row.map((value, j) => ({
      x1: inputs[j]! - width / 2,
      x2: inputs[j]! + width / 2,
      y1: p[i]! - height / 2,
      y2: p[i]! + height / 2,
      colour: `rgb(${heatColour(value / highest).join(' ')})`,
    })),
  );
  const label = `Gradient by input from 0 to 1, for p from ${p[0]} to ${p.at(-1)}: even at p = 1, at the largest inputs alone for large p, up to ${highest.toFixed(1)} times that of the mean`;
  return drawPlot(label, (wide) => ({
    ...{ marginLeft: 40, marginRight: 12, marginTop: 28, marginBottom: 42, height: Math.max(260, wide / 3) },
    x: { label: 'input →', domain: [0, 1] },
    y: { label: '↑ p', ticks: [1, 2, 3, 4, 5, 6, 7, 8] },
    color: { type: 'identity' },
    marks: [Plot.rect(cells, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'colour', inset: -0.25 })],
  }));
}
