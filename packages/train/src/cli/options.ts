/** An option, declared once: the parser, the types and the help are made from this. */
export interface Option {
  /** What its value is; an option without a kind is a flag. */
  readonly kind?: 'text' | 'count' | 'number' | 'exponents' | 'numbers';
  /** The placeholder of the value in the help. */
  readonly value?: string;
  readonly short?: string;
  readonly help: string;
  /** Heading that the help puts before this option and those that follow. */
  readonly heading?: string;
}

interface Kinds {
  readonly text: string;
  readonly count: number;
  readonly number: number;
  readonly exponents: number | string | readonly (number | string)[];
  readonly numbers: readonly number[];
}

/** The options, in the order of the help. */
export const options = {
  images: { kind: 'text', value: 'DIR', help: 'a folder with a folder of images for each class' },
  csv: { kind: 'text', value: 'FILE', help: 'instead: a CSV, an image file and its class in each line' },
  out: {
    kind: 'text',
    value: 'FILE',
    short: 'o',
    help: 'the new model; default: vit.tuned.onnx for vit.onnx. Beside it: the pooling\n(.json, .safetensors), the classes, and the folder of the run (.run)',
  },
  force: { help: 'overwrite these files' },
  resume: { help: 'go on with the run that lies there; --rate and the like may be others' },

  pooling: {
    heading: 'The pooling',
    kind: 'text',
    value: 'TYPE',
    help: 'ggem, gem, mean, max, token, lse, ...',
  },
  groups: {
    kind: 'count',
    value: 'N',
    help: 'groups of channels, of ggem: the number of heads is a good choice',
  },
  p: { kind: 'exponents', value: 'P', help: 'exponent to start from, or one a group: 3,4,5' },
  spec: { kind: 'text', value: 'JSON', help: 'instead of these: a spec' },
  tokens: { kind: 'text', value: 'NAME', help: 'the value to pool; default: what the model pools now' },

  blocks: {
    heading: 'What is trained',
    kind: 'count',
    value: 'K',
    help: 'the last K blocks, pooling and head; default: 1',
  },
  from: { kind: 'text', value: 'FROM', help: 'instead: head (a linear probe), all, or the name of a value' },
  loss: { kind: 'text', value: 'LOSS', help: 'crossEntropy, or normSoftmax for retrieval' },
  epochs: { kind: 'count', value: 'N', help: 'default: 10' },
  batch: { kind: 'count', value: 'N', help: 'images of a step; default: 16' },
  rate: { kind: 'number', value: 'RATE', help: 'highest learning rate; default: 0.0005' },
  'pooling-rate': { kind: 'number', value: 'N', help: 'rate of p, in learning rates; default: 10' },
  'layer-decay': {
    kind: 'number',
    value: 'X',
    help: 'rate of a block, in rates of the one behind it; default: 0.75',
  },
  'weight-decay': { kind: 'number', value: 'X', help: 'default: 0.05' },
  'label-smoothing': { kind: 'number', value: 'X', help: 'default: 0.1' },
  augment: { help: 'random crops and flips: the frozen part then runs in each step' },
  mixup: { kind: 'number', value: 'ALPHA', help: 'mixup, with --augment; 0.2 is usual' },
  seed: { kind: 'number', value: 'N', help: 'default: 0' },

  'held-out': {
    heading: 'Data and machine',
    kind: 'number',
    value: 'SHARE',
    help: 'share of each class to measure on; default: 0.25',
  },
  size: { kind: 'count', value: 'N', help: 'side of an image, where the model leaves it open' },
  preprocessing: {
    kind: 'text',
    value: 'FILE',
    help: "what images go through: preprocessor_config.json, or timm's config.json",
  },
  crop: {
    kind: 'number',
    value: 'X',
    help: 'instead: share of the shorter side that the crop keeps; default: 0.9',
  },
  mean: { kind: 'numbers', value: 'R,G,B', help: 'default: 0.5,0.5,0.5' },
  std: { kind: 'numbers', value: 'R,G,B', help: 'default: 0.5,0.5,0.5' },
  workers: {
    kind: 'count',
    value: 'N',
    help: 'threads, each with a part of a batch; default: 2, or 1 on one core',
  },
} as const;

/** The values that came: `true` for a flag. */
export type Values = {
  readonly [K in keyof typeof options]?:
    | ((typeof options)[K] extends { readonly kind: infer Kind extends keyof Kinds } ? Kinds[Kind] : boolean)
    | undefined;
};
