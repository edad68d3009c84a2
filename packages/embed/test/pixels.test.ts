import { describe, expect, it } from 'vitest';
import { parsePreprocessing, preprocess, type Resample } from '../src/index.ts';
import { resizeImage } from '../src/pixels/resizeImage.ts';
import { bytesOf, expectedCases, type PixelCase, picture } from './expected.ts';

interface ResizeCase extends PixelCase {
  readonly resample: Resample;
}

interface PipelineCase extends PixelCase {
  readonly config: unknown;
  readonly at: readonly number[];
  readonly values: readonly number[];
}

describe('resizing gives the bytes of Pillow', () => {
  it.each(expectedCases<ResizeCase>('resize'))('$id', (one) => {
    const [width, height] = one.to;
    const resized = resizeImage(picture(one.from), { width, height }, one.resample);
    expect([resized.width, resized.height]).toEqual(one.to);
    expect([...resized.data]).toEqual(bytesOf(one));
  });
});

describe('preprocessing gives the pixels of transformers and timm', () => {
  it.each(expectedCases<PipelineCase>('pipelines'))('$id', (one) => {
    const preprocessing = parsePreprocessing(JSON.stringify(one.config));
    const { data, width, height } = preprocess(picture(one.from), preprocessing);
    expect([width, height]).toEqual(one.to);
    const { scale, mean, deviation } = preprocessing;
    const levels = Array.from({ length: data.length }, (_, i) => {
      const colour = i % 3;
      const value = data[colour * width * height + Math.floor(i / 3)]!;
      return Math.round((value * deviation[colour]! + mean[colour]!) / scale) || 0;
    });
    expect(levels).toEqual(bytesOf(one));
    one.at.forEach((at, i) => {
      expect(Math.abs(data[at]! - one.values[i]!)).toBeLessThan(2e-7 * Math.max(1, Math.abs(one.values[i]!)));
    });
  });
});
