import { GPU } from 'gpu.js';
import { expect, expectTypeOf, it } from 'vitest';
import {
  createPooling,
  createPoolingGradient,
  createPoolingWeights,
  createRaggedPooling,
  createRaggedPoolingGradient,
  createRaggedPoolingWeights,
  type GpuTexture,
  type PoolingGradients,
  type PoolingOptions,
} from '../src/index.ts';

// The types are the test: the compiler checks what each call gives, and running it only makes the poolings.
type Rows = readonly Float32Array[];
type ImageRows = readonly (readonly Rows[])[];
type VolumeRows = readonly (readonly (readonly Rows[])[])[];
type Textures = PoolingGradients<GpuTexture, GpuTexture>;

const gpu = new GPU({ mode: 'cpu' });
const spec = { type: 'mean' } as const;
const tokens = { tokens: 4, channels: 2 };
const image = { image: [2, 2], channels: 2, dataFormat: 'channelsFirst' } as const;
const volume = { image: [2, 2, 1], channels: 2 } as const;

/** The type of what a pooling, or its gradient, resolves to. */
function result<Y>(_: (...given: never) => Promise<Y>): Y {
  return undefined as Y;
}

it('one row of numbers is pooled from each image', () => {
  expectTypeOf(result(createPooling(gpu, spec, tokens))).toEqualTypeOf<Rows>();
  expectTypeOf(result(createPooling(gpu, spec, { tokens: 4, channels: 2 }))).toEqualTypeOf<Rows>();
  expectTypeOf(result(createPooling(gpu, spec, image))).toEqualTypeOf<Rows>();
  expectTypeOf(result(createPooling(gpu, spec, { ...volume, keepDims: false }))).toEqualTypeOf<Rows>();
  expectTypeOf(result(createRaggedPooling(gpu, spec, { channels: 2 }))).toEqualTypeOf<Rows>();
});

it('keepDims gives the axes of the tokens', () => {
  expectTypeOf(result(createPooling(gpu, spec, { ...tokens, keepDims: true }))).toEqualTypeOf<
    readonly Rows[]
  >();
  expectTypeOf(
    result(createPooling(gpu, spec, { image: [2, 2], channels: 2, keepDims: true })),
  ).toEqualTypeOf<ImageRows>();
  expectTypeOf(result(createPooling(gpu, spec, { ...image, keepDims: true }))).toEqualTypeOf<ImageRows>();
  expectTypeOf(result(createPooling(gpu, spec, { ...volume, keepDims: true }))).toEqualTypeOf<VolumeRows>();
});

it('weights are rows of tokens', () => {
  expectTypeOf(result(createPoolingWeights(gpu, spec, image))).toEqualTypeOf<readonly Rows[]>();
  expectTypeOf(result(createRaggedPoolingWeights(gpu, spec, { channels: 2 }))).toEqualTypeOf<Rows>();
});

it('gradients have the axes of the tokens', () => {
  expectTypeOf(result(createPoolingGradient(gpu, spec, tokens))).toEqualTypeOf<PoolingGradients>();
  expectTypeOf(result(createPoolingGradient(gpu, spec, image))).toEqualTypeOf<PoolingGradients<ImageRows>>();
  expectTypeOf(result(createPoolingGradient(gpu, spec, volume))).toEqualTypeOf<
    PoolingGradients<VolumeRows>
  >();
  expectTypeOf(result(createRaggedPoolingGradient(gpu, spec, { channels: 2 }))).toEqualTypeOf<
    PoolingGradients<Rows>
  >();
});

it('results of a pipeline are textures', () => {
  const pipeline = true;
  expectTypeOf(result(createPooling(gpu, spec, { ...tokens, pipeline }))).toEqualTypeOf<GpuTexture>();
  expectTypeOf(
    result(createPooling(gpu, spec, { ...image, pipeline, keepDims: true })),
  ).toEqualTypeOf<GpuTexture>();
  expectTypeOf(result(createPoolingWeights(gpu, spec, { ...volume, pipeline }))).toEqualTypeOf<GpuTexture>();
  expectTypeOf(result(createPoolingGradient(gpu, spec, { ...image, pipeline }))).toEqualTypeOf<Textures>();
  const ragged = { channels: 2, pipeline } as const;
  expectTypeOf(result(createRaggedPooling(gpu, spec, ragged))).toEqualTypeOf<GpuTexture>();
  expectTypeOf(result(createRaggedPoolingWeights(gpu, spec, ragged))).toEqualTypeOf<GpuTexture>();
  expectTypeOf(result(createRaggedPoolingGradient(gpu, spec, ragged))).toEqualTypeOf<Textures>();
});

it('an option that is known only when the program runs leaves both results open', () => {
  const isSet: boolean = Number.MAX_VALUE > 0;
  expectTypeOf(result(createPooling(gpu, spec, { ...tokens, pipeline: isSet }))).toEqualTypeOf<
    Rows | GpuTexture
  >();
  expectTypeOf(result(createPooling(gpu, spec, { ...image, keepDims: isSet }))).toEqualTypeOf<
    Rows | ImageRows
  >();
  expectTypeOf(result(createRaggedPooling(gpu, spec, { channels: 2, pipeline: isSet }))).toEqualTypeOf<
    Rows | GpuTexture
  >();
  const options: PoolingOptions = image;
  expectTypeOf(result(createPooling(gpu, spec, options))).toEqualTypeOf<
    Rows | ImageRows | VolumeRows | GpuTexture
  >();
});

it('an unknown option is an error, of types too', () => {
  // @ts-expect-error: pipeline is spelled wrong.
  const misspelled = () => createPooling(gpu, spec, { tokens: 4, channels: 2, pipelines: true });
  expect(misspelled).toThrow(/unknown option "pipelines"\. Did you mean "pipeline"\?/);
  // @ts-expect-error: a ragged pooling has no number of tokens.
  const ragged = () => createRaggedPooling(gpu, spec, { channels: 2, tokens: 4 });
  expect(ragged).toThrow(/unknown option "tokens"/);
});
