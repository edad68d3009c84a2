import { expect, test } from 'vitest';
import {
  type Case,
  type Expectation,
  formatTotals,
  type Harness,
  isGood,
  runConformance,
} from '../src/index.ts';
import { arrayDevice, arrayHarness } from './support/arrayHarness.ts';
import { allCases } from './support/cases.ts';
import { float32Ops } from './support/float32Ops.ts';

const right = float32Ops({ order: 'forward' });
/** Gives half of every sum. */
const broken = { ...right, sum: (x: Parameters<typeof right.sum>[0]) => right.mul(right.sum(x), 0.5) };
const only = ['operation/sum/*', 'max/normal/3x7x5', 'mean/normal/3x7x5'];

async function outcome(ops: typeof right, expectations: readonly Expectation[] = []) {
  return runConformance([{ harness: arrayHarness(ops), expectations }], { cases: await allCases(), only });
}

test('pass: everything agrees', async () => {
  const result = await outcome(right);
  expect(isGood(result)).toBe(true);
  expect(formatTotals(result.totals)).toBe(`${result.cases} pass`);
  expect(result.rows.map((row) => row.device)).toEqual(result.rows.map(() => 'array:cpu'));
});

test('fail: names case, index, both values and the bound', async () => {
  const result = await outcome(broken);
  expect(isGood(result)).toBe(false);
  const row = result.rows.find((one) => one.case === 'operation/sum/one-token')!;
  expect(row.outcome).toBe('fail');
  expect(row.message).toMatch(
    /^operation\/sum\/one-token\[0, 0, 0\]: expected \S+, but \S+ came \(off by \S+, bound \S+\)\.$/,
  );
});

test('xfail: fails as expected, with its reason', async () => {
  const reason = 'Sums are halved here.';
  const expectations: Expectation[] = [
    { cases: 'operation/sum/*', outcome: 'xfail', reason },
    { cases: 'mean/*', properties: ['y'], outcome: 'xfail', reason },
    { cases: 'max/*', properties: ['dx', 'w'], outcome: 'xfail', reason },
  ];
  const result = await outcome(broken, expectations);
  const idle = result.rows.filter((row) => row.outcome === 'xpass').map((row) => row.case);
  expect(result.totals.fail).toBe(0);
  expect(result.rows.find((one) => one.case === 'operation/sum/small')).toMatchObject({
    outcome: 'xfail',
    message: expect.stringMatching(
      /^Sums are halved here\.\noperation\/sum\/small\[0, 0, 0\]: expected \S+, but \S+ came/,
    ),
  });
  // The sum 1e8 + 1 - 1e8: in float32 half of it is still within the bound.
  expect(idle).toEqual(['operation/sum/cancels']);
});

test('xfail: one that names no property wants any of them to fail, one that names some wants each', async () => {
  const whole: Expectation = { cases: 'max/*', outcome: 'xfail', reason: 'Shares are doubled here.' };
  const find = async (expectation: Expectation) =>
    (await outcome(broken, [expectation])).rows.find((one) => one.case === 'max/normal/3x7x5')!;
  const loose = await find(whole);
  expect(loose.outcome).toBe('xfail');
  expect(loose.properties.y!.outcome).toBe('pass');
  const strict = await find({ ...whole, properties: ['y', 'dx', 'w'] });
  expect(strict.outcome).toBe('xpass');
  expect(strict.properties.y!.outcome).toBe('xpass');
});

test('xpass: an expected failure that passes fails the run', async () => {
  const result = await outcome(right, [
    { cases: 'max/normal/3x7x5', outcome: 'xfail', reason: 'Once broken.' },
  ]);
  expect(isGood(result)).toBe(false);
  expect(result.totals).toMatchObject({ fail: 0, xpass: 1 });
  expect(result.rows.find((one) => one.outcome === 'xpass')!.message).toBe(
    ['y', 'dx', 'w']
      .map(
        (one) =>
          `max/normal/3x7x5: ${one} passes, but was expected to fail: Once broken. Take the expectation out.`,
      )
      .join('\n'),
  );
});

test('skip: does not run, and a property can be skipped alone', async () => {
  const expectations: Expectation[] = [
    { cases: 'operation/*', outcome: 'skip', reason: 'It has no operations.' },
    { cases: 'mean/*', properties: ['dx'], outcome: 'skip', reason: 'It has no gradient.' },
  ];
  const result = await outcome(right, expectations);
  expect(isGood(result)).toBe(true);
  expect(result.totals).toMatchObject({ fail: 0, pass: 2 });
  const row = result.rows.find((one) => one.case === 'mean/normal/3x7x5')!;
  expect(row.properties.dx).toEqual({ outcome: 'skip' });
  expect(row.properties.y!.outcome).toBe('pass');
});

