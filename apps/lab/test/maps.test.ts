import { mkdir, readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gradientByInput } from '../src/look/gradientByInput.ts';
import { lookOf } from '../src/look/lookOf.ts';
import { slopeOf } from '../src/look/slopeOf.ts';
import type { MapsResult } from '../src/maps/mapsResult.ts';
import { heatColour } from '../src/report/heat/heatColour.ts';
import { type SmallRun, smallRun } from './smallRun.ts';

let small: SmallRun;
beforeAll(async () => {
  small = await smallRun(2);
});
afterAll(() => small.remove());

/** A class token, then 2 × 2 patches of two channels. */
const tokens = {
  data: Float32Array.from([9, 9, 1, 0.5, 2, 0.5, 3, 1, 4, 0.25]),
  shape: [1, 5, 2],
} as const;
const gem = { type: 'gem', p: 3, prefixTokens: 1 } as const;
const slope0 = [0.11696071, 0.46784284, 1.05264639, 1.87137135];
const slope1 = [0.538406102, 0.538406102, 2.153624406, 0.134601525];
const near = (got: readonly number[], expected: readonly number[]) => {
  expect(got).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(Math.abs(got[i]! - value)).toBeLessThan(5e-5 * value);
};

// Values of numpy in float64 from the definitions: x = [[1, .5], [2, .5], [3, 1], [4, .25]], f = mean(x**3, 0) ** (1/3),
// w = (x / f)**3 / 4, g = f**-2 * x**2 / 4 (equation 5), H = -sum(w * log(w)).
describe('maps of one image', () => {
  it('show the weights that give the pooled value, and over how many tokens they are spread', () => {
    const { weights, channels, effectiveTokens, effectiveByChannel } = lookOf(tokens, gem, [2, 2], [1]);
    near(weights, [0.217530864, 0.357530864, 2.120246914, 1.304691358]);
    near(channels[0]!, [0.395061728, 0.395061728, 3.160493827, 0.049382716]);
    expect(effectiveTokens).toBeCloseTo(2.933141342, 6);
    expect(effectiveByChannel).toBeCloseTo(2.218752886, 6);
  });
  it('show equation 5', () => {
    const { gradient, channels } = slopeOf(tokens, gem, [2, 2], [0, 1]);
    near(channels[0]!, slope0);
    near(channels[1]!, slope1);
    near(
      gradient,
      slope0.map((one, i) => (one + slope1[i]!) / 2),
    );
  });
});

// The same numpy formula for 40 inputs (i + 1/2) / 40, as the paper's figure 3 has it: at the first, the 21st and the last one.
it.each([
  [1, [1, 1, 1]],
  [4.5, [8.22698e-7, 0.363064628, 3.605248963]],
  [8, [3.26622e-13, 0.063610956, 6.272411793]],
])('the gradient by input for p = %s is that of equation 5', (p, expected) => {
  const { p: all, gradient } = gradientByInput();
  const row = gradient[all.indexOf(p)]!;
  near([row[0]!, row[20]!, row[39]!], expected);
});

