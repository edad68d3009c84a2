import { countOutcomes } from '../../src/run/countOutcomes.ts';
import { type Report, reportFormat } from '../../src/run/report.ts';
import { row } from './rows.ts';

const [cpu, gpu, gone] = ['tfjs:cpu@node', 'tfjs:webgpu@chromium', 'tfjs:webgl@chromium'] as const;
const [one, two, three] = [
  'gem/p=25/huge/1x7x5',
  'gem/p=-1/normal/1x4097x4/mask=half/weights=fractions',
  'gem/p=3/ties/1x7x5',
];
const sum = 'operation/sum/one-token';

const rows = [
  row(cpu, sum, { value: 0.44 }),
  row(cpu, one, { y: 0.1, dx: 0.2, dp: 0.3 }),
  row(cpu, two, { y: 0.4, dx: 0.05 }),
  row(cpu, three, { y: 0, dx: 0, dp: 0.001 }),
  row(gpu, sum, { value: 'fail' }, `${sum}[0, 0, 1]: expected 2.5, but 3 came (off by 0.500, bound 1.0e-7).`),
  row(gpu, one, { y: 0.1, dx: 'fail', dp: 0.9 }, `${one}: dx[0, 3, 2]: expected 0.125, but NaN came.`),
  row(gpu, two, { y: 'xfail', dx: 0.5 }, 'Its sums lose digits. See https://example.org/issues/7'),
  row(gpu, three, { y: 'skip', dx: 'skip', dp: 'skip' }, 'Not of interest.'),
  ...[sum, one, two, three].map((id) => row(gone, id, {})),
];

/** A report as a run writes it, with every kind of outcome, small enough to check by eye. */
export const smallReport: Report = {
  format: reportFormat,
  started: '2026-01-02T03:04:05.000Z',
  ms: 61_000,
  cases: 4,
  rowsExpected: 12,
  totals: countOutcomes(rows),
  problems: ['tfjs: the expectation for gem/x matches no case. Correct its pattern or take it out.'],
  hosts: [{ name: 'node', about: { version: 'v20.20.0' } }],
  devices: [cpu, gpu, gone].map((name) => ({
    name,
    available: name !== gone,
    ...(name === gone && { reason: 'No WebGL here, <b>none</b>.' }),
    totals: countOutcomes(rows.filter(({ device }) => device === name)),
    worst: {},
    ms: 1500,
    about: name === gpu ? { 'graphics card': 'swiftshader' } : {},
  })),
  rows,
};
