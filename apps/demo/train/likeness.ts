import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '@ggem/train/node';
import { loadClassifier } from '../src/model/classifier.ts';
import { LIKENESS_FILE, likenessText, strangeness } from '../src/model/likeness.ts';
import { WEIGHTS_FILE } from '../src/model/weightsFile.ts';
import { samples } from '../src/samples/samples.ts';
import { digitImages } from '../src/ui/drawing/digitImages.ts';
import { DEFAULT_DATA_FOLDER, dataFolder, repositoryPath, userPath } from './dataFolder.ts';
import { fitNetwork } from './likeness/fitNetwork.ts';
import { joined, notDigits } from './likeness/notDigits.ts';
import { type PooledVectors, pooledVectors, vectorsOfImage } from './likeness/pooledVectors.ts';
import { IMAGE_SIZE, ink } from './mnist.ts';
import { mnistParts } from './mnistParts.ts';
import { parseOptions } from './parseOptions.ts';
import { wasmBackend } from './wasmBackend.ts';

const HELP = `Trains the small network that tells digits from what is none, and measures it.

Usage: npx pnpm@12 likeness [options]

It reads the pooled vectors of the demo's five networks. What is no digit is drawn: dots,
dashes, scribbles, letters by pen and in a typeface; and photographs are cut small. The
threshold refuses one in a hundred of 2,000 digits that nothing was trained on; what is
measured are MNIST's test images, other letters in another typeface, other drawings.

  --data DIR         MNIST's IDX files, gzipped or not
                     (default: ${DEFAULT_DATA_FOLDER}, where it exists)
  --photographs DIR  CIFAR-10's train.bin.gz and test.bin.gz (default: cifar10 beside
                     MNIST; left out where there is none)
  --weights DIR      trained weights; ${LIKENESS_FILE} is written beside them
                     (default: apps/demo/public/weights)
  --help             this text
`;

/** Training images, and drawings of each kind that is no digit, to train with and to measure by. */
const DIGITS = 10_000;
const DRAWN = { train: 600, test: 400 };
/** The share of held-out digits that is refused. */
const REFUSED = 0.01;

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function main(args: string[]): Promise<void> {
  const options = parseOptions(args, {
    data: { type: 'string' },
    photographs: { type: 'string' },
    weights: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (options.help) {
    console.log(HELP);
    return;
  }
  const data = dataFolder(options.data);
  const folder =
    options.weights === undefined ? repositoryPath('apps/demo/public/weights') : userPath(options.weights);
  const photographs =
    options.photographs === undefined ? join(data, '../cifar10') : userPath(options.photographs);
  const { train, heldOut, test } = mnistParts(data, DIGITS);
  await wasmBackend();
  const read = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(join(folder, name)));
  const classifier = await loadClassifier(async (name) => read(name).buffer);
  const { channels } = classifier.config;
  const vectorsOf = (images: Float32Array): PooledVectors => pooledVectors(classifier, images);

  const drawn = await notDigits('train', DRAWN.train, photographs);
  const others = [...drawn.values()].map(vectorsOf);
  const network = await fitNetwork(vectorsOf(ink(train, 0, train.count)), others, channels);
  const strange = (images: Float32Array): readonly number[] => {
    const vectors = vectorsOf(images);
    return Array.from({ length: images.length / IMAGE_SIZE ** 2 }, (_, i) =>
      strangeness(network, vectorsOfImage(vectors, i, channels)),
    );
  };
  const held = [...strange(ink(heldOut, 0, heldOut.count))].sort((a, b) => a - b);
  const threshold = held[Math.ceil((1 - REFUSED) * held.length) - 1]!;

  const imageOf = digitImages();
  const kinds = new Map([
    ['test digits', ink(test, 0, test.count)],
    ['samples of the page', joined(samples.map(({ drawing }) => imageOf(drawing)!))],
    ...(await notDigits('test', DRAWN.test, photographs)),
  ]);
  const refused: Record<string, number> = {};
  console.log(`${'what'.padEnd(24)}images   refused`);
  for (const [kind, images] of kinds) {
    const all = strange(images);
    const share = all.filter((value) => value > threshold).length / all.length;
    refused[kind] = share;
    console.log(
      `${kind.padEnd(24)}${String(all.length).padStart(6)}  ${(100 * share).toFixed(2).padStart(6)} %`,
    );
  }
  const weights = createHash('sha256').update(read(WEIGHTS_FILE)).digest('hex');
  await writeWhole(join(folder, LIKENESS_FILE), likenessText({ weights, threshold, refused, ...network }));
}
