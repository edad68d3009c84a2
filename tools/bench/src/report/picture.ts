import { colours, drawPlot } from '@ggem/page/plot';
import * as Plot from '@observablehq/plot';
import type { Result } from '../result.ts';
import type { Row } from '../run/row.ts';
import { ratios } from './ratios.ts';
import { short } from './table.ts';

/** How many times as fast a stack becomes, in one pass. */
interface Gain {
  readonly stack: string;
  readonly pass: string;
  readonly times: number;
}

const passes = ['forward', 'with gradients'] as const;
const fills: readonly string[] = [colours.accent, colours.second];

/** Heights of a stack and of a bar. */
const [band, bar] = [44, 17];

/**
 * What somebody asks first: how much faster than what I have. For each stack and pass, the fastest way of this project that
 * goes into it, as a multiple of the naive formula's speed there, at the size with the most contenders.
 */
export function picture({ rows }: Result): string {
  const gains = gainsOf(mostContended(rows.filter(({ spec }) => spec === 'ggem')));
  const stacks = [...new Set(gains.map(({ stack }) => stack))];
  const [least, most] = [Math.min(1, ...gains.map(timesOf)), Math.max(1, ...gains.map(timesOf))];
  return drawPlot('Times as fast as the naive formula', {
    marginLeft: 16 + 6.9 * Math.max(0, ...stacks.map((stack) => stack.length)),
    marginRight: 36,
    marginBottom: 38,
    height: 76 + band * stacks.length,
    x: {
      ...{ type: 'log', domain: [least / 1.3, most * 1.2] },
      ...{ label: 'times →', ticks: 4, tickFormat: short, tickSize: 3 },
    },
    y: { label: null, domain: stacks, tickSize: 0, padding: 0 },
    marks: [
      ...passes.flatMap((pass, i) => {
        const own = gains.filter((gain) => gain.pass === pass);
        const half = { y: 'stack', dy: (i - 0.5) * bar };
        return [
          Plot.barX(own, {
            ...{ x1: 1, x2: 'times', y: 'stack', fill: fills[i]! },
            insetTop: (band - 2 * bar) / 2 + i * bar,
            insetBottom: (band - 2 * bar) / 2 + (1 - i) * bar + 1,
          }),
          Plot.text(own, {
            ...{ ...half, x: ({ times }: Gain) => Math.max(1, times), textAnchor: 'start', dx: 4 },
            text: ({ times }: Gain) => short(Number(times.toPrecision(2))),
            fill: colours.ink,
          }),
          Plot.text(
            own.filter(({ stack }) => stack === stacks[0]),
            {
              ...{ ...half, x: 1, textAnchor: 'start', dx: 6, text: [pass] },
              fill: colours.card,
            },
          ),
        ];
      }),
      Plot.ruleX([1], { stroke: colours.muted }),
    ],
  });
}

function timesOf({ times }: Gain): number {
  return times;
}

/** The largest gain first, by the forward pass. */
function gainsOf(rows: readonly Row[]): readonly Gain[] {
  const best = new Map<string, Gain>();
  for (const row of rows) {
    const beside = rows.filter((one) => one.pass === row.pass);
    const { toNaive: times } = ratios(row, beside);
    if (times === undefined || row.threads > 1) continue;
    const gain = { stack: stackOf(row), pass: passes[row.pass === 'forward' ? 0 : 1], times };
    const key = `${gain.stack} ${gain.pass}`;
    if (times > (best.get(key)?.times ?? 0)) best.set(key, gain);
  }
  const forward = ({ stack }: Gain): number => best.get(`${stack} ${passes[0]}`)?.times ?? 0;
  return [...best.values()].sort((a, b) => forward(b) - forward(a));
}

/** What a user has: kernels for plain arrays are an answer to loops over them. */
function stackOf({ adapter, device }: Row): string {
  return adapter === '@ggem/simd' ? 'plain arrays' : `${adapter}, ${device}`;
}

/** The rows of the size that most were measured at: of two, the first, since the main size is measured first. */
function mostContended(rows: readonly Row[]): readonly Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.batch} ${row.tokens} ${row.channels}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].reduce<readonly Row[]>(
    (most, own) => (own.length > most.length ? own : most),
    [],
  );
}
