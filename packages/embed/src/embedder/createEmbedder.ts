import { checkOptions, type KnownOptions, parseSpec } from '@ggem/core';
import { run } from '@ggem/onnx/run';
import { loadSimd, type SimdPooling } from '@ggem/simd';
import { refuse } from '../refuse.ts';
import { chooseNames, type NamedSession } from './chooseNames.ts';
import type { Embedder, EmbedderOptions, Embeddings, EmbedOptions, Images } from './embedder.ts';
import { inputShape } from './inputShape.ts';
import { joinEmbeddings } from './joinEmbeddings.ts';
import { type PreparedBatch, prepareBatches } from './prepareBatches.ts';

const embedderOptions: KnownOptions<EmbedderOptions> = {
  session: true,
  model: true,
  pooling: true,
  parameters: true,
  preprocessing: true,
  batch: true,
  simd: true,
};

const embedOptions: KnownOptions<EmbedOptions> = { signal: true, onProgress: true, onBroken: true };

/**
 * Makes an embedder: images are decoded, prepared as the model wants them (`parsePreprocessing`), run through a session and
 * pooled.
 *
 * Tokens `[batch, tokens, channels]` are pooled by the kernels of `@ggem/simd`, which take far less time than the model; any
 * spec of core works. Without `pooling` the output is taken as it is. Throws a `GgemError`: `value` where the names of the model
 * leave a choice, `shape` for an input that takes no pixels, `spec` for a wrong spec.
 */
export async function createEmbedder(options: EmbedderOptions): Promise<Embedder> {
  checkOptions('createEmbedder', options, embedderOptions);
  const { session, preprocessing, pooling } = options;
  const spec = pooling === undefined ? undefined : parseSpec(pooling);
  const names = chooseNames(session as NamedSession, spec ? 'tokens' : 'vectors', options.model);
  const wanted = inputShape(session, names.input);
  const batch = wanted.batch ?? options.batch ?? 8;
  if (!(Number.isInteger(batch) && batch > 0)) {
    refuse('value', 'createEmbedder', {
      rule: 'batch must be a whole number from 1',
      came: String(batch),
      fix: 'Leave it out for 8.',
    });
  }
  const simd = spec && (options.simd ?? (await loadSimd()));
  let kernel: SimdPooling | undefined;

  const pool = (data: Float32Array, shape: readonly number[]): Pick<Embeddings, 'data' | 'shape'> => {
    if (spec === undefined || simd === undefined) return { data, shape };
    const [images = 0, tokens = 0, channels = 0] = shape;
    if (shape.length !== 3) {
      refuse('shape', 'embed', {
        rule: `output ${names.output} must hold tokens, [batch, tokens, channels]`,
        came: `[${shape.join(', ')}]`,
        fix: 'Name another output, or leave pooling out.',
      });
    }
    if (kernel?.channels !== channels) {
      kernel?.dispose();
      kernel = simd.createPooling(spec, { channels });
    }
    const call = options.parameters ? { parameters: options.parameters } : {};
    const pooled = kernel.pool({ data, shape: [images, tokens, channels] }, call);
    return { data: pooled, shape: [images, kernel.outputChannels] };
  };

  const infer = async ({ pixels, images }: PreparedBatch): Promise<Embeddings> => {
    const [{ width, height }] = pixels as unknown as readonly [PreparedBatch['pixels'][0]];
    if ((wanted.height ?? height) !== height || (wanted.width ?? width) !== width) {
      refuse('shape', 'embed', {
        rule: `preprocessing must give images of the model's size, ${wanted.height ?? 'any'} × ${wanted.width ?? 'any'}`,
        came: `${height} × ${width}`,
        fix: 'Take the file that belongs to the model.',
      });
    }
    // For a model with a fixed batch size, the last batch is filled up with black images.
    const count = wanted.batch ?? pixels.length;
    const data = new Float32Array(count * 3 * height * width);
    for (const [i, one] of pixels.entries()) data.set(one.data, i * one.data.length);
    const feeds = { [names.input]: { data, shape: [count, 3, height, width] } };
    const result = (await run(session, feeds, { outputs: [names.output] }))[names.output]!;
    const each = result.data.length / count;
    const own = Float32Array.from(result.data.subarray(0, each * pixels.length));
    const pooled = pool(own, [pixels.length, ...result.shape.slice(1)]);
    return { ...pooled, images: Int32Array.from(images) };
  };

  async function* stream(
    images: Images,
    own: EmbedOptions = {},
  ): AsyncGenerator<Embeddings, void, undefined> {
    checkOptions('embed', own, embedOptions);
    own.signal?.throwIfAborted();
    const total = lengthOf(images);
    const batches = prepareBatches(images, preprocessing, batch, own);
    let next = batches.next();
    try {
      for (;;) {
        const { value, done } = await next;
        if (done) return;
        next = batches.next();
        // Its error is thrown when the loop awaits it; until then it must not count as unhandled.
        next.catch(() => {});
        const embeddings = await infer(value);
        own.signal?.throwIfAborted();
        own.onProgress?.({ done: value.done, total });
        yield embeddings;
      }
    } finally {
      await next.catch(() => {});
      await batches.return();
    }
  }

  return {
    preprocessing,
    stream,
    embed: async (images, own) => joinEmbeddings(stream(images, own)),
    dispose: () => {
      kernel?.dispose();
      kernel = undefined;
    },
  };
}

function lengthOf(images: Images): number | undefined {
  const { length } = images as { readonly length?: unknown };
  return typeof length === 'number' ? length : undefined;
}
