import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repository } from '@ggem/scripts/src/repository.ts';
import { expect, it } from 'vitest';
import { openBrowserHost } from '../cli/browserHost.ts';
import { harnessFiles, loadSuites } from '../cli/nodeHost.ts';
import { splitName } from '../src/run/deviceName.ts';

const readManifest = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Manifest;

interface Manifest {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

it('depends on every adapter that has a harness, so that it is built and tested anew with it', () => {
  const { dependencies } = readManifest(join(import.meta.dirname, '../package.json'));
  expect(harnessFiles().length).toBeGreaterThan(0);
  for (const file of harnessFiles()) {
    const { name } = readManifest(join(repository, dirname(file), '../../package.json'));
    expect(dependencies, `add "${name}": "workspace:*" to dependencies`).toHaveProperty(name);
  }
});

it('finds the same adapters in Node and in the page', async () => {
  const stop = new AbortController();
  const browser = await openBrowserHost(stop.signal);
  await browser.close();
  const { suites, problems } = await loadSuites();
  const adapters = new Set(browser.devices.map((name) => splitName(name).adapter));
  expect([...adapters]).toEqual(suites.map(({ harness }) => harness.name));
  expect([...problems, ...browser.problems]).toEqual([]);
});
