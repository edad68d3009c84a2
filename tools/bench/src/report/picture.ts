import { nameOf } from '../contender.ts';
import type { Result } from '../result.ts';
import type { Row } from '../run/row.ts';
import { short } from './table.ts';

const width = 860;
const labelWidth = 300;
const barHeight = 20;
const gap = 5;
const right = 64;
const colours: Readonly<Record<Row['how'], string>> = {
  ours: '#0b6e4f',
  naive: '#b8b2a7',
  baseline: '#8aa1b4',
};
const words: Readonly<Record<Row['how'], string>> = {
  ours: 'this project',
  naive: 'the naive way in each library',
  baseline: 'what there is to reach',
};

/** The measures that the picture shows: those of the size with the most contenders, forward and gradient. */
export function picture({ rows, machine, date }: Result): string {
  const panels = (['forward', 'gradient'] as const).flatMap((pass) => {
    const own = mostContended(rows.filter((row) => row.pass === pass && row.spec === 'ggem'));
    return own.length > 0 ? [{ pass, rows: [...own].sort((a, b) => a.medianMs - b.medianMs) }] : [];
  });
  const parts: string[] = [];
  let y = 34;
  for (const { pass, rows: own } of panels) {
    const { batch, tokens, channels } = own[0]!;
    parts.push(
      `<text x="16" y="${y}" class="title">${pass === 'forward' ? 'Forward' : 'Forward and gradients'}, ${batch} × ${tokens} × ${channels}, milliseconds (logarithmic)</text>`,
    );
    y += 16;
    parts.push(...axis(own, y), ...own.map((row, i) => bar(row, own, y + i * (barHeight + gap))));
    y += own.length * (barHeight + gap) + 44;
  }
  const height = y + 22;
  parts.push(legend(y - 16));
  parts.push(
    `<text x="16" y="${y + 8}" class="small">${escapeXml(`${machine.processor ?? ''}, ${machine.browser ?? `Node ${machine.node ?? ''}`}, ${date}. Medians; the thin line spans the quartiles' distance.`)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Time of each contender">
<style>text{font:13px system-ui,sans-serif;fill:#222}.title{font-weight:600;font-size:15px}.small{font-size:11px;fill:#666}.value{font-variant-numeric:tabular-nums}</style>
<rect width="100%" height="100%" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

function mostContended(rows: readonly Row[]): readonly Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.batch} ${row.tokens} ${row.channels}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  // Of groups with equally many rows the first is taken, since the main size is measured first.
  return [...groups.values()].reduce<readonly Row[]>(
    (best, own) => (own.length > best.length ? own : best),
    [],
  );
}

function bar(row: Row, all: readonly Row[], y: number): string {
  const at = scale(all);
  const x = at(row.medianMs);
  const spread = [row.medianMs - row.spreadMs / 2, row.medianMs + row.spreadMs / 2].map((ms) =>
    at(Math.max(ms, lowest(all))),
  );
  const middle = y + barHeight / 2;
  return [
    `<text x="${labelWidth - 8}" y="${middle + 4}" text-anchor="end"${row.how === 'ours' ? ' font-weight="600"' : ''}>${escapeXml(nameOf(row).replace('baseline, ', ''))}</text>`,
    `<rect x="${labelWidth}" y="${y}" width="${(x - labelWidth).toFixed(1)}" height="${barHeight}" rx="2" fill="${colours[row.how]}"/>`,
    `<line x1="${spread[0]!.toFixed(1)}" x2="${spread[1]!.toFixed(1)}" y1="${middle}" y2="${middle}" stroke="#222" stroke-width="1.5"/>`,
    `<text x="${(Math.max(x, spread[1]!) + 6).toFixed(1)}" y="${middle + 4}" class="value">${short(row.medianMs)}</text>`,
  ].join('');
}

function axis(rows: readonly Row[], y: number): string[] {
  const at = scale(rows);
  const bottom = y + rows.length * (barHeight + gap);
  const ticks: string[] = [];
  for (let ms = lowest(rows); ms <= highest(rows); ms *= 10) {
    const x = at(ms).toFixed(1);
    ticks.push(
      `<line x1="${x}" x2="${x}" y1="${y - 4}" y2="${bottom}" stroke="#e6e3dd"/><text x="${x}" y="${bottom + 12}" text-anchor="middle" class="small">${short(ms)}</text>`,
    );
  }
  return ticks;
}

function legend(y: number): string {
  return (['ours', 'naive', 'baseline'] as const)
    .map((how, i) => {
      const x = 16 + i * 230;
      return `<rect x="${x}" y="${y - 9}" width="11" height="11" rx="2" fill="${colours[how]}"/><text x="${x + 17}" y="${y}" class="small">${words[how]}</text>`;
    })
    .join('');
}

function scale(rows: readonly Row[]): (ms: number) => number {
  const [from, to] = [Math.log(lowest(rows)), Math.log(Math.max(...rows.map(({ medianMs }) => medianMs)))];
  return (ms) => labelWidth + ((Math.log(ms) - from) / (to - from)) * (width - labelWidth - right);
}

function lowest(rows: readonly Row[]): number {
  return 10 ** Math.floor(Math.log10(Math.min(...rows.map(({ medianMs }) => medianMs))));
}

function highest(rows: readonly Row[]): number {
  return Math.max(...rows.map(({ medianMs }) => medianMs));
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
