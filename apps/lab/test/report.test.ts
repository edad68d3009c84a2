import { readFile } from 'node:fs/promises';
import { readPoolingFiles } from '@ggem/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../src/index.ts';
import { html } from '../src/report/html.ts';
import { differencePlot } from '../src/report/plots/differencePlot.ts';
import { type SmallRun, smallRun } from './smallRun.ts';

let small: SmallRun;
const given =
  'compare --model {}/vit.onnx --images {}/images --crop 1 --mean 0.5 --std 0.5 --threads 2 --draws 200 --cache {}/cache';
beforeAll(async () => {
  small = await smallRun(10);
  const { code, err } = await small.run(
    `${given} --poolings mean,gem,ggem --p 2,3,2/3/4 --negatives shift,abs --after none,l2 --by recallAt1,knn --out {}/run`,
  );
  expect(code, err).toBe(0);
});
afterAll(() => small.remove());

const report = (file = 'run/report.html') => readFile(small.at(file), 'utf8');

describe('the report', () => {
  it('needs no network: no address, no script', async () => {
    const text = await report();
    expect(text).not.toMatch(/<script|<link|@import|url\((?!data:)/);
    expect(text.match(/(src|href)="(?!data:)/g)).toBeNull();
    expect(text.replaceAll('http://www.w3.org/', '')).not.toContain('http');
  });

  it('begins with the answer, and has a row for each pooling', async () => {
    const text = await report();
    expect(text).toMatch(/<p class="answer">For vit and these 30 images of 3 classes, .* is best by R@1/);
    const rows = [...text.matchAll(/<th scope="row">(.*?)<\/th>/g)].map(([, name]) => name);
    const powers = ['2 shift', '2 abs', '3 shift', '3 abs'];
    const lists = [...powers, '2/3/4 shift', '2/3/4 abs'];
    const plain = [
      'mean',
      ...powers.map((one) => `GeM ${one}`),
      ...lists.map((one) => `GGeM 3 groups ${one}`),
    ];
    expect(rows).toEqual(
      plain.flatMap((name) => (name === 'mean' ? ['mean (baseline)', 'mean + l2'] : [name, `${name} + l2`])),
    );
  });

  it('shows where the baseline and the best of the others look, over photographs', async () => {
    const text = await report();
    const [, looks = ''] = text.split('<h2>Where they look</h2>');
    expect(looks.match(/<li style="--photo: url\(data:image\/webp/g)).toHaveLength(3);
    expect(looks.match(/alt="Weights of mean in \w+\/\d\.png: the same everywhere, 1\.00"/g)).toHaveLength(3);
    expect(looks.match(/<img alt="Weights of [^"]+ in \w+\/\d\.png: /g)).toHaveLength(6);
  });

  it('says that GGeM with one p repeats GeM, and names those rows only', async () => {
    const [, named] = /GGeM with one fixed p for all groups is GeM with that p: (.*?) can only/.exec(
      await report(),
    )!;
    expect(named).toContain('GGeM 3 groups 2 shift');
    expect(named).not.toContain('2/3/4');
  });

  it('shows GGeM with one p to be GeM, number by number', async () => {
    const { rows } = JSON.parse(await readFile(small.at('run/result.json'), 'utf8'));
    const of = (name: string) =>
      rows.find((row: { name: string }) => row.name === name).results.recallAt1.each;
    expect(of('GGeM 3 groups 3 shift')).toEqual(of('GeM 3 shift'));
  });

  it('may be written against another baseline', async () => {
    const said = await small.run('report --run {}/run --baseline mean --out {}/again.html');
    expect(said.code, said.err).toBe(0);
    expect(await report('again.html')).toBe(await report());
    const { err } = await small.run('report --run {}/run --baseline median');
    expect(err).toContain(
      'lab: --baseline must be one of the poolings that were compared, but "median" is not.',
    );
  });

  it('comes with the best pooling, which every package reads', async () => {
    const { rows, answer } = JSON.parse(await readFile(small.at('run/result.json'), 'utf8'));
    const json = await readFile(small.at('run/pooling.json'));
    const { spec, channels } = readPoolingFiles(json, await readFile(small.at('run/pooling.safetensors')));
    const best = rows.find(
      ({ name }: { name: string }) =>
        answer.includes(` ${name} is best`) || answer.includes(`the ${name} is best`),
    );
    expect(spec).toMatchObject(best.spec);
    expect(channels).toBe(12);
  });

  it('draws poolings that never differ on a range of a point', () => {
    const flat = { low: 0, high: 0, resolved: false };
    const spec = { type: 'mean' } as const;
    const each = [1, 1];
    const result = {
      baseline: 'mean',
      rows: [
        { name: 'mean', spec, results: { knn: { mean: 1, each } } },
        {
          name: 'max',
          spec,
          results: {
            knn: { mean: 1, each, against: { difference: 0, images: flat, classes: flat, smallest: 0 } },
          },
        },
      ],
    };
    const { text } = differencePlot(result as unknown as Result, 'knn');
    const ticks = [...text.matchAll(/<text [^>]*>([−\d.]+)<\/text>/g)].map(([, tick]) => tick);
    expect(ticks[0]).toMatch(/^−1(\.0)?$/);
    expect(ticks).not.toContain('0.000000');
  });

  it('escapes names', () => {
    expect(html`<b>${'<i> & "x"'}</b>`.text).toBe('<b>&#60;i&#62; &#38; &#34;x&#34;</b>');
  });
});

describe('plan', () => {
  // (2.8016 · deviation / points)²: 0.07 and 1 point, 385 images; 1,000 images of deviation 0.08, 0.71 points.
  it('says what so many images resolve, and how many it takes', async () => {
    const { out } = await small.run('plan --count 1000');
    expect(out).toMatch(/^mAP@R +0\.6 to 0\.7 +385 to 503$/m);
  });
  it('asks for a run that compares poolings on the same images', async () => {
    await small.run(
      'heads --model {}/vit.onnx --images {}/images --crop 1 --mean 0.5 --std 0.5 --out {}/heads',
    );
    const { err } = await small.run('plan --run {}/heads');
    expect(err).toMatch(/^plan: --run must be a run of compare, .* but .*heads is one of another command\./);
  });
  it('takes the spread of a run', async () => {
    const { out, code } = await small.run('plan --count 1000 --run {}/run');
    expect(code).toBe(0);
    expect(out).toMatch(/^points +1000 images +images for 1 point\n/);
  });
});
