import * as web from 'onnxruntime-web/wasm';
import { describe, expect, it } from 'vitest';
import { createEmbedder, type Preprocessing } from '../src/index.ts';
import { picture } from './expected.ts';
import { tinyModel } from './tinyModel.ts';

const isNode = globalThis.process?.versions?.node !== undefined;
web.env.wasm.numThreads = 1;
const runtimes = [
  ['onnxruntime-web', async () => web.InferenceSession],
  // The name in pieces keeps bundlers from looking for it.
  ...(isNode
    ? [
        [
          'onnxruntime-node',
          async () => (await import(/* @vite-ignore */ `onnxruntime-${'node'}`)).InferenceSession,
        ] as const,
      ]
    : []),
] as const;

const preprocessing: Preprocessing = {
  resize: { to: 'exact', width: 12, height: 10, resample: 'box' },
  crop: undefined,
  scale: 1,
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
};

describe('an embedder on a session', () => {
  it.each(runtimes)('of %s gives the mean colour by a model that does', async (_, load) => {
    const Session = (await load()) as typeof web.InferenceSession;
    const embedder = await createEmbedder({
      session: await Session.create(tinyModel),
      preprocessing,
      batch: 2,
    });
    const image = picture([24, 30]);
    const { data, shape } = await embedder.embed([image, image, image]);
    expect(shape).toEqual([3, 3]);
    // Boxes of 2 × 3 pixels keep the mean, up to the rounding of each pass.
    for (let colour = 0; colour < 3; colour++) {
      const mean = Array.from(image.data).reduce(
        (sum, level, i) => (i % 3 === colour ? sum + level / 720 : sum),
        0,
      );
      expect(Math.abs(data[6 + colour]! - mean)).toBeLessThan(1);
    }
  });
});
