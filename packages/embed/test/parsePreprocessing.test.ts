import { describe, expect, it } from 'vitest';
import { finalSize, parsePreprocessing } from '../src/index.ts';

const colours = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
const timm = {
  input_size: [3, 224, 224],
  interpolation: 'bicubic',
  crop_pct: 0.9,
  mean: [0.5, 0.5, 0.5],
  std: [0.5, 0.5, 0.5],
};

describe('the size that a model sees', () => {
  it.each([
    [{ size: { height: 224, width: 224 }, resample: 3, ...colours }, 224],
    [{ size: { shortest_edge: 256 }, crop_size: { height: 224, width: 224 }, resample: 3, ...colours }, 224],
    [{ size: { shortest_edge: 384 }, crop_pct: 0.875, resample: 3, ...colours }, 384],
    [{ size: { shortest_edge: 256 }, resample: 3, ...colours }, undefined],
    [timm, 224],
    [{ architecture: 'x', pretrained_cfg: { ...timm, crop_mode: 'squash' } }, 224],
  ])('%#', (config, side) => {
    expect(finalSize(parsePreprocessing(config))).toEqual(side && { height: side, width: side });
  });
});

it('a step that is switched off is not done, whatever its fields say', () => {
  const config = {
    do_resize: false,
    size: 7,
    do_center_crop: false,
    crop_size: 9,
    do_normalize: false,
    do_rescale: false,
  };
  expect(parsePreprocessing(config)).toEqual({
    resize: undefined,
    crop: undefined,
    scale: 1,
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
  });
});

describe('a file that does not say enough, or asks for too much, is refused by its field', () => {
  it.each([
    ['{', 'parsePreprocessing: config must be JSON, but it cannot be parsed. Give the text of the file.'],
    [
      { hidden_size: 192 },
      'parsePreprocessing: config must be a preprocessor_config.json, or a config.json of timm with its pretrained_cfg, but it has the fields of neither. Give that file, or the preprocessing itself.',
    ],
    [[1], 'it has the fields of neither'],
    [
      { ...colours, size: 224 },
      'preprocessor_config.json: resample must be one of 0, 1, 2, 3, 4, 5, but undefined came. Say how to resample.',
    ],
    [
      { ...colours, resample: 2 },
      'preprocessor_config.json: size must be there, but undefined came. Give { height, width } or { shortest_edge }.',
    ],
    [
      { ...colours, resample: 2, size: { longest_edge: 5 } },
      'preprocessor_config.json: size: longest_edge must be left out, but 5 came. That step is not supported: prepare images yourself.',
    ],
    [
      { ...colours, resample: 2, size: 224, crop_size: 200 },
      'preprocessor_config.json: size must be { height, width } or { shortest_edge } where the processor has no name, but 224 came. Say which.',
    ],
    [
      { ...colours, resample: 2, size: 224, do_pad: true },
      'preprocessor_config.json: do_pad must be left out, but true came. That step is not supported: prepare images yourself.',
    ],
    [
      { do_normalize: true, resample: 2, size: 224 },
      'preprocessor_config.json: image_mean must be three numbers, but undefined came. Models of other than three colours are not supported.',
    ],
    [
      { ...timm, input_size: [1, 28, 28] },
      'config.json: input_size must be [3, height, width], but [1, 28, 28] came. Models of other than three colours are not supported.',
    ],
    [
      { ...timm, crop_mode: 'border' },
      'config.json: crop_mode must be center or squash, but "border" came. Prepare images yourself for any other.',
    ],
    [
      { ...timm, crop_pct: undefined },
      'config.json: crop_pct must be a positive number, but undefined came. Correct the file, or give the preprocessing yourself.',
    ],
    [
      { ...timm, interpolation: 'random' },
      'config.json: interpolation must be one of nearest, box, bilinear, hamming, bicubic, lanczos, but "random" came. Say how to resample.',
    ],
  ])('%#', (config, message) => {
    expect(() => parsePreprocessing(config)).toThrow(message);
  });
});
