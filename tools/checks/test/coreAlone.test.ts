import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layerRules } from '../src/layerRules.ts';
import { repository } from '../src/repository.ts';
import { loadedBy } from './loadedBy.ts';

test('core, built and loaded in a fresh process, loads itself and what it may, and no more', async () => {
  const folder = join(repository, 'packages/core');
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { default: string }>;
  };
  const entries = Object.values(exports)
    .filter((entry) => typeof entry !== 'string')
    .map((entry) => join(folder, entry.default))
    // Poolings, all of which the entry `all` imports.
    .filter((entry) => !entry.includes('*'));
  for (const entry of entries) expect(existsSync(entry), `${entry} is missing: build core first`).toBe(true);

  const loaded = await loadedBy(entries);
  expect(loaded).toEqual(expect.arrayContaining(entries));
  const strangers = loaded.filter(
    (name) => !name.startsWith(join(folder, 'dist')) && !layerRules.core.outside?.includes(name),
  );
  expect(strangers).toEqual([]);
});

test('a library is noticed, whether imported or required', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'core-alone-')));
  try {
    const library = join(folder, 'node_modules/@some/tensors');
    mkdirSync(library, { recursive: true });
    writeFileSync(join(library, 'index.js'), '');
    const [imports, requires] = [join(folder, 'imports.mjs'), join(folder, 'requires.cjs')];
    writeFileSync(imports, "import '@some/tensors';\nimport 'node:path';\n");
    writeFileSync(requires, "require('@some/tensors');\n");

    expect(await loadedBy([imports])).toEqual([imports, '@some/tensors', 'node:path']);
    expect(await loadedBy([requires])).toEqual([requires, '@some/tensors']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
