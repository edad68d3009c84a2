import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';

interface Report {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs the fixture in a vitest of its own. */
async function report(required: string): Promise<Report> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const config = fileURLToPath(new URL('fixtures/vitest.config.ts', import.meta.url));
  const { VITEST: _, ...env } = process.env;
  const run = promisify(execFile)(process.execPath, [vitest, 'run', '--config', config, '--reporter=json'], {
    env: { ...env, REQUIRED_DEVICES: required },
  });
  const { stdout } = await run.catch((failed: { readonly stdout: string }) => failed);
  return JSON.parse(stdout.slice(stdout.indexOf('{"num'))) as Report;
}

let all: Report;
let tests: Map<string, { readonly status: string; readonly failureMessages: readonly string[] }>;

beforeAll(async () => {
  all = await report('fixture:missing');
  tests = new Map(
    all.testResults.flatMap(({ assertionResults }) => assertionResults.map((one) => [one.fullName, one])),
  );
});

const find = (device: string, name: string) => tests.get(`conformance of fixture on ${device} ${name}`)!;

test('a device that is right passes', () => {
  expect(find('right', 'mean').status).toBe('passed');
  expect(find('right', 'operation').status).toBe('passed');
});

test('a device that is wrong fails the test of the family, with case, values and bound', () => {
  expect(all.success).toBe(false);
  expect(find('halved', 'mean').status).toBe('failed');
  expect(find('halved', 'operation').failureMessages.join()).toMatch(
    /operation\/sum\/small\[0, 0, 0\]: expected \S+, but \S+ came \(off by \S+, bound \S+\)/,
  );
  expect(find('halved', 'max').status).toBe('skipped');
});

test('a missing device is skipped by name, and fails the run where it is required', () => {
  expect(find('missing', 'mean').status).toBe('skipped');
  expect(find('missing', 'accounts for every case').failureMessages.join()).toContain(
    'conformance: device fixture:missing is required, but unavailable: not on this machine',
  );
});

test('an expectation that matches no case fails', () => {
  expect(find('right', 'accounts for every case').failureMessages.join()).toContain(
    'fixture:right: the expectation for median/* (Not there.) matches no case.',
  );
});
