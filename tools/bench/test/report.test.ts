import { expect, it } from 'vitest';
import { bars } from '../src/report/bars.ts';
import { picture } from '../src/report/picture.ts';
import { short, table } from '../src/report/table.ts';
import { formatResult, parseResult, type Result } from '../src/result.ts';
import type { Row } from '../src/run/row.ts';
import { summarize } from '../src/run/statistics.ts';

const at = {
  pass: 'forward',
  spec: 'ggem',
  batch: 8,
  tokens: 196,
  channels: 768,
  threads: 1,
  samples: 9,
} as const;
const rows: Row[] = [
  { ...at, adapter: 'tfjs', device: 'wasm', how: 'naive', medianMs: 30, spreadMs: 2 },
  { ...at, adapter: '@ggem/simd', device: 'simd', how: 'ours', medianMs: 2, spreadMs: 0.1, peakMiB: 0.5 },
  { ...at, adapter: 'typed arrays', device: 'js', how: 'naive', medianMs: 80, spreadMs: 1 },
  {
    ...at,
    adapter: 'typed arrays',
    device: 'js',
    how: 'baseline',
    variant: 'copy of the input',
    medianMs: 0.5,
    spreadMs: 0.01,
  },
];

it('gives the median and the distance of the quartiles', () => {
  expect(summarize([5, 1, 4, 2, 3])).toEqual({ median: 3, spread: 2 });
  expect(summarize([1, 2])).toEqual({ median: 1.5, spread: 0.5 });
});

it('draws a table, fastest first, with ratios to the naive way and to a copy', () => {
  expect(table(rows)).toBe(
    [
      '                                                  ms     ±  naive ÷  × copy',
      '  typed arrays:js (baseline, copy of the input)  0.5  0.01',
      '  @ggem/simd:simd                                  2   0.1       40       4',
      '  tfjs:wasm (naive)                               30     2               60',
      '  typed arrays:js (naive)                         80     1              160',
    ].join('\n'),
  );
});

it('has a column for the programs of graphics cards, where some are counted', () => {
  const card: Row = {
    ...at,
    adapter: 'tfjs',
    device: 'webgl',
    how: 'ours',
    medianMs: 8,
    spreadMs: 1,
    programs: 4,
  };
  expect(table([card, rows[0]!])).toBe(
    [
      '                     ms  ±  naive ÷  × copy  programs',
      '  tfjs:webgl          8  1                          4',
      '  tfjs:wasm (naive)  30  2',
    ].join('\n'),
  );
});

it('writes numbers in three digits', () => {
  expect([0, 0.0042, 0.25, 1, 12.34, 99.99, 1234.5].map(short)).toEqual([
    '0',
    '0.004',
    '0.25',
    '1',
    '12.3',
    '100',
    '1235',
  ]);
});

it('says which bars are met', () => {
  expect(bars(rows)).toContain(
    '  met      15 × (at least 10)  forward, against the power mean of tfjs wasm\n',
  );
  const slow = rows.map((row) => (row.how === 'ours' ? { ...row, medianMs: 4 } : row));
  expect(bars(slow)).toContain(
    '  MISS    7.5 × (at least 10)  forward, against the power mean of tfjs wasm\n',
  );
});

it('draws how many times as fast each library becomes, the fastest way on one thread', () => {
  const more: readonly Row[] = [
    { ...at, adapter: '@ggem/simd', device: 'simd', how: 'ours', threads: 2, medianMs: 1, spreadMs: 0 },
    { ...at, adapter: 'tfjs', device: 'wasm', how: 'ours', variant: 'slow', medianMs: 60, spreadMs: 0 },
    { ...at, adapter: 'tfjs', device: 'wasm', how: 'ours', variant: 'fast', medianMs: 12, spreadMs: 0 },
  ];
  const svg = picture({
    ...{ format: 'ggem-bench', version: 1, date: '2026-01-01', machine: {}, problems: [] },
    rows: [...rows, ...more],
  });
  const texts = [...svg.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text);
  // 80 ms of a loop over 2; 30 ms of tfjs over 12.
  expect(texts).toEqual(expect.arrayContaining(['plain arrays', '40', 'tfjs, wasm', '2.5']));
  expect(texts).not.toContain('80');
});

it('reads its own result again, and refuses others', () => {
  const result: Result = {
    format: 'ggem-bench',
    version: 1,
    date: '2026-01-01',
    machine: { node: 'v20' },
    rows,
    problems: [],
  };
  expect(parseResult(JSON.parse(formatResult(result)))).toEqual(result);
  expect(
    formatResult(result)
      .split('\n')
      .filter((line) => line.includes('"medianMs"')),
  ).toHaveLength(rows.length);
  expect(() => parseResult({ ...result, version: 2 })).toThrow(
    'This is no result of the benchmark: version: ',
  );
});

it('holds poolings whose tokens attend to GGeM and the product of their scores in the same library', () => {
  const simd = { ...at, adapter: '@ggem/simd', device: 'simd', spreadMs: 0 } as const;
  const rows: Row[] = [
    { ...simd, how: 'ours', medianMs: 2 },
    { ...simd, how: 'ours', spec: 'attentive', medianMs: 4 },
    { ...simd, how: 'baseline', variant: 'product of scores', spec: 'attentive', medianMs: 1 },
    { ...simd, how: 'ours', spec: 'ep', medianMs: 10 },
    { ...simd, how: 'baseline', variant: 'product of scores', spec: 'ep', medianMs: 3 },
  ];
  expect(bars(rows)).toContain(
    [
      '  met    1.33 × (at most 1.5)  attentive forward, against ggem and a product of scores: @ggem/simd:simd',
      '  MISS      2 × (at most 1.5)  ep forward, against ggem and a product of scores: @ggem/simd:simd',
    ].join('\n'),
  );
});
