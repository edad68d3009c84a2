import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { sharedFile } from './sharedFile.ts';

const file = (name: string) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');
const vit = sharedFile('models/vit_tiny_patch16_224.onnx');
const photo = sharedFile('data/imagenet-samples/283_Persian_cat.jpg');
if (vit === undefined || photo === undefined)
  console.log('Example not run: ../shared has no ViT-Tiny or no photographs.');

afterEach(() => vi.restoreAllMocks());

it('the README has the example', async () => {
  expect(await file('README.md')).toContain(await file('examples/readme.ts'));
});

it.skipIf(vit === undefined || photo === undefined)(
  'the example runs, from file names to vectors',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ggem-embed-'));
    try {
      const config = join(folder, 'preprocessor_config.json');
      const colours = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
      await writeFile(config, JSON.stringify({ size: { height: 224, width: 224 }, resample: 3, ...colours }));
      const log = vi.spyOn(console, 'log').mockImplementation(() => {});
      const { argv } = process;
      process.argv = [...argv.slice(0, 2), vit!, config, photo!, photo!];
      await import('../examples/readme.ts');
      process.argv = argv;
      expect(log.mock.calls).toEqual([[[2, 192], 384]]);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
