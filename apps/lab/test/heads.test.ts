import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HeadsResult } from '../src/heads/headsResult.ts';
import { type SmallRun, smallRun } from './smallRun.ts';

let small: SmallRun;
beforeAll(async () => {
  small = await smallRun(6);
});
afterAll(() => small.remove());

const given = 'heads --model {}/vit.onnx --images {}/images --crop 1 --mean 0.5 --std 0.5';

describe('ggem-lab heads', () => {
  it('finds the heads of each block, and measures and shows them', async () => {
    await writeFile(small.at('images/lying/bad.jpg'), 'no image');
    const { code, err, out } = await small.run(`${given} --count 19 --out {}/run`);
    expect(code, err).toBe(0);
    expect(err).toContain('1 image is left out, such as lying/bad.jpg: ');
    expect(out).toMatch(/^1 +-?\d\.\d{3} +\d\.\d, \d\.\d, \d\.\d$/m);
    const { blocks, images } = JSON.parse(await readFile(small.at('run/result.json'), 'utf8')) as HeadsResult;
    expect(images.names).toHaveLength(18);
    expect(blocks).toHaveLength(2);
    // 2 × 2 patches of 4 pixels, seen alike: (0 + 4 + 4 + 4 √2) / 4 pixels. A model that was never trained sees them almost so.
    const alike = (8 + 4 * Math.SQRT2) / 4;
    for (const { distances, similarity, meanSimilarity } of blocks) {
      expect(distances).toHaveLength(3);
      for (const distance of distances) expect(Math.abs(distance - alike)).toBeLessThan(0.3);
      const pairs = [similarity![0]![1]!, similarity![0]![2]!, similarity![1]![2]!];
      expect(pairs.reduce((a, b) => a + b) / 3).toBeCloseTo(meanSimilarity!, 12);
      for (const [i, row] of similarity!.entries()) expect(row[i]).toBeCloseTo(1, 12);
    }
    const report = await readFile(small.at('run/report.html'), 'utf8');
    expect(report).toContain('<h2>How far they look</h2>');
    expect(report.match(/<svg/g)).toHaveLength(4);
    expect(report.replaceAll('http://www.w3.org/', '')).not.toContain('http');
    const said = await small.run('report --run {}/run --out {}/once-more.html');
    expect(said.code, said.err).toBe(0);
    expect(await readFile(small.at('once-more.html'), 'utf8')).toBe(report);
    const { err: refused } = await small.run('report --run {}/run --baseline mean');
    expect(refused).toBe(
      'lab: --baseline must be for a run that compares poolings with one of them, but the run is one of heads. Leave --baseline out.\n',
    );
  });

  it('takes a CSV of paths alone, which a command that needs classes refuses', async () => {
    const paths = [0, 1, 2, 3].map((i) => `images/squares/${i}.png`);
    await writeFile(small.at('paths.csv'), `path\n${paths.join('\n')}\n`);
    const csv = '--csv {}/paths.csv --crop 1 --mean 0.5 --std 0.5';
    const { code, err } = await small.run(`heads --model {}/vit.onnx ${csv} --out {}/paths`);
    expect(code, err).toBe(0);
    const { images } = JSON.parse(await readFile(small.at('paths/result.json'), 'utf8')) as HeadsResult;
    expect(images.names).toEqual(paths);
    for (const command of ['compare', 'probe', 'train-p', 'finetune']) {
      const refused = await small.run(`${command} --model {}/vit.onnx ${csv}`);
      expect(refused.err).toBe(
        'lab: each image must have a class, but images/squares/0.png has none. Put it into the folder of its class, or give it a label in the CSV.\n',
      );
    }
  });

  it('refuses too few images in one sentence', async () => {
    const few = await small.run(`${given} --count 3`);
    expect(few.err).toContain('lab: heads are measured on 4 images or more, but ');
  });
});
