import { type Preprocessing, parsePreprocessing } from '@ggem/embed';

/** How images are prepared, where no `preprocessor_config.json` says it: names of timm's configurations, and their numbers. */
export const presets = {
  half: { name: 'ViT of Google and timm (AugReg)', crop: 0.9, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  imagenet: {
    name: 'DeiT, DINO, MAE (ImageNet)',
    crop: 0.875,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
  clip: {
    name: 'CLIP',
    crop: 1,
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
  },
} as const;

export type PresetName = keyof typeof presets;

/** The preprocessing of a preset for images of this size. */
export function presetFor(name: string, [height, width]: readonly [number, number]): Preprocessing {
  const { crop, mean, std } = presets[name as PresetName] ?? presets.half;
  return parsePreprocessing({
    input_size: [3, height, width],
    crop_pct: crop,
    interpolation: 'bicubic',
    mean,
    std,
  });
}
