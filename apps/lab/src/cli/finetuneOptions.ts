import type { Values } from './option.ts';
import { splitOptions, trainedOptions } from './trainedOptions.ts';

/** What `finetune` takes where nothing is said. */
export const usual = {
  out: 'ggem-lab-finetune',
  poolings: ['token', 'mean', 'max', 'gem', 'ggem'],
} as const;

/** The options of `finetune`, in the order of the help. */
export const options = {
  ...trainedOptions(usual, 'result.json, report.html, models'),
  blocks: {
    kind: 'texts',
    value: 'LIST',
    help: 'how many of the last blocks, 0 for pooling and head\nalone, or all; default: 0,1,2',
  },
  scratch: {
    kind: 'text',
    value: 'JSON',
    help: 'instead of --model, a ViT trained from nothing, for\nimages of --size: {"patch":4,"width":64,"depth":4,"heads":4}\n(hidden and deviation too); each seed has other weights',
  },
  models: { help: 'keep the trained models, in RUN/models' },
  hold: {
    kind: 'text',
    value: 'WHAT',
    help: 'images (default), or classes: whole classes are held\nout, and searched: retrieval of what no training saw',
  },

  epochs: { heading: 'How it is trained', kind: 'count', value: 'N', help: 'default: 10' },
  batch: { kind: 'count', value: 'N', help: 'images of a step; default: 16' },
  rate: { kind: 'number', value: 'RATE', help: 'highest learning rate; default: 0.0005' },
  'pooling-rate': { kind: 'number', value: 'N', help: 'rate of p, in learning rates; default: 10' },
  'layer-decay': {
    kind: 'number',
    value: 'X',
    help: 'rate of a block, in rates of the one behind it;\ndefault: 0.75, from nothing 1',
  },
  'weight-decay': { kind: 'number', value: 'X', help: 'default: 0.05' },
  'label-smoothing': { kind: 'number', value: 'X', help: 'default: 0.1' },
  loss: { kind: 'text', value: 'LOSS', help: 'crossEntropy, or normSoftmax for retrieval' },
  augment: { help: 'random crops and flips: the frozen part then runs\nin each step' },
  'crop-scale': {
    kind: 'number',
    value: 'X',
    help: 'with --augment: smallest share of its area that a crop\nkeeps; default: 0.35, for small images rather 0.7; 1: none',
  },
  'no-flip': { help: 'with --augment: never mirrored, as digits must not be' },
  mixup: { kind: 'number', value: 'ALPHA', help: 'with --augment: mixup; 0.2 is usual' },
  ...splitOptions,
} as const;

export type FinetuneValues = Values<typeof options>;
