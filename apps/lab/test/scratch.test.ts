import { readdir, readFile } from 'node:fs/promises';
import { decodeImage, preprocess } from '@ggem/embed';
import { finetune, sessionsOf, vit } from '@ggem/train';
import * as runtime from 'onnxruntime-node';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainedResult } from '../src/index.ts';
import { type SmallRun, smallRun } from './smallRun.ts';

let small: SmallRun;
beforeAll(async () => {
  small = await smallRun(12);
});
afterAll(() => small.remove());

const shape = '{"patch":4,"width":12,"depth":1,"heads":3}';
const task = `finetune --scratch ${shape} --size 8 --images {}/images --threads 2 --draws 200 --cache {}/cache --pooling mean,ggem --seeds 1,2 --epochs 2 --batch 8 --rate 0.003 --parts 3`;
const resultOf = async (run: string): Promise<TrainedResult> =>
  JSON.parse(await readFile(small.at(`${run}/result.json`), 'utf8')) as TrainedResult;
const preprocessing = {
  resize: { to: 'shortest', side: 8, resample: 'bicubic' },
  crop: { height: 8, width: 8, rounding: 'even' },
  scale: 1 / 255,
  mean: [0.5, 0.5, 0.5],
  deviation: [0.5, 0.5, 0.5],
} as const;
const pixelsOf = async (name: string): Promise<Float32Array> =>
  preprocess(await decodeImage(small.at(`images/${name}`)), preprocessing).data;

/** What `@ggem/train` makes of a model whose weights were drawn from seed 2, and of the same images. */
async function trained({ images, held, groups }: TrainedResult, more: object) {
  const classes = [...new Set(images.labels)].sort();
  const part = (isHeld: boolean) => {
    const own = images.names.flatMap((_, i) => (held.includes(i) === isHeld ? [i] : []));
    const labels = own.map((i) => classes.indexOf(images.labels[i]!));
    return { count: own.length, labels, image: (i: number) => pixelsOf(images.names[own[i]!]!) };
  };
  const of = { ...JSON.parse(shape), image: [3, 8, 8], classes: 2, deviation: 1 / Math.sqrt(12), seed: 2 };
  const { after } = await finetune(vit(of), {
    pooling: groups[0]!.rows[1]!.spec,
    ...{ classes: 3, from: 'all', epochs: 2, batch: 8, rate: 0.003, layerDecay: 1, seed: 2, ...more },
    ...{ data: part(false), validation: part(true), session: sessionsOf(runtime) },
  });
  return after!.named.map((name, i) => Number(classes[name] === images.labels[held[i]!]));
}

describe('ggem-lab finetune --scratch', () => {
  it('trains all of a model from the weights of each seed', async () => {
    const { code, err } = await small.run(`${task} --out {}/run --models`);
    expect(code, err).toBe(0);
    expect(err).not.toContain('to compute');
    const result = await resultOf('run');
    const { groups, settings, warnings, model } = result;
    expect(groups.map(({ name }) => name)).toEqual(['All blocks']);
    expect(settings.training).toEqual({
      ...{ epochs: 2, batch: 8, rate: 0.003, layerDecay: 1 },
      scratch: { patch: 4, width: 12, depth: 1, heads: 3, size: 8 },
    });
    expect(model.name).toBe('vit-8px-patch4-width12-depth1-heads3');
    expect(warnings.join()).not.toContain('was trained on these images');
    expect(groups[0]!.rows[1]!.runs[1]!.each.accuracy).toEqual(await trained(result, {}));
    const report = await readFile(small.at('run/report.html'), 'utf8');
    expect(report).toContain('A seed is other weights to start from');
    // The images are kept for trainings alone.
    expect((await readdir(small.at('cache/finetuned'))).filter((name) => name.startsWith('tokens'))).toEqual(
      [],
    );
  });

  it('keeps models that name classes by the trained pooling alone', async () => {
    const { images, held, groups } = await resultOf('run');
    const session = await InferenceSession.create(
      small.at('run/models/GGeM-3-groups-all-blocks-seed-2.onnx'),
    );
    expect(session.outputNames).toEqual(['logits', 'tokens']);
    const classes = [...new Set(images.labels)].sort();
    const right: number[] = [];
    for (const image of held) {
      const pixels = new Tensor('float32', await pixelsOf(images.names[image]!), [1, 3, 8, 8]);
      const { logits } = await session.run({ pixel_values: pixels });
      const scores = [...(logits!.data as Float32Array)];
      right.push(Number(classes[scores.indexOf(Math.max(...scores))] === images.labels[image]));
    }
    expect(groups[0]!.rows[1]!.runs[1]!.each.accuracy).toEqual(right);
  });

  it('changes images as it is told', async () => {
    const one = task.replace('--seeds 1,2', '--seeds 2');
    const { code, err } = await small.run(`${one} --augment --no-flip --crop-scale 0.5 --out {}/changed`);
    expect(code, err).toBe(0);
    const result = await resultOf('changed');
    const augment = { flip: false, crop: 0.5 };
    expect(result.settings.training.augment).toEqual(augment);
    expect(result.groups[0]!.rows[1]!.runs[0]!.each.accuracy).toEqual(await trained(result, { augment }));
  });

  it.each([
    [`--model {}/vit.onnx`, 'finetune: --model is for a model that is there, but --scratch makes one.'],
    ['--blocks 1', 'finetune: --scratch trains all blocks. Leave --blocks out.'],
    [
      '--scratch {"patch":4}',
      'finetune: --scratch must be a model as JSON, such as {"patch":4,"width":64,"depth":4,"heads":4}, but width is missing.',
    ],
    ['--scratch [4]', 'such as {"patch":4,"width":64,"depth":4,"heads":4}, but [4] came.'],
    ['--scratch tiny', 'such as {"patch":4,"width":64,"depth":4,"heads":4}, but tiny came.'],
    [
      '--scratch {"size":4}',
      'finetune: --scratch must say patch, width, depth, heads, hidden, deviation, but "size" is none of them.',
    ],
    [
      `--scratch ${shape.replace('12', '0')}`,
      'finetune: --scratch must have a whole number above 0 as width, but 0 came.',
    ],
    [
      `--scratch ${shape.replace('}', ',"deviation":"wide"}')}`,
      'must have a number above 0 as deviation, but "wide" came.',
    ],
    [`--scratch ${shape.replace('3', '5')}`, 'vit: heads must divide width, but 5 and 12 came.'],
    ['--crop-scale 0.5', 'finetune: --crop-scale crops images, so that --augment must come too.'],
    ['--no-flip', 'finetune: --no-flip is how to change images, so that --augment must come too.'],
    ['--augment --crop-scale 2', 'finetune: --crop-scale must be above 0 and at most 1, but 2 came.'],
  ])('%s gets one sentence', async (more, sentence) => {
    const { code, err } = await small.run(`${task} ${more} --out {}/x`);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });

  it('asks for the size', async () => {
    const { err } = await small.run(`${task.replace(' --size 8', '')} --out {}/x`);
    expect(err).toContain(
      'finetune: --scratch makes a model for images of one size, so that --size must come too.',
    );
  });
});
