import * as Plot from '@observablehq/plot';
import type { Result } from '../../compare/result.ts';
import { type MeasureName, measures } from '../../measure/measures.ts';
import type { Html } from '../html.ts';
import { drawPlot } from './drawPlot.ts';

interface Point {
  readonly p: number;
  readonly rule: string;
  readonly share: number;
}

const colours = ['var(--accent)', 'var(--second)', 'var(--third)', 'var(--muted)'];

/** GeM over p, a line for each rule for negatives; the mean is p = 1 of the rule `shift`. Absent for fewer than two p. */
export function sweepPlot({ rows }: Result, by: MeasureName): Html | undefined {
  const points = rows.flatMap(({ spec, results }): readonly Point[] => {
    const { type, p, negatives } = spec as { type: string; p?: unknown; negatives?: string };
    if (type !== 'gem' || typeof p !== 'number') return [];
    return [{ p, rule: negatives ?? 'clamp', share: 100 * results[by]!.mean }];
  });
  if (new Set(points.map(({ p }) => p)).size < 2) return undefined;
  const rules = [...new Set(points.map(({ rule }) => rule))];
  const levels = rows
    .filter(({ spec }) => ['mean', 'max', 'token'].includes(spec.type))
    .map(({ name, results }) => ({ name, share: 100 * results[by]!.mean }));
  const sorted = [...points].sort((a, b) => a.p - b.p);
  const last = rules.map((rule) => sorted.findLast((point) => point.rule === rule)!);
  return drawPlot(`${measures[by].name} of GeM over p, by rule for negatives`, (width) => ({
    marginLeft: 44,
    marginRight: 56,
    marginTop: 32,
    marginBottom: 42,
    height: Math.max(280, width / 2.6),
    x: { label: 'p →', ticks: [...new Set(sorted.map(({ p }) => p))], tickFormat: String },
    y: { grid: true, label: `↑ ${measures[by].name}, per cent`, nice: true },
    color: { type: 'ordinal', domain: rules, range: colours.slice(0, rules.length) },
    marks: [
      Plot.ruleY(levels, { y: 'share', stroke: 'var(--muted)', strokeDasharray: '2 4' }),
      Plot.text(levels, {
        y: 'share',
        text: 'name',
        frameAnchor: 'left',
        textAnchor: 'start',
        dx: 4,
        dy: -7,
        fill: 'var(--muted)',
      }),
      Plot.line(sorted, { x: 'p', y: 'share', z: 'rule', stroke: 'rule', strokeWidth: 2 }),
      Plot.dot(sorted, { x: 'p', y: 'share', fill: 'rule', r: 4 }),
      Plot.text(last, { x: 'p', y: 'share', text: 'rule', fill: 'rule', textAnchor: 'start', dx: 9 }),
    ],
  }));
}
