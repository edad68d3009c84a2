import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { modelBytes } from './edit/models.ts';
import { nodeProto, valueInfo } from './messages.ts';

const home = process.cwd();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ggem-readme-'));
  process.chdir(folder);
});
afterEach(async () => {
  vi.restoreAllMocks();
  process.chdir(home);
  await rm(folder, { recursive: true });
});

it('runs the example as the README prints it', async () => {
  const file = (name: string) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');
  expect(await file('README.md')).toContain(await file('examples/readme.ts'));
  const tokens = { kind: 'float32', dims: ['batch', 197, 192] } as const;
  const vit = modelBytes({
    nodes: [nodeProto('Identity', ['hidden'], ['last_hidden_state'], {}, 'last')],
    inputs: [valueInfo('hidden', tokens)],
    outputs: [valueInfo('last_hidden_state', tokens)],
  });
  await writeFile('vit.onnx', vit);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/readme.ts');
  expect(log.mock.calls).toEqual([[[2, 192]]]);
  expect((await stat('vit-ggem.onnx')).size).toBeGreaterThan(vit.length);
});