test('unavailable: is counted case by case, and fails the run where the device is required', async () => {
  const missing: Harness = {
    name: 'array',
    devices: ['webgpu'],
    open: () => Promise.reject(new Error('no adapter')),
  };
  const cases = await allCases();
  const result = await runConformance([{ harness: missing }], { cases, only });
  expect(result.totals.unavailable).toBe(result.cases);
  expect(result.devices).toMatchObject([{ name: 'array:webgpu', available: false, reason: 'no adapter' }]);
  expect(isGood(result)).toBe(true);

  const required = await runConformance([{ harness: missing }], {
    cases,
    only,
    required: ['array:webgpu', '*:webgl'],
  });
  expect(isGood(required)).toBe(false);
  expect(required.problems).toEqual([
    'conformance: device array:webgpu is required, but unavailable: no adapter',
    'conformance: device *:webgl is required, but no adapter here has it.',
  ]);
});

test('an expectation that matches no case fails the run', async () => {
  const idle: Expectation[] = [
    { cases: 'median/*', outcome: 'xfail', reason: 'No such pooling.' },
    { cases: 'mean/*', properties: ['dp'], outcome: 'skip', reason: 'No such property.' },
    { cases: 'mean/*', devices: ['webgl'], outcome: 'skip', reason: 'No such device.' },
  ];
  const result = await outcome(right, idle);
  expect(result.problems).toEqual([
    'array:cpu: the expectation for median/* (No such pooling.) matches no case. Correct its pattern or take it out.',
    'array:cpu: the expectation for mean/* (No such property.) matches no case. Correct its pattern or take it out.',
    'array: the expectation for mean/* names device webgl, which it does not have.',
  ]);
});

test('an expectation is judged by all cases, not by the selected ones', async () => {
  const result = await outcome(right, [
    { cases: 'gem/p=3/*', outcome: 'skip', reason: 'Not selected today.' },
  ]);
  expect(result.problems).toEqual([]);
});

test('a device that falls back half way fails from there on', async () => {
  let asked = 0;
  const harness: Harness = {
    name: 'array',
    devices: ['cpu'],
    open: async () => ({ ...arrayDevice(right), answers: () => (asked++ < 5 ? 'cpu' : 'js') }),
  };
  const result = await runConformance([{ harness }], { cases: await allCases(), only });
  expect(result.rows.slice(0, 2).map((row) => row.outcome)).toEqual(['pass', 'pass']);
  expect(result.rows[2]!.message).toMatch(/: cpu was asked for, but js answered\.$/);
});

test('cases of one shape and spec come in a row', async () => {
  const { rows } = await runConformance([{ harness: arrayHarness(right) }], {
    cases: await allCases(),
    only: ['gem/p=3/*', 'mean/*'],
  });
  const byId = new Map((await allCases()).map((one): [string, Case] => [one.id, one]));
  const keys = rows.map((row) => {
    const one = byId.get(row.case)!;
    return one.kind === 'pooling' ? `${one.shape} ${JSON.stringify(one.spec)}` : '';
  });
  const changes = keys.filter((key, i) => key !== keys[i - 1]).length;
  expect(changes).toBe(new Set(keys).size);
});

test('a result is plain JSON, with no number that JSON cannot hold', async () => {
  const result = await outcome(broken);
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
});

test('progress is reported row by row', async () => {
  const seen: string[] = [];
  const cases = await allCases();
  const harness = arrayHarness(right);
  await runConformance([{ harness }], {
    cases,
    only,
    onRow: (row, done, total) => seen.push(`${done}/${total} ${row.device}`),
  });
  expect(seen.at(0)).toBe(`1/${seen.length} array:cpu`);
  expect(seen.at(-1)).toBe(`${seen.length}/${seen.length} array:cpu`);
});

test('a pattern that matches nothing fails the run, so that a typo is not green', async () => {
  const harness = arrayHarness(right);
  const result = await runConformance([{ harness }], {
    cases: await allCases(),
    only: ['max/normal/3x7x5', 'maxx/*'],
    devices: [`${harness.name}:*`, 'tfjs:webgl'],
  });
  expect(result.problems).toEqual([
    'conformance: "maxx/*" matches no case. Use * for anything.',
    'conformance: "tfjs:webgl" matches no device. Use * for anything.',
  ]);
});
