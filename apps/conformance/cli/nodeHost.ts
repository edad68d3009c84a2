import { existsSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from '@ggem/scripts/src/repository.ts';
import { referenceSuite } from '../src/run/referenceSuite.ts';
import type { Host } from '../src/run/report.ts';
import type { SuiteModule } from '../src/run/suiteModule.ts';

export const nodeHost: Host = {
  name: 'node',
  about: {
    version: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores`,
  },
};

/** Paths of all harnesses, from the top of the repository: the same rule as on the page (`src/page/loadSuites.ts`). */
export function harnessFiles(): readonly string[] {
  return readdirSync(join(repository, 'packages'))
    .sort()
    .map((name) => `packages/${name}/test/conformance/harness.ts`)
    .filter((path) => existsSync(join(repository, path)));
}

/** The reference, the suite of every adapter, and suites from further files, all loaded into this process. */
export async function loadSuites(
  further: readonly string[] = [],
): Promise<{ readonly suites: readonly SuiteModule[]; readonly problems: readonly string[] }> {
  const suites = [referenceSuite];
  const problems: string[] = [];
  for (const path of [...harnessFiles().map((file) => join(repository, file)), ...further]) {
    try {
      const module = (await import(pathToFileURL(resolve(path)).href)) as Partial<SuiteModule>;
      if (module.harness === undefined) throw new Error('it must export `harness`, but does not.');
      suites.push({ ...module, harness: module.harness });
    } catch (error) {
      problems.push(`${path} could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { suites, problems };
}
