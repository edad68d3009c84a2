import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type FinetuneOptions, finetune, sessionsOf, vit } from '@ggem/train';
import { writeWhole } from '@ggem/train/node';
import * as runtime from 'onnxruntime-node';
import { drawScene } from '../src/scenes/drawScene.ts';
import { type Scene, type Surface, sceneOf } from '../src/scenes/sceneOf.ts';
import { shapeNames } from '../src/scenes/shapes.ts';

// Trains the small transformer that `ggem-lab demo` runs on, from nothing, on scenes of other seeds than the demo's:
// `npx tsx train/train.ts`. The same numbers give the same weights on the same processor. A run
// that is stopped goes on from the state that it last kept in `--state`, every 50 steps and after each epoch; a new run needs
// another file there.

const size = 64;
const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '20000' },
    epochs: { type: 'string', default: '12' },
    rate: { type: 'string', default: '0.0015' },
    out: { type: 'string', default: join(import.meta.dirname, '../model') },
    state: { type: 'string', default: join(tmpdir(), 'ggem-scenes.safetensors') },
  },
});

/** The same scene in a simpler form. From such ones a model learns what shapes are, long before it sees them in textures. */
function simpler({ object, background, ...scene }: Scene, isSilhouette: boolean): Scene {
  const [front, back]: readonly Partial<Surface>[] = isSilhouette
    ? [
        { colour: 'white', tint: [0, 0, 0] },
        { colour: 'black', tint: [0, 0, 0] },
      ]
    : [{}, {}];
  return {
    ...scene,
    object: { ...object, ...front, texture: 'plain' },
    background: { ...background, ...back, texture: 'plain' },
  };
}

/** How scenes look, by turns: white on black, in plain colours, as they are. */
type Look = 'silhouette' | 'plain' | 'whole';

/** Scenes as they are asked for, drawn once each. */
function scenes(count: number, seed: number, looks: readonly Look[]): FinetuneOptions['data'] {
  const sceneAt = (index: number): Scene => {
    const scene = sceneOf(index, { seed, bias: 0 });
    const look = looks[Math.floor(index / shapeNames.length) % looks.length];
    return look === 'whole' ? scene : simpler(scene, look === 'silhouette');
  };
  const drawn = new Map<number, Uint8Array>();
  return {
    count,
    labels: Array.from({ length: count }, (_, i) => i % shapeNames.length),
    image: async (index) => {
      const pixels = drawn.get(index) ?? drawScene(sceneAt(index), size).pixels;
      drawn.set(index, pixels);
      const plane = size * size;
      const planes = new Float32Array(3 * plane);
      for (let i = 0; i < planes.length; i++) {
        planes[i] = (pixels[3 * (i % plane) + Math.floor(i / plane)]! / 255 - 0.5) / 0.5;
      }
      return planes;
    },
  };
}

const started = performance.now();
const tuned = await finetune(
  vit({
    image: [3, size, size],
    patch: 8,
    width: 64,
    depth: 4,
    heads: 4,
    classes: shapeNames.length,
    seed: 1,
  }),
  {
    pooling: { type: 'mean', prefixTokens: 1 },
    classes: shapeNames.length,
    data: scenes(Number(values.images), 1001, ['silhouette', 'plain', 'whole', 'whole']),
    validation: scenes(600, 1002, ['whole']),
    session: sessionsOf(runtime),
    from: 'all',
    epochs: Number(values.epochs),
    rate: Number(values.rate),
    batch: 32,
    layerDecay: 1,
    augment: { crop: 1 },
    resume: await readFile(values.state).catch(() => undefined),
    save: (state) => writeWhole(values.state, state),
    onProgress: ({ stage, done, total, loss, accuracy }) => {
      if (done % 20 !== 0 && done !== total) return;
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      console.error(
        `${stage} ${done}/${total} loss ${loss?.toFixed(3)} right ${accuracy?.toFixed(3)} ${seconds} s`,
      );
    },
  },
);
await mkdir(values.out, { recursive: true });
await writeFile(join(values.out, 'scenes.onnx'), tuned.model);
const preprocessing = {
  do_resize: true,
  size: { height: size, width: size },
  resample: 3,
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: true,
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
};
await writeFile(join(values.out, 'preprocessor_config.json'), `${JSON.stringify(preprocessing, null, 2)}\n`);
console.log(
  `${tuned.model.length} bytes; accuracy before ${tuned.before?.accuracy}, after ${tuned.after?.accuracy}`,
);
