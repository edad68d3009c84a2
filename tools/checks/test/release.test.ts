import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repository } from '../src/repository.ts';
import { publicPackages, readWorkspace } from '../src/workspace.ts';

const run = promisify(execFile);
const packages = publicPackages(readWorkspace(repository));
const changesets = createRequire(join(repository, 'package.json')).resolve('@changesets/cli/bin.js');
const filters = packages.map(({ manifest }) => `--filter=${manifest.name}`);
const address = 'https://example.com/owner/name';

interface Packed {
  readonly name: string;
  readonly version: string;
  readonly [field: string]: unknown;
}

/** A release as it will be, in a copy of this repository: nothing here is changed, nothing is published. */
describe('a release', () => {
  let scratch: string;
  let copy: string;
  const inCopy = (command: string, args: readonly string[], folder = '.') =>
    run(command, args, {
      cwd: join(copy, folder),
      env: { ...process.env, npm_config_yes: 'true', npm_config_update_notifier: 'false' },
      maxBuffer: 2 ** 26,
    });
  const git = (...args: readonly string[]) =>
    inCopy('git', ['-c', 'user.name=release', '-c', 'user.email=release@example.com', ...args]);
  const manifestOf = (folder: string): Packed =>
    JSON.parse(readFileSync(join(copy, folder, 'package.json'), 'utf8')) as Packed;
  const versions = () => new Set(packages.map(({ folder }) => manifestOf(folder).version));
  const version = () => inCopy(process.execPath, [changesets, 'version']);

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'release-'));
    copy = join(scratch, 'copy');
    const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const { stdout } = await run('git', listed, { cwd: repository, maxBuffer: 2 ** 26 });
    const files = stdout.split('\0').filter((file) => file !== '' && existsSync(join(repository, file)));
    for (const file of files) cpSync(join(repository, file), join(copy, file));
    for (const { folder } of packages) {
      cpSync(join(repository, folder, 'dist'), join(copy, folder, 'dist'), { recursive: true });
    }
    symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
    writeFileSync(
      join(copy, 'package.json'),
      JSON.stringify({ ...manifestOf('.'), repository: address }, null, 2),
    );
    await git('init', '--quiet', '--initial-branch', 'main');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'all');
    await version();
    await inCopy('npx', ['pnpm@12', ...filters, 'pack', '--pack-destination', join(scratch, 'tarballs')]);
  });

  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  test('is 0.1.0 of every package', () => {
    expect(versions()).toEqual(new Set(['0.1.0']));
  });

  test.each(packages.map(({ manifest, folder }) => [manifest.name, folder] as const))(
    'of %s installs: all that it names is there, with licence, README and where it comes from',
    async (name, folder) => {
      const tarball = join(scratch, 'tarballs', `${name.replace('@', '').replace('/', '-')}-0.1.0.tgz`);
      const { stdout } = await run('tar', ['tzf', tarball]);
      const files = stdout.split('\n').map((file) => file.replace('package/', './'));
      const missing = (path: string): boolean => !files.includes(path);
      expect(['./package.json', './README.md', './LICENSE'].filter(missing)).toEqual([]);
      const text = (await run('tar', ['xzOf', tarball, 'package/package.json'])).stdout;
      expect(text).not.toContain('workspace:');
      const manifest = JSON.parse(text) as Packed;
      const { exports, bin, jsdelivr, unpkg } = manifest;
      const named = JSON.stringify({ exports, bin, jsdelivr, unpkg }).match(/(?<=:")\.\/[^"*]+(?=")/g)!;
      expect(named.filter(missing)).toEqual([]);
      expect(manifest).toMatchObject({
        version: '0.1.0',
        license: 'Apache-2.0',
        keywords: expect.arrayContaining(['pooling']),
        repository: { type: 'git', url: `git+${address}.git`, directory: folder },
        homepage: `${address}/tree/main/${folder}#readme`,
        bugs: `${address}/issues`,
        publishConfig: { access: 'public', provenance: true },
      });
      const published = await inCopy('npm', ['publish', '--dry-run', '--offline', tarball]);
      expect(published.stdout).toContain(`+ ${name}@0.1.0`);
    },
  );

  test('is not packed before a build, and says what to do', async () => {
    const [{ folder, manifest }] = packages as [(typeof packages)[number]];
    rmSync(join(copy, folder, 'dist'), { recursive: true });
    const failed = await inCopy('npx', ['pnpm@12', 'pack'], folder).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
    // pnpm breaks lines, and colours each of them in some terminals.
    const said = stripVTControlCharacters(failed.stdout + failed.stderr).replaceAll(/\s+/g, ' ');
    expect(said).toMatch(
      new RegExp(`${manifest.name}: ./dist/\\S+ must be built before it is packed. Run: npx pnpm@12 build`),
    );
    expect(failed).toBeInstanceOf(Error);
  });

  test('after it with new features is 0.2.0, not 1.0.0', async () => {
    writeFileSync(join(copy, '.changeset/next.md'), "---\n'@ggem/simd': minor\n---\n\nMore.\n");
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'more');
    await version();
    expect(versions()).toEqual(new Set(['0.2.0']));
  });
});
