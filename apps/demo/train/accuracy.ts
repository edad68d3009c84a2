import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Head, loadClassifier } from '../src/model/classifier.ts';
import { DEFAULT_DATA_FOLDER, dataFolder, repositoryPath, userPath } from './dataFolder.ts';
import { measureAccuracy } from './measureAccuracy.ts';
import { loadMnist } from './mnist.ts';
import { parseOptions } from './parseOptions.ts';
import { wasmBackend } from './wasmBackend.ts';

const HELP = `Measures the demo's five classifiers on MNIST's 10,000 test images.

Usage: npx pnpm@12 accuracy [options]

  --data DIR      MNIST's IDX files, gzipped or not
                  (default: ${DEFAULT_DATA_FOLDER}, where it exists)
  --weights DIR   trained weights (default: apps/demo/public/weights)
  --json FILE     write the numbers to a file, too
  --help          this text
`;

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function main(args: string[]): Promise<void> {
  const options = parseOptions(args, {
    data: { type: 'string' },
    weights: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (options.help) {
    console.log(HELP);
    return;
  }
  const test = loadMnist(dataFolder(options.data), 'test');
  const folder =
    options.weights === undefined ? repositoryPath('apps/demo/public/weights') : userPath(options.weights);
  await wasmBackend();
  const classifier = await loadClassifier((name) => readWhole(join(folder, name)));
  console.log(`${test.count} test images\n\nhead          accuracy   p`);
  const heads = classifier.heads.map((head) => {
    const accuracy = measureAccuracy(classifier, head, test);
    console.log(row(head, accuracy));
    return { name: head.name, label: head.label, accuracy, p: head.p ?? null };
  });
  if (options.json !== undefined) {
    const path = userPath(options.json);
    await writeFile(path, `${JSON.stringify({ images: test.count, heads }, null, 2)}\n`);
  }
}

function row(head: Head, accuracy: number): string {
  const percent = `${(100 * accuracy).toFixed(2)} %`.padStart(8);
  return `${head.label.padEnd(12)}  ${percent}   ${head.p?.map((p) => p.toFixed(2)).join(' ') ?? ''}`.trimEnd();
}

async function readWhole(path: string): Promise<ArrayBuffer> {
  const bytes = await readFile(path).catch((error: Error) => {
    throw new Error(
      `weights: ${path} must be readable, but is not (${error.message}). Train, or give --weights DIR.`,
    );
  });
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
