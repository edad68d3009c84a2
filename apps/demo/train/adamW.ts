import type { HostTensor } from '../src/model/weightsFile.ts';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;
/** Share of each matrix taken away at learning rate 1. */
const WEIGHT_DECAY = 0.05;
/** p moves slowly otherwise: its gradient is small beside those of the weights. */
const P_RATE = 10;
/** Longest gradient, over all parameters together. */
const CLIP = 1;

/** Numbers by parameter name. */
export type HostArrays = ReadonlyMap<string, Float32Array>;

/** What AdamW remembers: means of the gradients and of their squares. */
export interface AdamState {
  readonly mean: HostArrays;
  readonly square: HostArrays;
}

export function adamState(parameters: ReadonlyMap<string, HostTensor>): AdamState {
  const zeros = (): HostArrays =>
    new Map([...parameters].map(([name, { values }]) => [name, new Float32Array(values.length)]));
  return { mean: zeros(), square: zeros() };
}

/**
 * One step of Adam with decoupled weight decay, in place. `step` counts from 0.
 *
 * Matrices decay; positions, biases, norms and p do not. p has ten times the learning rate.
 * It runs on the host: a hundred thousand numbers take a millisecond, and a checkpoint is a copy of them.
 */
export function adamW(
  parameters: ReadonlyMap<string, HostTensor>,
  gradients: HostArrays,
  state: AdamState,
  step: number,
  rate: number,
): void {
  const shrink = Math.min(1, CLIP / (length(gradients) + 1e-12));
  const unbias1 = 1 / (1 - BETA1 ** (step + 1));
  const unbias2 = 1 / (1 - BETA2 ** (step + 1));
  for (const [name, { values }] of parameters) {
    const gradient = gradients.get(name)!;
    const mean = state.mean.get(name)!;
    const square = state.square.get(name)!;
    const ownRate = isP(name) ? rate * P_RATE : rate;
    const keep = decays(name) ? 1 - rate * WEIGHT_DECAY : 1;
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i]! * shrink;
      mean[i] = BETA1 * mean[i]! + (1 - BETA1) * g;
      square[i] = BETA2 * square[i]! + (1 - BETA2) * g * g;
      const move = (mean[i]! * unbias1) / (Math.sqrt(square[i]! * unbias2) + EPSILON);
      values[i] = values[i]! * keep - ownRate * move;
    }
  }
}

function isP(name: string): boolean {
  return name.endsWith('/p');
}

function decays(name: string): boolean {
  return name.endsWith('/weight');
}

/** Length of all gradients as one vector. */
function length(gradients: HostArrays): number {
  let sum = 0;
  for (const gradient of gradients.values()) for (const g of gradient) sum += g * g;
  return Math.sqrt(sum);
}
