import { readFileSync } from 'node:fs';
import { attachPooling } from '@ggem/onnx';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { createEmbedder, parsePreprocessing } from '../src/index.ts';
import { sharedFile } from './sharedFile.ts';

// As the README beside the model says: 0.9 out of the middle, (value / 255 - 0.5) / 0.5.
const preprocessing = parsePreprocessing({
  input_size: [3, 224, 224],
  interpolation: 'bicubic',
  crop_pct: 0.9,
  mean: [0.5, 0.5, 0.5],
  std: [0.5, 0.5, 0.5],
});
const vit = sharedFile('models/vit_tiny_patch16_224.onnx');
const photo = (name: string) => sharedFile(`data/imagenet-samples/${name}.jpg`);
const names = ['003_tiger_shark', '283_Persian_cat', '323_monarch', '353_gazelle', '403_aircraft_carrier'];
const photos = names.map(photo);
const isThere = vit !== undefined && photos.every((file) => file !== undefined);
if (!isThere) console.log('Skipped: ../shared has no ViT-Tiny or no photographs.');

describe.skipIf(!isThere)('a ViT-Tiny on photographs', () => {
  it('names at least four of five right, which it does not of images prepared in another way', async () => {
    const session = await InferenceSession.create(vit!);
    const embedder = await createEmbedder({ session, model: { output: 'logits' }, preprocessing, batch: 2 });
    const { data, shape } = await embedder.embed(photos as string[]);
    expect(shape).toEqual([5, 1000]);
    const answers = names.map((_, i) => {
      const own = data.subarray(i * 1000, (i + 1) * 1000);
      return own.indexOf(Math.max(...own));
    });
    const right = answers.filter((answer, i) => answer === Number(names[i]!.slice(0, 3)));
    expect(right.length).toBeGreaterThanOrEqual(4);
  });

  it('gives the same vectors by a pooling here and by one inside of the model', async () => {
    const spec = { type: 'ggem', groups: 3, p: [2, 3, 4], negatives: 'shift', prefixTokens: 1 } as const;
    const bytes = readFileSync(vit!);
    const outside = await createEmbedder({
      session: await InferenceSession.create(bytes),
      model: { output: 'tokens' },
      pooling: spec,
      preprocessing,
    });
    const inside = await createEmbedder({
      session: await InferenceSession.create(attachPooling(bytes, spec, { tokens: 'tokens' }).toBytes()),
      preprocessing,
    });
    const [a, b] = [
      await outside.embed(photos.slice(0, 2) as string[]),
      await inside.embed(photos.slice(0, 2) as string[]),
    ];
    expect(a.shape).toEqual([2, 192]);
    expect(b.shape).toEqual([2, 192]);
    const largest = Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)));
    expect(largest).toBeLessThan(1e-4);
  });
});
