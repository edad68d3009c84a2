import { type Case, type Device, type Harness, loadCases, opsDevice } from '@ggem/conformance';
import { readData } from '@ggem/conformance/node';
import { arrayOps, float64 } from '@ggem/core';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { openingTime, strayExpectations } from '../../src/run/onHost.ts';
import { referenceSuite } from '../../src/run/referenceSuite.ts';
import { runDevice } from '../../src/run/runDevice.ts';
import { selectCases } from '../../src/run/selectCases.ts';
import type { SuiteModule } from '../../src/run/suiteModule.ts';

let cases: readonly Case[];
const only = ['operation/add/*'];

beforeAll(async () => {
  cases = await loadCases(readData);
});
afterEach(() => vi.useRealTimers());

/** The reference, with another device in its place. */
function harness(open: Harness['open'], devices = ['a', 'b']): Harness {
  return { name: 'other', devices, open };
}

function arrays(device: string, ops: typeof arrayOps = arrayOps): Device {
  return {
    ...opsDevice({
      ops,
      put: ({ shape, data }) => ({ shape, data: Float64Array.from(data) }),
      get: (tensor) => tensor,
      answers: () => device,
    }),
    float: float64,
  };
}

it('names the device with its host, and keeps what is known of it', async () => {
  const suite: SuiteModule = { ...referenceSuite, about: (device) => ({ engine: `made of ${device}` }) };
  const { device, rows, problems } = await runDevice(suite, 'float64', 'firefox', { cases, only });
  expect(device).toMatchObject({
    name: 'reference:float64@firefox',
    available: true,
    about: { engine: 'made of float64' },
  });
  expect(problems).toEqual([]);
  expect(rows.length).toBe(selectCases(cases, only).length);
  expect(new Set(rows.map((row) => row.device))).toEqual(new Set(['reference:float64@firefox']));
  expect(device.totals.pass).toBe(rows.length);
});

it('is unavailable where a device does not open', async () => {
  const open = () => Promise.reject(new Error('No such card.'));
  const { device, rows } = await runDevice({ harness: harness(open) }, 'a', 'node', { cases, only });
  expect(device).toMatchObject({ available: false, reason: 'No such card.' });
  expect(rows.every(({ outcome }) => outcome === 'unavailable')).toBe(true);
});

it('is unavailable where a device never answers', async () => {
  vi.useFakeTimers();
  const open = () => new Promise<never>(() => {});
  const running = runDevice({ harness: harness(open) }, 'a', 'node', { cases, only });
  await vi.advanceTimersByTimeAsync(openingTime);
  expect((await running).device.reason).toBe(`It did not open within ${openingTime / 1000} s.`);
});

it('fails where another device answers', async () => {
  const open = async () => arrays('b');
  const { rows } = await runDevice({ harness: harness(open) }, 'a', 'node', { cases, only });
  expect(rows[0]).toMatchObject({ outcome: 'fail' });
  expect(rows[0]!.message).toContain('a@node was asked for, but b@node answered.');
});

it('stops between two cases, keeps what it has, and says so', async () => {
  const stop = new AbortController();
  let seen = 0;
  const { rows, problems } = await runDevice(referenceSuite, 'float64', 'node', {
    cases,
    only,
    signal: stop.signal,
    onRow: () => {
      if (++seen === 3) stop.abort();
    },
  });
  expect(rows.length).toBe(3);
  expect(problems).toEqual(['reference:float64@node: broke off after 3 cases: it was stopped.']);
});

it('holds expectations against their device and host only, and shows their link with the reason', async () => {
  const off: typeof arrayOps = { ...arrayOps, add: arrayOps.mul };
  const open = async (device: string) => arrays(device, off);
  const expectation = { cases: 'operation/add/*', outcome: 'xfail', reason: 'It cannot add.' } as const;
  const suite = (devices: readonly string[]): SuiteModule => ({
    harness: harness(open),
    expectations: [{ ...expectation, devices, link: 'https://example.org/1' }],
  });
  const totals = async (devices: readonly string[]) =>
    (await runDevice(suite(devices), 'a', 'node', { cases, only: ['operation/add/number-right'] })).rows[0]!;
  expect(await totals(['a'])).toMatchObject({
    outcome: 'xfail',
    message: expect.stringContaining('It cannot add. https://example.org/1'),
  });
  expect(await totals(['a@node'])).toMatchObject({ outcome: 'xfail' });
  expect(await totals(['a@chromium'])).toMatchObject({ outcome: 'fail' });
  expect(await totals(['b'])).toMatchObject({ outcome: 'fail' });
});

it('finds expectations that name a device of no host', () => {
  const suite: SuiteModule = {
    harness: harness(async () => arrays('a')),
    expectations: [{ cases: 'gem/*', devices: ['a', 'b@node', 'gpu'], outcome: 'xfail', reason: 'x' }],
  };
  const names = [
    { adapter: 'other', device: 'a', host: 'chromium' },
    { adapter: 'other', device: 'b', host: 'node' },
  ];
  expect(strayExpectations(suite, names)).toEqual([
    'other: the expectation for gem/* names device gpu, which it does not have.',
  ]);
});

it('refuses a pattern that matches no case', () => {
  expect(() => selectCases(cases, ['edge'])).toThrow(
    'No case matches "edge". A pattern must match a whole id: try "*edge*".',
  );
});
