import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { decodeImage, preprocess } from '@ggem/embed';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result, TrainedResult } from '../src/index.ts';
import { type SmallRun, smallRun } from './smallRun.ts';

const classes = ['lying', 'squares', 'standing'];

let small: SmallRun;
beforeAll(async () => {
  small = await smallRun(12);
  await mkdir(small.at('copies'));
  const lines = ['path,label,split'];
  for (const name of classes) {
    for (let i = 0; i < 12; i++) {
      const path = `images/${name}/${i}.png`;
      lines.push(`${path},${name},${['test', 'train', 'train', 'other'][i % 4]}`);
      // A further set of two classes, whose images are those of test.
      if (i % 4 > 0 || name === 'lying') continue;
      await copyFile(small.at(path), small.at(`copies/${name}${i}.png`));
      lines.push(`copies/${name}${i}.png,${name},copies`);
    }
  }
  await writeFile(small.at('split.csv'), lines.join('\n'));
});
afterAll(() => small.remove());

const data = '--model {}/vit.onnx --crop 1 --mean 0.5 --std 0.5 --threads 2 --draws 200 --cache {}/cache';
const task = `finetune ${data} --csv {}/split.csv --pooling mean,ggem --blocks 1 --seeds 1,2 --epochs 2 --batch 6 --rate 0.003`;
const resultOf = async <T = TrainedResult>(run: string): Promise<T> =>
  JSON.parse(await readFile(small.at(`${run}/result.json`), 'utf8')) as T;

/** What a model that was kept names each image: onnxruntime alone. */
async function namedBy(model: string, names: readonly string[]): Promise<readonly string[]> {
  const session = await InferenceSession.create(small.at(model));
  const preprocessing = {
    resize: { to: 'shortest', side: 8, resample: 'bicubic' },
    crop: { height: 8, width: 8, rounding: 'even' },
    scale: 1 / 255,
    mean: [0.5, 0.5, 0.5],
    deviation: [0.5, 0.5, 0.5],
  } as const;
  const named: string[] = [];
  for (const name of names) {
    const { data: pixels } = preprocess(await decodeImage(small.at(name)), preprocessing);
    const outputs = await session.run({ pixel_values: new Tensor('float32', pixels, [1, 3, 8, 8]) });
    // The new head stands behind the old outputs.
    const scores = [...(outputs[session.outputNames.at(-1)!]!.data as Float32Array)];
    expect(scores).toHaveLength(3);
    named.push(classes[scores.indexOf(Math.max(...scores))]!);
  }
  return named;
}

