import { colours, drawPlot } from '@ggem/page/plot';
import * as Plot from '@observablehq/plot';

/** Lines over a number, each point with what single seeds gave. */
export interface Lines {
  readonly x: string;
  readonly y: string;
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly { readonly x: number; readonly y: number; readonly each: readonly number[] }[];
  }[];
  /** Whether x doubles from tick to tick. */
  readonly isLog?: boolean;
  /** What the lines are compared with. */
  readonly level?: { readonly name: string; readonly y: number };
  /** A range of y. */
  readonly band?: { readonly name: string; readonly low: number; readonly high: number };
  /** A place on x. */
  readonly mark?: { readonly name: string; readonly x: number };
}

const strokes = [colours.accent, colours.second, colours.third, colours.ink, colours.muted] as const;
const dashes = ['none', '7 4', '2 3', '10 3 2 3', '1 4'] as const;

/** Draws them; lines differ by colour and by dashes, and a legend stands above. */
export function linesPlot(title: string, { x, y, series, isLog, level, band, mark }: Lines): string {
  const points = series.flatMap(({ name, points }) => points.map((point) => ({ name, ...point })));
  const singles = points.flatMap(({ name, x, each }) => each.map((y) => ({ name, x, y })));
  const ticks = [...new Set(points.map((point) => point.x))].sort((a, b) => a - b);
  const strokeOf = (name: string): string =>
    strokes[series.findIndex((one) => one.name === name)] ?? colours.ink;
  return drawPlot(
    `${title}, ${y}`,
    {
      marginTop: 44 + 18 * series.length,
      marginBottom: 40,
      height: 232 + 18 * series.length,
      x: {
        label: `${x} →`,
        labelAnchor: 'right',
        type: isLog === true ? 'log' : 'linear',
        ...(isLog === true && { base: 2 }),
        ticks: ticks.length > 8 ? ticks.filter((_, i) => i % 2 === 0 || i === ticks.length - 1) : ticks,
        tickFormat: String,
        inset: 8,
      },
      y: { label: null, nice: true, ticks: 5, zero: false },
      marks: [
        Plot.gridY({ stroke: colours.line, strokeOpacity: 1 }),
        ...(band === undefined
          ? []
          : [
              Plot.rect([band], { y1: 'low', y2: 'high', fill: colours.line, fillOpacity: 0.6 }),
              Plot.text([band], {
                ...{
                  y: 'high',
                  text: 'name',
                  frameAnchor: 'left',
                  textAnchor: 'start',
                  dx: 2,
                  dy: 9,
                  fill: colours.muted,
                },
              }),
            ]),
        ...(mark === undefined
          ? []
          : [
              Plot.ruleX([mark.x], { stroke: colours.muted, strokeDasharray: '3 3' }),
              Plot.text([mark], {
                x: 'x',
                text: 'name',
                frameAnchor: 'top',
                dx: 4,
                textAnchor: 'start',
                fill: colours.muted,
              }),
            ]),
        ...(level === undefined
          ? []
          : [
              Plot.ruleY([level.y], { stroke: colours.muted }),
              Plot.text([level], {
                ...{
                  y: 'y',
                  text: 'name',
                  frameAnchor: 'right',
                  textAnchor: 'end',
                  dy: -7,
                  fill: colours.muted,
                },
              }),
            ]),
        ...series.map((one, i) =>
          Plot.line(
            [...one.points].sort((a, b) => a.x - b.x),
            {
              ...{ x: 'x', y: 'y', stroke: strokes[i] ?? colours.ink, strokeWidth: 2 },
              strokeDasharray: dashes[i] ?? 'none',
            },
          ),
        ),
        Plot.dot(singles, { x: 'x', y: 'y', r: 2.2, fill: ({ name }) => strokeOf(name), fillOpacity: 0.55 }),
      ],
    },
    series.map(({ name }, i) => legend(name, i)).join(''),
  );
}

/** A line and its name, below the title. */
function legend(name: string, i: number): string {
  const y = 38 + 18 * i;
  const line = `<line x1="12" x2="40" y1="${y}" y2="${y}" stroke="${strokes[i]}" stroke-width="2" stroke-dasharray="${dashes[i]}"/>`;
  return `${line}<text x="48" y="${y + 4}" fill="${colours.ink}" text-anchor="start">${name}</text>`;
}
