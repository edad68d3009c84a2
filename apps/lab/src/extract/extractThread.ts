import { readFile } from 'node:fs/promises';
import { type DataFormat, writeSafetensors } from '@ggem/core';
import { createEmbedder, type Embedder, finalSize, type Preprocessing } from '@ggem/embed';
import { InferenceSession } from 'onnxruntime-node';
import type { RunShape } from '../read/tokenGrid.ts';
import { refuse } from '../refuse.ts';
import { serveThread } from '../threads/serveThread.ts';
import type { ExtractTasks, Opened, Shard, ShardImage } from './extractTasks.ts';
import { type ImageTokens, tokensOf } from './tokensOf.ts';

// A thread that turns image files into tokens: one image at a time on one thread of onnxruntime, which is the fastest on a
// processor and makes an image's tokens independent of its neighbours.

let session: InferenceSession | undefined;
let output = '';
let embedder: Embedder | undefined;
let dataFormat: DataFormat = 'channelsLast';
let isStopped = false;

async function open(source: string | Uint8Array, name: string): Promise<Opened> {
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
  session =
    typeof source === 'string'
      ? await InferenceSession.create(source, options)
      : await InferenceSession.create(source, options);
  output = name;
  const inputs = session.inputMetadata.map((input) => ({
    name: input.name,
    shape: input.isTensor ? input.shape : [],
  }));
  const [only, more] = inputs;
  const [, colours, height, width] = only?.shape ?? [];
  const takesPixels =
    more === undefined && only?.shape.length === 4 && (colours === 3 || typeof colours !== 'number');
  if (!takesPixels) {
    const shown = inputs.map((input) => `${input.name} [${input.shape.join(', ')}]`);
    refuse('shape', {
      rule: 'the model must take images alone, [batch, 3, height, width]',
      came: `it takes ${shown.join(' and ') || 'nothing'}`,
      fix: 'Give a model of images; fix other inputs as constants.',
    });
  }
  return { ...(typeof height === 'number' && { height }), ...(typeof width === 'number' && { width }) };
}

async function prepare(preprocessing: Preprocessing, format: DataFormat): Promise<RunShape> {
  dataFormat = format;
  embedder = await createEmbedder({
    session: session!,
    model: { output },
    preprocessing,
    batch: 1,
  });
  const { height, width } = finalSize(preprocessing)!;
  const black = { height, width, data: new Uint8Array(height * width * 3) };
  const { tokens, channels, map } = tokensOf(await embedder.embed([black]), dataFormat);
  return { tokens, channels, map };
}

async function shard(images: readonly ShardImage[]): Promise<Shard> {
  const hashes: string[] = [];
  const broken: { hash: string; why: string }[] = [];
  const all: ImageTokens[] = [];
  for (const { source, hash } of images) {
    if (isStopped) break;
    const onBroken = (_: number, { message, cause }: Error): void => {
      // libvips says the same of several steps, a line each.
      const [why] = (cause instanceof Error ? cause.message : message).split('\n') as [string];
      broken.push({ hash, why });
    };
    const embeddings = await embedder!.embed([await bytesOf(source)], { onBroken });
    if (embeddings.images.length === 0) continue;
    const tokens = tokensOf(embeddings, dataFormat);
    const why = problem(tokens.data);
    if (why !== undefined) {
      broken.push({ hash, why });
      continue;
    }
    hashes.push(hash);
    all.push(tokens);
  }
  const [first] = all;
  if (first === undefined) return { hashes, broken };
  const values = new Float32Array(all.length * first.data.length);
  for (const [i, { data }] of all.entries()) values.set(data, i * data.length);
  const shape = [all.length, first.tokens, first.channels];
  const tensor = { name: 'tokens', dtype: 'F16', shape, values } as const;
  return { file: writeSafetensors([tensor], { images: hashes.join(' ') }), hashes, broken };
}

/** The bytes of an image: what is said of a broken one does not depend on how it came here. A file that is gone is left to the embedder. */
async function bytesOf(source: string | Uint8Array): Promise<string | Uint8Array> {
  return typeof source === 'string' ? readFile(source).catch(() => source) : source;
}

/** The largest number that float16 does not round to infinity. */
const largest = 65519;

function problem(tokens: Float32Array): string | undefined {
  if (tokens.some((value) => !Number.isFinite(value))) return 'the model gives NaN or infinity for it';
  return tokens.some((value) => Math.abs(value) > largest) ? 'its tokens are beyond float16' : undefined;
}

serveThread<ExtractTasks>({
  open: ({ source, output: name }) => open(source, name),
  prepare: ({ preprocessing, dataFormat: format }) => prepare(preprocessing, format),
  shard,
  stop: async () => {
    isStopped = true;
    return undefined;
  },
});
