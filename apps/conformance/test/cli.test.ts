import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseReport } from '../src/run/report.ts';
import { command } from './support/command.ts';

let folder: string;
const broken = ['--harness', 'test/support/brokenHarness.ts'];
const few = ['--cases', 'operation/add/*', '--cases', 'operation/sum/*'];
const out = () => ['--out', folder];
const result = (path = join(folder, 'conformance.json')) => parseReport(readFileSync(path, 'utf8'));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conformance-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a good run', () => {
  it('exits with 0, prints totals that add up, and writes JSON and a page', async () => {
    const json = join(folder, 'deep/er/result.json');
    const { code, out: printed } = await command([
      ...['--devices', 'reference@node,tfjs:cpu@node', '--json', json],
      ...few,
      ...out(),
    ]);
    expect(code).toBe(0);
    const report = result();
    expect(printed).toContain(
      `${report.rows.length} rows of ${report.rowsExpected} (${report.cases} cases on 2 devices): ${report.rows.length} pass;`,
    );
    expect(printed).toContain('Conforms.');
    expect(printed).toContain(json);
    expect(result(json)).toEqual(report);
    expect(report).toMatchObject({
      rowsExpected: 2 * report.cases,
      totals: { pass: 2 * report.cases, fail: 0 },
      problems: [],
      hosts: [{ name: 'node', about: { version: process.version } }],
      devices: [
        { name: 'reference:float64@node', available: true },
        { name: 'tfjs:cpu@node', about: { tfjs: expect.stringMatching(/^\d+\.\d+\.\d+$/) } },
      ],
    });
    expect(report.rows[0]).toEqual({
      device: 'reference:float64@node',
      case: expect.stringMatching(/^operation\//),
      outcome: 'pass',
      properties: { value: { outcome: 'pass', worst: expect.any(Number) } },
      ms: expect.any(Number),
    });
    const page = readFileSync(join(folder, 'conformance.html'), 'utf8');
    expect(page.match(/<(script|link|img)[^>]*(src|href)="(?!data:)[^"]*"/g)).toBeNull();
  });

  it('runs graphics devices in a browser, and says which card answered', async () => {
    const { code } = await command([
      '--devices',
      'tfjs:webgl,tfjs:webgpu,tfjs:wasm@chromium',
      ...few,
      ...out(),
    ]);
    expect(code).toBe(0);
    const { devices, hosts, totals, cases } = result();
    expect(totals.pass).toBe(3 * cases);
    expect(hosts).toMatchObject([{ name: 'chromium', about: { 'user agent': expect.any(String) } }]);
    expect(devices).toMatchObject([
      { name: 'tfjs:wasm@chromium', about: { threads: 'yes' } },
      { name: 'tfjs:webgl@chromium', about: { 'graphics card': expect.stringMatching(/./) } },
      { name: 'tfjs:webgpu@chromium', about: { 'graphics card': expect.stringMatching(/./) } },
    ]);
  });
});

describe('a run fails', () => {
  it('for a broken adapter, and names the case, the index, both values and the bound', async () => {
    const { code, out: printed } = await command(['--devices', 'broken:twice', ...broken, ...few, ...out()]);
    expect(code).toBe(1);
    expect(printed).toMatch(
      /^fail: broken:twice@node: operation\/sum\/[\w-]+\[\d+, \d+, \d+\]: expected \S+, but \S+ came \(off by \S+, bound \S+\)\.$/m,
    );
    expect(printed).toContain('Does not conform: see above.');
    expect(result().totals.fail).toBeGreaterThan(0);
  });

  it('for a required device that is unavailable, which else is only counted', async () => {
    const args = ['--devices', 'broken:missing', ...broken, ...few, ...out()];
    const free = await command(args);
    expect(free.code).toBe(0);
    expect(free.out).toContain('unavailable: This machine has no such device.');
    expect(result().totals.unavailable).toBe(result().cases);
    const required = await command(args, { env: { REQUIRED_DEVICES: 'broken:missing' } });
    expect(required.code).toBe(1);
    expect(required.out).toContain(
      'problem: conformance: device broken:missing@node is required, but unavailable: This machine has no such device.',
    );
  });

  it('for a required device that was not asked for', async () => {
    const env = { REQUIRED_DEVICES: 'tfjs:webgpu' };
    const { code, out: printed } = await command(['--devices', 'reference@node', ...few, ...out()], { env });
    expect(code).toBe(1);
    expect(printed).toContain('device tfjs:webgpu is required, but none of that name was run.');
  });

  it('for a harness that cannot be loaded', async () => {
    const file = join(folder, 'harness.ts');
    writeFileSync(file, 'export const other = 1;');
    const args = ['--devices', 'reference@node', '--harness', file, ...few, ...out()];
    const { code, out: printed } = await command(args);
    expect(code).toBe(1);
    expect(printed).toContain(`${file} could not be loaded: it must export \`harness\`, but does not.`);
  });

  it('for a browser that is not there, unless none is asked for', async () => {
    const env = { CHROMIUM_PATH: join(folder, 'none') };
    const { code, out: printed } = await command(['--devices', 'reference', ...few, ...out()], { env });
    expect(code).toBe(1);
    expect(printed).toContain('chromium: no device of a browser was run. CHROMIUM_PATH is set to');
    expect((await command(['--devices', 'reference@node', ...few, ...out()], { env })).code).toBe(0);
  });

  it.each([
    [['--devices', 'gpu@node'], 'No device matches "gpu@node". There are: reference:float64@node,'],
    [['--cases', 'edge'], 'No case matches "edge". A pattern must match a whole id: try "*edge*".'],
  ])('for %j, which means nothing', async (args, message) => {
    const { code, err } = await command([...args, '--devices', '*@node', ...out()]);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });
});

describe('without a build', () => {
  it('explains itself', async () => {
    const { code, out: printed } = await command(['--help'], { script: 'cli/main.ts' });
    expect(code).toBe(0);
    expect(printed).toContain('npx pnpm@12 conformance [options]');
  });

  it('refuses an option that it does not know', async () => {
    const { code, err } = await command(['--device', 'x'], { script: 'cli/main.ts' });
    expect([code, err.trim()]).toEqual([1, "Unknown option '--device'. Try --help."]);
  });
});
