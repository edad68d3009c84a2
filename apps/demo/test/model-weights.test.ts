import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Classifier, loadClassifier } from '../src/model/classifier.ts';
import { LIKENESS_FILE, readLikeness, strangeness } from '../src/model/likeness.ts';
import { encodeWeights, MANIFEST_FILE, readWeights, WEIGHTS_FILE } from '../src/model/weightsFile.ts';
import { dataFolder } from '../train/dataFolder.ts';
import { measureAccuracy } from '../train/measureAccuracy.ts';
import { type Dataset, loadMnist, slice } from '../train/mnist.ts';
import { wasmBackend } from '../train/wasmBackend.ts';

const FOLDER = fileURLToPath(new URL('../public/weights/', import.meta.url));

async function read(name: string): Promise<ArrayBuffer> {
  return Uint8Array.from(readFileSync(FOLDER + name)).buffer;
}

/** The first test images, or why they are not there. */
function testImages(count: number): Dataset | string {
  try {
    return slice(loadMnist(dataFolder(undefined), 'test'), 0, count);
  } catch (error) {
    return (error as Error).message;
  }
}

describe('what is no digit', () => {
  test('is known by a network that was trained with these weights, and refuses at most 2 % of the test digits', async () => {
    const { weights, refused } = await readLikeness(read);
    expect(weights).toBe(
      createHash('sha256')
        .update(readFileSync(FOLDER + WEIGHTS_FILE))
        .digest('hex'),
    );
    expect(refused['test digits']).toBeLessThanOrEqual(0.02);
  });

  test('is strange by max(0, z W + b) · v + c', () => {
    const pooled = new Map((['token', 'mean', 'max', 'gem', 'ggem'] as const).map((name, i) => [name, [i]]));
    const network = {
      // z = (0, 1, 2, 3, 8): the last is (4 - 0) · 2.
      ...{ mean: [0, 0, 0, 0, 0], scale: [1, 1, 1, 1, 2] },
      // Two hidden units: the sum of all z less 4, which is 10, and the negative of the first two, which is cut at 0.
      ...{ hidden: [1, -1, 1, -1, 1, 0, 1, 0, 1, 0], hiddenBias: [-4, 0], out: [3, 100], outBias: 0.5 },
    };
    expect(strangeness(network, pooled)).toBe(30.5);
  });

  test('is refused where the file is another one', async () => {
    const other = async (): Promise<ArrayBuffer> => Uint8Array.from(Buffer.from('{"format":"x"}')).buffer;
    await expect(readLikeness(other)).rejects.toThrow(
      `weights: ${LIKENESS_FILE} must be of format "ggem-demo-likeness-1", but its format is "x". Take all files of one training.`,
    );
  });
});

describe('committed weights', () => {
  let classifier: Classifier;
  beforeAll(async () => {
    await wasmBackend();
    classifier = await loadClassifier(read);
  });
  afterAll(() => classifier?.dispose());

  test('are smaller than 3 MB together', () => {
    expect(statSync(FOLDER + MANIFEST_FILE).size + statSync(FOLDER + WEIGHTS_FILE).size).toBeLessThan(3e6);
  });

  test('hold five heads, each at least 96 % right on the test images when trained', () => {
    expect(classifier.heads.map((head) => head.name)).toEqual(['token', 'mean', 'max', 'gem', 'ggem']);
    for (const head of classifier.heads) expect(head.testAccuracy, head.name).toBeGreaterThanOrEqual(0.96);
  });

  test('hold a p for each group of each power mean, moved from its start of 3', () => {
    expect(classifier.heads.map((head) => head.p?.length)).toEqual([undefined, undefined, undefined, 1, 4]);
    for (const p of classifier.heads.flatMap((head) => head.p ?? [])) {
      expect(p).toBeGreaterThan(1);
      expect(Math.abs(p - 3)).toBeGreaterThan(0.01);
    }
  });

  test('get at least 96 % of 1,000 test images right with every head', () => {
    const images = testImages(1000);
    if (typeof images === 'string') {
      console.log(`skipped, since the images are not here. ${images}`);
      return;
    }
    for (const head of classifier.heads) {
      expect(measureAccuracy(classifier, head, images), head.name).toBeGreaterThanOrEqual(0.96);
    }
  });

  test('survive reading and writing byte for byte', async () => {
    const { manifest, binary } = encodeWeights(await readWeights(read));
    expect(manifest).toBe(readFileSync(FOLDER + MANIFEST_FILE, 'utf8'));
    expect(Buffer.compare(binary, readFileSync(FOLDER + WEIGHTS_FILE))).toBe(0);
  });

  test('are refused when the numbers are cut short', async () => {
    const expected = statSync(FOLDER + WEIGHTS_FILE).size;
    await expect(
      loadClassifier(async (name) => (name === WEIGHTS_FILE ? (await read(name)).slice(8) : read(name))),
    ).rejects.toThrow(
      new Error(
        `weights: weights.bin must hold ${expected} bytes, as manifest.json lists, but holds ${expected - 8}. ` +
          'Both files must come from the same training.',
      ),
    );
  });

  test('are refused when the manifest is a page of HTML, as servers answer for a missing file', async () => {
    await expect(
      loadClassifier(async () => new TextEncoder().encode('<!doctype html>').buffer),
    ).rejects.toThrow(
      new Error(
        'weights: manifest.json must be a manifest of format "ggem-demo-weights-1", but it is no JSON: ' +
          '"<!doctype html>". Take both files of one training.',
      ),
    );
  });
});
