import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parseSync } from 'oxc-parser';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repository } from '../src/repository.ts';
import { publicPackages, readWorkspace } from '../src/workspace.ts';

const run = promisify(execFile);
/** A program, and what tests of adapters use: no page loads them. */
const withoutPages = new Set(['@ggem/lab', '@ggem/conformance']);

describe.each(publicPackages(readWorkspace(repository)))(
  'the tarball of $manifest.name',
  ({ folder, manifest }) => {
    let scratch: string;
    let tarball: string;

    beforeAll(async () => {
      scratch = mkdtempSync(join(tmpdir(), 'publish-'));
      const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch];
      const { stdout } = await run('npm', args, {
        cwd: join(repository, folder),
        shell: process.platform === 'win32',
      });
      const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
      tarball = join(scratch, filename);
    });

    afterAll(() => rmSync(scratch, { recursive: true, force: true }));

    test('satisfies publint', async () => {
      const content = readFileSync(tarball);
      const { messages, pkg } = await publint({
        pack: { tarball: new Uint8Array(content).buffer },
        strict: true,
      });
      expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
    });

    test('has types that every ES module resolution finds', async () => {
      const require = createRequire(import.meta.url);
      const attw = join(dirname(require.resolve('@arethetypeswrong/cli/package.json')), 'dist/index.js');
      const args = [attw, tarball, '--profile', 'esm-only', '--no-color', '--no-emoji', '--format', 'ascii'];
      const { code, stdout } = await run(process.execPath, args).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (error: { code: number; stdout: string }) => error,
      );
      expect(code, stdout).toBe(0);
    });

    // A module that waits at its top level cannot be required.
    test('can be required from CommonJS, and so can its file for pages, with the same names', async () => {
      const { jsdelivr = './dist/index.js' } = manifest;
      const script = `
      const names = (from) => Object.keys(require(from)).sort();
      process.stdout.write(JSON.stringify([names('${manifest.name}'), names('${jsdelivr}')]))`;
      const { stdout } = await run(process.execPath, ['--eval', script], { cwd: join(repository, folder) });
      const [main, page] = JSON.parse(stdout) as readonly [readonly string[], readonly string[]];
      expect(main.length).toBeGreaterThan(0);
      expect(page).toEqual(main);
    });

    test.skipIf(withoutPages.has(manifest.name))(
      'has one file for pages that imports peers alone',
      async () => {
        const { jsdelivr, unpkg } = manifest;
        expect(jsdelivr).toBe(`./dist/ggem-${basename(folder)}.min.js`);
        expect(unpkg).toBe(jsdelivr);
        const code = readFileSync(join(repository, folder, jsdelivr!), 'utf8');
        const { module } = parseSync('page.js', code);
        // Between quotes, with the words for bundlers that may stand before them.
        const imports = [...module.staticImports, ...module.dynamicImports].map(
          ({ moduleRequest: { start, end } }) =>
            /[`'"]([^`'"]+)[`'"]/.exec(code.slice(start, end))?.[1] ?? '',
        );
        expect(imports.filter((name) => !(name in (manifest.peerDependencies ?? {})))).toEqual([]);
      },
    );
  },
);
