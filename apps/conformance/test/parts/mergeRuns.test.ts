import { isGood } from '@ggem/conformance';
import { expect, it } from 'vitest';
import { countOutcomes } from '../../src/run/countOutcomes.ts';
import { mergeRuns, type RunFrame } from '../../src/run/mergeRuns.ts';
import { parseReport } from '../../src/run/report.ts';
import { broken, type DeviceRun } from '../../src/run/runDevice.ts';
import { row } from '../support/rows.ts';

function run(name: string, reason?: string): DeviceRun {
  const rows = ['mean/a', 'mean/b'].map((id) => row(name, id, reason === undefined ? { y: 0.25 } : {}));
  const totals = countOutcomes(rows);
  const available = reason === undefined;
  const device = { name, available, totals, worst: {}, ms: 10, about: {}, ...(!available && { reason }) };
  return { device, problems: [], rows };
}

const frame: RunFrame = {
  started: new Date('2026-01-02T03:04:05Z'),
  hosts: [{ name: 'node', about: { version: 'v20' } }],
  planned: ['tfjs:cpu@node', 'tfjs:wasm@node'],
  cases: 2,
};

it('puts totals and problems first, then devices as planned, then a row a device and case', () => {
  const report = mergeRuns([run('tfjs:wasm@node'), run('tfjs:cpu@node')], frame);
  expect(Object.keys(report)).toEqual([
    'format',
    'started',
    'ms',
    'cases',
    'rowsExpected',
    'totals',
    'problems',
    'hosts',
    'devices',
    'rows',
  ]);
  expect(report.started).toBe('2026-01-02T03:04:05.000Z');
  expect(report.totals.pass).toBe(4);
  expect(report.rowsExpected).toBe(4);
  expect(report.devices.map(({ name }) => name)).toEqual(frame.planned);
  expect(report.rows.map(({ device }) => device)).toEqual([
    'tfjs:cpu@node',
    'tfjs:cpu@node',
    'tfjs:wasm@node',
    'tfjs:wasm@node',
  ]);
  expect(isGood(report)).toBe(true);
  expect(parseReport(JSON.stringify(report))).toEqual(report);
});

it('is not good where rows are missing', () => {
  const report = mergeRuns([run('tfjs:cpu@node')], frame);
  expect(report.problems).toEqual(['conformance: 4 rows should be there, but 2 are.']);
  expect(isGood(report)).toBe(false);
});

it('is not good where a device broke off', () => {
  const half = broken('tfjs:wasm@node', [row('tfjs:wasm@node', 'mean/a', { y: 0 })], 'its page crashed');
  expect(mergeRuns([run('tfjs:cpu@node'), half], frame).problems).toEqual([
    'tfjs:wasm@node: broke off after 1 cases: its page crashed.',
    'conformance: 4 rows should be there, but 3 are.',
  ]);
});

it('counts a device that is unavailable, and fails only where it is required', () => {
  const runs = [run('tfjs:cpu@node'), run('tfjs:wasm@node', 'No WebAssembly here.')];
  const report = mergeRuns(runs, frame);
  expect(report.totals).toMatchObject({ pass: 2, unavailable: 2 });
  expect(isGood(report)).toBe(true);
  expect(mergeRuns(runs, { ...frame, required: ['wasm'] }).problems).toEqual([
    'conformance: device tfjs:wasm@node is required, but unavailable: No WebAssembly here.',
  ]);
  expect(mergeRuns(runs, { ...frame, required: ['tfjs:webgpu'] }).problems).toEqual([
    'conformance: device tfjs:webgpu is required, but none of that name was run.',
  ]);
});

it.each([
  ['{', 'a result must be JSON'],
  ['null', 'must have the format "ggem-conformance/1", but none came'],
  ['{"format":"ggem-conformance/0"}', 'but "ggem-conformance/0" came. Choose one that a run wrote.'],
])('refuses %s as a result', (text, message) => {
  expect(() => parseReport(text)).toThrow(message);
});