describe('a split column', () => {
  it('holds out what it says, and asks for each further set', async () => {
    const { code, err, out } = await small.run(`${task} --out {}/run --models`);
    expect(code, err).toBe(0);
    const { images, held, sets, groups, measures, warnings } = await resultOf('run');
    const namesOf = (places: readonly number[]): readonly string[] => places.map((i) => images.names[i]!);
    const own = (rest: number) =>
      classes.flatMap((name) => [0, 4, 8].map((i) => `images/${name}/${i + rest}.png`)).sort();
    expect(namesOf(held)).toEqual(own(0));
    expect(sets!.map(({ name }) => name)).toEqual(['copies', 'other']);
    expect(sets!.map((set) => set.images.length)).toEqual([6, 9]);
    expect(namesOf(sets![1]!.images)).toEqual(own(3));
    expect(images.parts.filter((part) => part === 1)).toHaveLength(18);

    const [{ rows }] = groups as readonly [TrainedResult['groups'][0]];
    for (const [at, { name }] of rows.entries()) {
      const model = `run/models/${at === 0 ? 'mean' : 'GGeM-3-groups'}-1-block-seed-2.onnx`;
      for (const set of sets!) {
        const named = await namedBy(model, namesOf(set.images));
        const right = named.map((one, i) => Number(one === images.labels[set.images[i]!]));
        expect(rows[at]!.runs[1]!.sets![set.name]!.accuracy, `${name}, ${set.name}`).toEqual(right);
      }
    }
    for (const { runs, sets: results } of rows) {
      for (const measure of measures) {
        // The copies are the same images: they come out the same.
        for (const { each, sets: further } of runs) {
          const of = held.flatMap((image, i) =>
            images.labels[image] === 'lying' ? [] : [each[measure]![i]],
          );
          expect(further!.copies![measure]).toEqual(of);
          const [one, two] = runs.map((run) => {
            return run.sets!.other![measure]!.reduce<number>((a, b) => a + b!, 0) / 9;
          });
          expect(results!.other![measure]!.seeds).toEqual([one, two]);
        }
      }
    }
    const { against } = rows[1]!.sets!.other!.accuracy!;
    expect(Object.keys(against!)).toEqual(['difference', 'images', 'classes', 'smallest', 'seeds']);
    expect(rows[0]!.sets!.other!.accuracy!.against).toBeUndefined();

    expect(out).toMatch(/^accuracy, per cent +test +copies +other +p$/m);
    expect(out).toMatch(/^k-NN, per cent +test +copies +other +p$/m);
    expect(warnings).toContain('Sets of fewer than 100 images say little: copies, other.');
    const report = await readFile(small.at('run/report.html'), 'utf8');
    expect(report).toContain(
      '18 images to train on, 9 held out, of 3 classes; 6 of copies, 9 of other, seeds',
    );
    expect(report).toContain('<th scope="col">copies</th>');
    expect(report).toContain('held out by the split column');
  });

  it('is compared with another baseline afterwards, set by set', async () => {
    const { code, err } = await small.run('report --run {}/run --baseline mean --out {}/x.html');
    expect(code, err).toBe(0);
    const same = await readFile(small.at('run/report.html'), 'utf8');
    expect(await readFile(small.at('x.html'), 'utf8')).toBe(same);
  });

  it('says which images held out are among those of train', async () => {
    const text = (await readFile(small.at('split.csv'), 'utf8')).replace(
      'copies/squares0.png,squares,copies',
      'copies/squares0.png,squares,train',
    );
    await writeFile(small.at('twice.csv'), text);
    const one = task.replace('split.csv', 'twice.csv').replace('1,2 --epochs 2', '1 --epochs 1');
    const { out } = await small.run(`${one} --out {}/twice`);
    expect(out).toContain(
      '! Byte for byte, 1 of the images that were asked for are among those of train too',
    );
  });

  it('is followed by train-p', async () => {
    const { code, err } = await small.run(
      `train-p ${data} --csv {}/split.csv --pooling mean,gem --p 3 --seeds 1 --epochs 2 --batch 6 --out {}/p`,
    );
    expect(code, err).toBe(0);
    const { held, sets, groups } = await resultOf('p');
    expect([held.length, ...sets!.map(({ images }) => images.length)]).toEqual([9, 6, 9]);
    const [run] = groups[0]!.rows[1]!.runs;
    expect([run!.each.accuracy!.length, run!.sets!.other!.accuracy!.length]).toEqual([9, 9]);
  });

  it('leaves no room for --parts', async () => {
    const { code, err } = await small.run(`${task} --parts 3 --out {}/x`);
    expect(code).toBe(1);
    expect(err).toMatch(
      /finetune: --parts makes parts, but the split column of .*split\.csv says what is held out\. Leave one of them out\./,
    );
  });

  it('is refused before anything is computed where train lacks a class', async () => {
    const text = (await readFile(small.at('split.csv'), 'utf8')).replaceAll('lying,train', 'lying,other');
    await writeFile(small.at('lacking.csv'), text);
    const one = task.replace('split.csv', 'lacking.csv').replace('{}/cache', '{}/untouched');
    const { code, err } = await small.run(`${one} --out {}/x`);
    expect(code).toBe(1);
    expect(err).toContain('classes of test must be among those of train, but lying, the class of');
    expect(await readdir(small.at('.'))).not.toContain('untouched');
  });

  it('is named where a command makes its own parts', async () => {
    const { code, err } = await small.run(
      `knn ${data} --csv {}/split.csv --poolings mean,max --parts 3 --out {}/knn`,
    );
    expect(code, err).toBe(0);
    expect((await resultOf<Result>('knn')).warnings[0]).toContain(
      'The split column of the CSV is not followed here',
    );
  });
});
