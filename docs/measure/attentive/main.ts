import { type Interval, pairedBootstrap } from '@ggem/analysis';
import type { PoolingSpecInput } from '@ggem/core';
import { type AttentiveProbeCall, attentiveProbe, mulberry32, sessionsOf } from '@ggem/train';
import * as runtime from 'onnxruntime-node';
import { channels, tokens } from '../vit.ts';
import { readFlowers, splitByClass } from './flowers.ts';
import { kept } from './kept.ts';

const prefixTokens = 1;
const shift = { negatives: 'shift', prefixTokens } as const;
/** As many groups as the ViT has heads. */
const groups = 3;

const poolings: readonly (readonly [string, PoolingSpecInput])[] = [
  ['class token', { type: 'token' }],
  ['mean', { type: 'mean', prefixTokens }],
  ['GeM', { type: 'gem', p: 3, ...shift }],
  ['GGeM, 3 groups', { type: 'ggem', groups, p: 3, ...shift }],
  ['EP, 32 queries', { type: 'mean', prefixTokens, attend: { score: 'query', groups: 32, value: 192 } }],
  ['ABMIL, gated', { type: 'mean', prefixTokens, attend: { score: 'gated' } }],
  ['SimPool', { type: 'mean', prefixTokens, attend: { score: 'mean' } }],
  ['attentive GGeM, 3 groups', { type: 'ggem', groups, p: 3, ...shift, attend: { score: 'query' } }],
  [
    'attentive GGeM, 32 queries',
    { type: 'ggem', groups, p: 3, ...shift, attend: { score: 'query', groups: 32 } },
  ],
];

/** Where the authors of EP start: queries with deviation 0.02, and a projection as PyTorch initialises linear layers. */
const drawnStart: AttentiveProbeCall['start'] = (name, values, draw) => {
  const bound = name === 'attend.value' ? 1 / Math.sqrt(192) : 0.02 * Math.sqrt(3);
  if (name.startsWith('attend.')) values.set(values.map(() => bound * (2 * draw() - 1)));
};

const rates = [3e-3, 1e-2, 3e-2];
const epochs = 20;
const splits = [1, 2, 3];

export interface AttentiveResult {
  readonly epochs: number;
  readonly rates: readonly number[];
  readonly poolings: readonly AttentiveRow[];
  readonly starts: readonly StartRow[];
}

export interface AttentiveRow {
  readonly name: string;
  readonly spec: PoolingSpecInput;
  /** The learning rate whose loss on validation images was least, and that loss for each. */
  readonly rate: number;
  readonly losses: readonly number[];
  /** The share of test images that are classified correctly, for each split. */
  readonly accuracies: readonly number[];
  /** Intervals of the difference to the mean, over all test images and over classes. */
  readonly overImages: Interval;
  readonly overClasses: Interval;
  /** Trained exponents of the first split. */
  readonly p: readonly number[] | undefined;
}

export interface StartRow {
  readonly name: string;
  /** Loss on validation images for each rate. */
  readonly losses: readonly number[];
}

/**
 * The accuracy of each pooling, trained together with a head on frozen tokens of Flowers-17: of each class, 60 images are
 * for training and 20 for testing.
 */
export async function measureAttentive(): Promise<AttentiveResult> {
  const flowers = await readFlowers();
  const frozen = {
    tokens,
    channels,
    read: (image: number, into: Float32Array) => {
      into.set(flowers.tokens.subarray(image * into.length, (image + 1) * into.length));
    },
  };
  const classes = new Set(flowers.labels).size;
  const probe = (
    call: Pick<AttentiveProbeCall, 'pooling' | 'train' | 'test' | 'rate' | 'start'>,
    seed: number,
  ) =>
    attentiveProbe({
      ...call,
      tokens: frozen,
      labels: flowers.labels,
      classes,
      epochs,
      draw: mulberry32(seed),
      session: sessionsOf(runtime),
    });
  const [train, validation] = splitByClass(flowers.labels, 0, [50, 10]) as [number[], number[]];
  const sweep = async (name: string, spec: PoolingSpecInput, start?: AttentiveProbeCall['start']) => {
    const losses: number[] = [];
    for (const rate of rates) {
      const call = { pooling: spec, train, test: validation, rate, start };
      losses.push((await kept(`${name}, rate ${rate}`, () => probe(call, 7))).loss);
    }
    return losses;
  };
  const found = [];
  for (const [name, spec] of poolings) {
    const losses = await sweep(name, spec);
    const rate = rates[losses.indexOf(Math.min(...losses))]!;
    /** Outcomes of each image in the splits that ask for it, which are no outcomes of different images. */
    const outcomes = new Map<number, number[]>();
    const accuracies: number[] = [];
    let p: readonly number[] | undefined;
    for (const split of splits) {
      const [learnt, asked] = splitByClass(flowers.labels, split, [60, 20]) as [number[], number[]];
      const answer = await kept(`${name}, split ${split}, rate ${rate}`, () =>
        probe({ pooling: spec, train: learnt, test: asked, rate }, split),
      );
      const hits = asked.map((image, i) => Number(answer.named[i] === flowers.labels[image]));
      asked.forEach((image, i) => {
        outcomes.set(image, [...(outcomes.get(image) ?? []), hits[i]!]);
      });
      accuracies.push(meanOf(hits));
      p ??= answer.parameters.p && Array.from(answer.parameters.p);
    }
    const right = Array.from(outcomes.values(), meanOf);
    found.push({ name, spec, rate, losses, accuracies, right, images: [...outcomes.keys()], p });
  }
  const base = found.find(({ name }) => name === 'mean')!;
  return {
    epochs,
    rates,
    poolings: found.map(({ right, images, ...row }) => ({
      ...row,
      overImages: pairedBootstrap({ a: right, b: base.right }),
      overClasses: pairedBootstrap({
        a: right,
        b: base.right,
        classes: images.map((image) => flowers.labels[image]!),
      }),
    })),
    starts: [
      { name: 'EP, 32 queries, drawn', losses: await sweep('EP drawn', poolings[4]![1], drawnStart) },
      {
        name: 'attentive GGeM, 32 queries, drawn',
        losses: await sweep('attentive GGeM drawn', poolings[8]![1], drawnStart),
      },
    ],
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b) / values.length;
}
