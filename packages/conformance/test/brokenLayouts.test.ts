import type { FloatArray } from '@ggem/core';
import { expect, test } from 'vitest';
import type { PoolInput } from '../src/index.ts';
import { caught, right, same, tampered } from './support/caught.ts';

const raggedCases = ['operation/unpack/*', 'operation/pack/*', 'ragged/*'];
const layoutCases = ['layout/*'];
const { unpack } = right;

/** Unpacks images, and puts other numbers into the padding. */
const withPadding =
  (padding: (x: FloatArray) => number): typeof unpack =>
  (x, offsets) => {
    const images = unpack(x, offsets);
    const [, longest, channels] = images.shape;
    const isPadding = (i: number): boolean => {
      const [image, n] = [Math.floor(i / (longest * channels)), Math.floor(i / channels) % longest];
      return n >= offsets[image + 1]! - offsets[image]!;
    };
    return { ...images, data: images.data.map((value, i) => (isPadding(i) ? padding(x) : value)) };
  };

/** Offsets in which every image begins a token later. */
const shifted = (offsets: readonly number[]): readonly number[] =>
  offsets.map((at, b) => (b === 0 || b === offsets.length - 1 ? at : Math.min(at + 1, offsets.at(-1)!)));

test('the backend that is not broken passes', async () => {
  expect(await caught(right, undefined, [...raggedCases, ...layoutCases])).toEqual([]);
});

test('takes padding for tokens', async () => {
  const ids = await caught({ ...right, unpack: withPadding(() => 1) }, undefined, raggedCases);
  expect(ids).toContain('operation/unpack/4+2+3');
  expect(ids).toContain('ragged/mean/normal/4+0+1+7x6');
  expect(ids).toContain('ragged/token/index=last/normal/4+0+1+7x6');
});

test('gives images one token of their neighbours', async () => {
  const ids = await caught(
    right,
    tampered((input) => (input.offsets ? { ...input, offsets: shifted(input.offsets) } : input)),
    ['ragged/*'],
  );
  expect(ids).toContain('ragged/gem/p=3/normal/1+1+1+1x5');
  expect(ids).toContain('ragged/mean/normal/1025+1+197x5');
});

test('takes prefix tokens of a ragged batch for patches', async () => {
  const ids = await caught(
    right,
    tampered(({ spec, ...input }) => ({
      ...input,
      spec: spec.type === 'mean' && input.offsets ? { ...spec, prefixTokens: 0 } : spec,
    })),
    ['ragged/*'],
  );
  expect(ids).toEqual([
    'ragged/mean/prefix=2/attend=query,groups=4,value=4/normal/5+0+3+9x6/litter-prefix',
    'ragged/mean/prefix=1/from=firstKept/positive/0+6+2+9+0x6/mask=half/weights=fractions/litter-dropped',
    'ragged/mean/prefix=2/from=firstKept/normal/5+0+3+9x6',
    'ragged/mean/prefix=2/normal/5+0+3+9x6/litter-prefix',
  ]);
});

test('gives an image without tokens a value', async () => {
  const ids = await caught(
    right,
    tampered(same, (output, { spec, offsets }) => {
      if (spec.type !== 'max' || !offsets) return output;
      const width = output.y!.length / (offsets.length - 1);
      const isEmpty = (i: number): boolean => {
        const image = Math.floor(i / width);
        return offsets[image] === offsets[image + 1];
      };
      return {
        ...output,
        y: Array.from(output.y!, (value, i) => (isEmpty(i) ? Number.NEGATIVE_INFINITY : value)),
      };
    }),
    ['ragged/*'],
  );
  expect(ids).toContain('ragged/max/normal/4+0+1+7x6');
});

test('reads channels where tokens lie', async () => {
  const ids = await caught(
    right,
    tampered(({ dataFormat: _, ...input }: PoolInput) => input),
    layoutCases,
  );
  expect(ids).toContain('layout/batch-channels-tokens/positionWeightedMean/normal/2x12x6');
  expect(ids.filter((id) => id.startsWith('layout/batch-height-width-channels/'))).toEqual([]);
});

test('leaves the gradient of an image in the order of tokens', async () => {
  const ids = await caught(
    right,
    tampered(same, (output, { dataFormat, shape: [batch, tokens, channels] }) => {
      if (dataFormat === undefined) return output;
      const data = Float64Array.from(output.dx!);
      return { ...output, dx: right.transpose({ shape: [batch, channels, tokens], data }).data };
    }),
    layoutCases,
  );
  expect(ids).toContain('layout/batch-channels-height-width/gem/p=3/normal/1x14x15x5/mask=half');
});

test('takes the height of an image for its width', async () => {
  const ids = await caught(
    right,
    tampered(({ image, ...input }) => ({ ...input, ...(image && { image: [image[1], image[0]] as const }) })),
    layoutCases,
  );
  expect(ids).toContain('layout/batch-height-width-channels/regional/normal/2x3x4x5');
  expect(ids).not.toContain('layout/batch-channels-height-width/max/normal/3x1x7x5/mask=empty-first');
});
