import { join } from 'node:path';
import { patience } from '@ggem/browser/patience';
import { loadConfigFromFile, type UserConfig } from 'vite';
import { createVitest, type Vitest } from 'vitest/node';

interface TestConfig extends Pick<UserConfig, 'resolve'> {
  readonly test?: {
    readonly name?: string;
    readonly include?: string[];
    readonly exclude?: string[];
    readonly projects?: readonly TestConfig[];
  };
}

export interface TestsOptions {
  /** The package's folder. */
  readonly root: string;
  /** Changes a file of the package before it runs. */
  readonly change: (path: string, source: string) => string | undefined;
  readonly setupFiles?: readonly string[];
}

/** The tests of a package in Node, by its own configuration; its sources are changed when they are loaded. */
export async function packageTests({ root, change, setupFiles = [] }: TestsOptions): Promise<Vitest> {
  const { test = {}, resolve } = await nodeProject(root);
  return createVitest(
    'test',
    {
      root,
      config: false,
      watch: false,
      silent: true,
      reporters: [{}],
      include: test.include ?? ['test/**/*.test.ts'],
      exclude: test.exclude ?? ['**/node_modules/**'],
      setupFiles: [...setupFiles],
      // The limits are long, since a test that hangs is ended from outside, together with its process.
      ...patience,
      pool: 'threads',
      maxWorkers: 1,
    },
    {
      ...(resolve ? { resolve } : {}),
      plugins: [
        {
          name: 'mutants',
          enforce: 'pre',
          transform(source, id) {
            return change(id.split('?')[0]!, source);
          },
        },
      ],
    },
  );
}

async function nodeProject(root: string): Promise<TestConfig> {
  const file = join(root, 'vitest.config.ts');
  const loaded = await loadConfigFromFile({ command: 'serve', mode: 'test' }, file, root, 'silent');
  if (!loaded) throw new Error(`mutants: ${file} is missing.`);
  const config = loaded.config as unknown as TestConfig;
  return config.test?.projects?.find(({ test }) => test?.name === 'node') ?? config;
}
