import { describe, expect, test } from 'vitest';
import { headParts } from '../src/photographs/model/headParts.ts';
import { imageInput } from '../src/photographs/model/imageInput.ts';

const value = (name: string, shape: readonly (number | string)[], type = 'float32') =>
  ({ name, isTensor: true, type, shape }) as Parameters<typeof imageInput>[0][number];

const open = ['batch_size', 'num_channels', 'height', 'width'];
const mask = value('pixel_mask', ['batch_size', 64, 64], 'int64');
const detector = 'as detectors do. Open its backbone, or another vision transformer.';

describe('models of another kind are refused with what was seen in them', () => {
  // Inputs and outputs as the usual exporters write them.
  test.each([
    [
      'DETR of transformers',
      [value('pixel_values', open), mask],
      [value('logits', ['batch_size', 100, 92]), value('pred_boxes', ['batch_size', 100, 4])],
      `this one gives pred_boxes float32 [batch_size, 100, 4], ${detector}`,
    ],
    [
      'a detector whose outputs have numbers for names',
      [value('images', [1, 3, 512, 512])],
      [value('345', [1, 300, 80]), value('346', [1, 300, 4])],
      `this one gives 346 float32 [1, 300, 4], four numbers a row, ${detector}`,
    ],
    [
      'YOLOv8 at 640',
      [value('images', [1, 3, 640, 640])],
      [value('output0', [1, 84, 8400])],
      `this one gives output0 float32 [1, 84, 8400], a row for each cell of three grids (6400 + 1600 + 400 cells), ${detector}`,
    ],
    [
      'YOLOv5 at 640, three boxes a cell',
      [value('images', [1, 3, 640, 640])],
      [value('output', [1, 25200, 85])],
      `this one gives output float32 [1, 25200, 85], a row for each cell of three grids (6400 + 1600 + 400 cells), ${detector}`,
    ],
    [
      'SegFormer',
      [value('pixel_values', [1, 3, 512, 512])],
      [value('logits', [1, 150, 128, 128])],
      'this one gives logits float32 [1, 150, 128, 128], a map almost as fine as its image, as models do that segment or redraw it. ',
    ],
    [
      'DeepLab of torchvision, any size',
      [value('input', ['batch', 3, 'height', 'width'])],
      [value('out', ['batch', 21, 'height', 'width'])],
      'this one gives out float32 [batch, 21, height, width], a map almost as fine as its image',
    ],
    [
      'CLIP as a whole',
      [value('input_ids', ['text', 77], 'int64'), value('pixel_values', open)],
      [value('logits_per_image', ['image', 'text'])],
      'this one takes input_ids int64 [text, 77] beside pixel_values float32 [batch_size, num_channels, height, width], as models of text and images do. Export its vision model alone.',
    ],
    [
      'a model with a mask of pixels',
      [value('pixel_values', open), mask],
      [value('last_hidden_state', ['batch_size', 'sequence', 768])],
      'this one takes pixel_values float32 [batch_size, num_channels, height, width] and pixel_mask int64 [batch_size, 64, 64]. Export it with this input.',
    ],
  ])('%s', (_, inputs, outputs, said) => {
    expect(() => imageInput(inputs, outputs)).toThrow(said);
  });

  test.each([
    ['tokens', value('last_hidden_state', [1, 197, 768])],
    ['a feature map', value('features', [1, 512, 7, 7])],
    ['classes', value('logits', [1, 1000])],
  ])('%s of images of 224 are not', (_, output) => {
    const input = value('pixel_values', [1, 3, 224, 224]);
    expect(imageInput([input], [output])).toMatchObject({ name: 'pixel_values', height: 224, width: 224 });
  });
});

describe('what a head takes', () => {
  const token = { type: 'token', index: 0 } as const;
  const mean = { type: 'mean', prefixTokens: 1 } as const;
  const concat = (...parts: readonly object[]) => ({ spec: { type: 'concat', parts } }) as never;

  test('another pooling stands where the average stood, and a class token beside it stays', () => {
    expect(headParts(concat(token, mean))).toEqual([token, 'here']);
    expect(headParts(concat(mean, token))).toEqual(['here', token]);
    expect(headParts(concat(token, token))).toEqual(['here', token]);
    expect(headParts({ spec: mean } as never)).toEqual(['here']);
  });
});