it('heat grows lighter all the way, so that it reads without colour', () => {
  const light = Array.from({ length: 21 }, (_, i) => {
    const [red, green, blue] = heatColour(i / 20);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  for (const [i, one] of light.slice(1).entries()) expect(one).toBeGreaterThan(light[i]!);
});

describe('ggem-lab maps', () => {
  const given = 'maps --model {}/vit.onnx --crop 1 --mean 0.5 --std 0.5 --threads 1 --cache {}/cache';
  const resultOf = async (run: string): Promise<MapsResult> =>
    JSON.parse(await readFile(small.at(`${run}/result.json`), 'utf8')) as MapsResult;

  it('draws photographs that lie side by side, and counts tokens in use', async () => {
    await mkdir(small.at('loose'));
    for (const [i, name] of ['lying/0.png', 'standing/1.png', 'squares/0.png'].entries()) {
      await sharp(small.at(`images/${name}`))
        .png()
        .toFile(small.at(`loose/photo ${i} & <i>.png`));
    }
    await writeFile(small.at('loose/bad.jpg'), 'no image');
    const { code, err, out } = await small.run(`${given} --images {}/loose --show 2 --out {}/run`);
    expect(code, err).toBe(0);
    expect(err).toContain('1 image is broken and left out, 3 are measured:\n  bad.jpg: ');
    expect(out).toMatch(/^mean +4\.0 +4\.0$/m);
    const { rows, images, shown, channels, model } = await resultOf('run');
    expect(images.names).toHaveLength(3);
    expect(shown.map(({ image }) => image)).toEqual([0, 1]);
    expect(channels).toHaveLength(3);
    expect(rows.map(({ name }) => name)).toEqual([
      'mean',
      'GeM 3 clamp',
      'GeM 3 shift',
      'GeM 6 clamp',
      'GeM 6 shift',
      'max',
    ]);
    const patches = 4;
    for (const { poolings, activation } of shown) {
      expect(activation.map((map) => map.length)).toEqual([patches, patches, patches]);
      for (const { look, slope } of poolings) {
        // Shares that sum to 1, times the number of patches.
        expect(look.weights.reduce((a, b) => a + b)).toBeCloseTo(patches, 3);
        expect([look.channels.length, slope.channels.length]).toEqual([3, 3]);
      }
      // The mean gives all patches the same, and moves with each alike.
      expect(poolings[0]!.slope.gradient).toEqual([1, 1, 1, 1]);
    }
    expect(model.layout.grid).toEqual([2, 2]);
    for (const { effectiveByChannel } of rows.slice(-1)) expect(effectiveByChannel.mean).toBeCloseTo(1, 6);
  });

  it('writes a report that needs no network, with a text for each picture', async () => {
    const report = await readFile(small.at('run/report.html'), 'utf8');
    expect(report.replaceAll('http://www.w3.org/', '')).not.toContain('http');
    // 2 photographs; weights and gradients of 6 poolings, over all and over 3 channels; each activation twice.
    expect(report.match(/<img /g)).toHaveLength(2 * (1 + 12 + 3 * (12 + 2)));
    expect(report.match(/<img [^>]*alt="[^"]+"/g)).toHaveLength(2 * (1 + 12 + 3 * (12 + 2)));
    expect(report).toContain('Weights of mean in photo 0 &#38; &#60;i&#62;.png: the same everywhere, 1.00');
    expect(report).toMatch(/Weights of max in photo 1 [^:]+: most in row [12], column [12] of 2 × 2, \d/);
    const again = await small.run('report --run {}/run --out {}/once-more.html');
    expect(again.code, again.err).toBe(0);
    expect(await readFile(small.at('once-more.html'), 'utf8')).toBe(report);
  });

  it('draws what is asked for', async () => {
    const asked = '--poolings ggem --p 2/3/5 --channels 0,11 --count 2 --show 1';
    const { code, err } = await small.run(`${given} --images {}/images ${asked} --out {}/asked`);
    expect(code, err).toBe(0);
    const { rows, images, channels } = await resultOf('asked');
    expect(rows.map(({ name }) => name)).toEqual(['GGeM 3 groups 2/3/5 clamp', 'GGeM 3 groups 2/3/5 shift']);
    expect([images.names.length, channels]).toEqual([2, [0, 11]]);
    const concat = '{"type":"concat","parts":[{"type":"mean"},{"type":"max"}]}';
    const parts = await small.run(
      `${given} --images {}/images --poolings mean --spec ${concat} --out {}/parts`,
    );
    expect(parts.code, parts.err).toBe(0);
    // A vector of other channels than the tokens has no map of a single one.
    expect((await resultOf('parts')).shown[0]!.poolings[1]!.look.channels).toEqual([]);
  });

  it.each([
    ['--poolings token', 'maps are those of poolings that look at patches, but there is none.'],
    ['--channels 12', '--channels must be below 12, but 12 came. Count from 0.'],
    ['--channels x', 'maps: --channels must be a whole number of at least 0, but "x" came.'],
  ])('%s gets one sentence', async (more, sentence) => {
    const { code, err } = await small.run(`${given} --images {}/images ${more}`);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });
});
