import { headMeanDistance, headSimilarity } from '@ggem/analysis';
import { decodeImage, preprocess } from '@ggem/embed';
import { type AttentionValues, addOutputs, attentionValues, externalFiles } from '@ggem/onnx';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { BrokenImage } from '../extract/hashImages.ts';
import { readBytes } from '../files/readBytes.ts';
import { evenly } from '../read/evenly.ts';
import type { ImageList } from '../read/imageList.ts';
import type { Encoder } from '../read/readEncoder.ts';
import { type PreprocessingOptions, readPreprocessing } from '../read/readPreprocessing.ts';
import { tokenGrid } from '../read/tokenGrid.ts';
import { refuse } from '../refuse.ts';
import { versionsOf } from '../versionsOf.ts';
import type { BlockHeads, HeadsResult } from './headsResult.ts';

/** Which model on which images. */
export interface HeadsCall {
  readonly encoder: Encoder;
  readonly list: ImageList;
  readonly preprocessing: PreprocessingOptions;
  /** How many images are taken, evenly from the list. */
  readonly count: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Fewer give no debiased CKA. */
const least = 4;

/**
 * What the heads of each block do: how far they look (attention head mean distance), and how alike they are (debiased linear CKA
 * of their outputs, each the mean over the tokens of an image). Memory holds one image's attention and the outputs' means.
 */
export async function heads({ encoder, list, count, signal, ...call }: HeadsCall): Promise<HeadsResult> {
  const { session, values } = await openAttention(encoder);
  const input = session.inputMetadata[0]!;
  const [, , height, width] = input.isTensor ? input.shape : [];
  const found = await readPreprocessing(encoder.path, call.preprocessing, {
    ...(typeof height === 'number' && { height }),
    ...(typeof width === 'number' && { width }),
  });
  const images = evenly(list.images, count);
  const measured = values.map(() => ({ distances: [] as Float64Array[], outputs: [] as HeadMeans[] }));
  const names: string[] = [];
  const broken: BrokenImage[] = [];
  for (const [i, { path, name }] of images.entries()) {
    signal.throwIfAborted();
    try {
      const { data } = preprocess(await decodeImage(path), found.preprocessing);
      const { height: rows, width: columns } = found.size;
      const pixels = new Tensor('float32', data, [1, 3, rows, columns]);
      const results = await session.run({ [input.name]: pixels });
      const each = values.map((value) => readBlock(encoder, value, results, found.size));
      for (const [block, { distances, means }] of each.entries()) {
        measured[block]!.distances.push(distances);
        if (means !== undefined) measured[block]!.outputs.push(means);
      }
      names.push(name);
    } catch (error) {
      broken.push({ name, why: error instanceof Error ? error.message : String(error) });
    }
    call.onProgress(i + 1, images.length);
  }
  await session.release();
  if (names.length < least) {
    refuse('value', {
      rule: `heads are measured on ${least} images or more`,
      came:
        broken.length === 0
          ? `there are ${names.length}`
          : `${names.length} could be used; ${broken[0]!.name}: ${broken[0]!.why}`,
      fix: 'Give more images.',
    });
  }
  const blocks: BlockHeads[] = [];
  for (const [block, { attention }] of values.entries())
    blocks.push(await blockOf(attention, measured[block]!));
  return {
    format: 'ggem-lab-heads',
    version: 1,
    model: { name: encoder.name, file: encoder.path, sha256: encoder.sha256 },
    preprocessing: { from: found.from, is: found.preprocessing },
    versions: await versionsOf(),
    images: { from: list.from, names, broken },
    blocks,
  };
}

async function openAttention({ path }: Encoder) {
  const bytes = await readBytes(path);
  const values = attentionValues(bytes);
  if (values.length === 0) {
    refuse('value', {
      rule: `${path} must show its attention: a Softmax over the last axis of [batch, heads, tokens, tokens]`,
      came: 'there is none',
      fix: 'Fused attention operators hide it: export the model without them.',
    });
  }
  if (externalFiles(bytes).length > 0) {
    refuse('value', {
      rule: 'a model whose heads are measured must have its weights inside',
      came: `${path} has them in other files`,
      fix: 'Save it with its weights inside.',
    });
  }
  const wanted = values.flatMap(({ attention, outputs }) =>
    outputs === undefined ? [attention] : [attention, outputs],
  );
  const options = { logSeverityLevel: 3 } as const;
  const session = await InferenceSession.create(addOutputs(bytes, wanted), options);
  return { session, values };
}

/** The mean over tokens of what each head gives, `[heads, channels]`. */
interface HeadMeans {
  readonly data: Float64Array;
  readonly heads: number;
}

function readBlock(
  encoder: Encoder,
  { attention, outputs }: AttentionValues,
  results: InferenceSession.OnnxValueMapType,
  size: { readonly height: number; readonly width: number },
) {
  const weights = results[attention]!;
  const [, , tokens = 0] = weights.dims;
  const { grid } = tokenGrid(encoder, { tokens, channels: 1 }, size);
  if (grid === undefined) {
    return refuse('value', {
      rule: 'distances need patches on a grid',
      came: `${tokens} tokens of a ${size.height} × ${size.width} image are none`,
      fix: 'Say --prefix N.',
    });
  }
  const patchSize = size.height / grid[0];
  const { byHead } = headMeanDistance(
    { data: weights.data as Float32Array, shape: weights.dims },
    { grid, patchSize },
  );
  const given = outputs === undefined ? undefined : results[outputs];
  return { distances: byHead, means: given && meansOf(given as Tensor) };
}

function meansOf({ data, dims }: Pick<Tensor, 'data' | 'dims'>): HeadMeans {
  const [, count = 0, tokens = 0, channels = 0] = dims;
  const means = new Float64Array(count * channels);
  for (let head = 0; head < count; head++) {
    for (let token = 0; token < tokens; token++) {
      for (let c = 0; c < channels; c++) {
        means[head * channels + c]! +=
          (data as Float32Array)[(head * tokens + token) * channels + c]! / tokens;
      }
    }
  }
  return { data: means, heads: count };
}

async function blockOf(
  attention: string,
  {
    distances,
    outputs,
  }: { readonly distances: readonly Float64Array[]; readonly outputs: readonly HeadMeans[] },
): Promise<BlockHeads> {
  const count = distances[0]!.length;
  const mean = Array.from({ length: count }, (_, head) => {
    return distances.reduce((sum, one) => sum + one[head]!, 0) / distances.length;
  });
  const [first] = outputs;
  if (first === undefined || first.heads < 2) return { attention, distances: mean };
  const all = new Float64Array(outputs.length * first.data.length);
  for (const [i, { data }] of outputs.entries()) all.set(data, i * data.length);
  const shape = [outputs.length, first.heads, first.data.length / first.heads];
  const { matrix, mean: meanSimilarity } = await headSimilarity({ data: all, shape });
  const similarity = Array.from({ length: count }, (_, i) => [
    ...matrix.subarray(i * count, (i + 1) * count),
  ]);
  return { attention, distances: mean, similarity, meanSimilarity };
}
