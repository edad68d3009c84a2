import type { Case, Property } from './case.ts';

/** How many times its scale, in units of the float type's roundoff, a value may be off, and what set that number. */
export interface Bound {
  readonly factor: number;
  /** Worst seen over all cases on float32 arrays: correctly rounded operations, sums in order. */
  readonly rounded: number;
  /** Worst seen where division, exp and log err at random as far as WGSL lets a GPU; sums in order or shuffled. */
  readonly sloppy: number;
}

/**
 * The scale of an expected value already holds what was summed, over how many tokens, and how steep the function is
 * there. What is left is one small factor for the sloppiness of libraries: about twice the worst that was measured.
 */
export const bounds: Readonly<Record<BoundKey, Bound>> = {
  'add value': { factor: 2, rounded: 0, sloppy: 0 },
  'sub value': { factor: 2, rounded: 0, sloppy: 0 },
  'mul value': { factor: 2, rounded: 0.9, sloppy: 0.9 },
  'div value': { factor: 10, rounded: 0.9, sloppy: 5.4 },
  'exp value': { factor: 12, rounded: 0.5, sloppy: 6.0 },
  'log value': { factor: 16, rounded: 0.2, sloppy: 7.9 },
  'power value': { factor: 12, rounded: 0.7, sloppy: 6.0 },
  'sum value': { factor: 4, rounded: 0.8, sloppy: 0.8 },
  'collect value': { factor: 4, rounded: 0, sloppy: 0 },
  'sumBatch value': { factor: 4, rounded: 0, sloppy: 0 },
  'linear value': { factor: 4, rounded: 0.4, sloppy: 0.4 },
  'mean y': { factor: 7, rounded: 1.2, sloppy: 3.8 },
  'mean dx': { factor: 11, rounded: 1.3, sloppy: 5.7 },
  'mean w': { factor: 9, rounded: 0.8, sloppy: 4.5 },
  'max dx': { factor: 10, rounded: 0.9, sloppy: 4.1 },
  'max w': { factor: 10, rounded: 0.9, sloppy: 4.8 },
  'power mean y': { factor: 30, rounded: 4.9, sloppy: 15 },
  'power mean dx': { factor: 20, rounded: 4.1, sloppy: 10.1 },
  'power mean dp': { factor: 16, rounded: 2.4, sloppy: 7.9 },
  'power mean w': { factor: 16, rounded: 2.9, sloppy: 7.6 },
  'composed y': { factor: 20, rounded: 1.9, sloppy: 9 },
  'composed dx': { factor: 10, rounded: 2.5, sloppy: 3.4 },
  'composed dp': { factor: 10, rounded: 0.5, sloppy: 3.2 },
  'composed w': { factor: 14, rounded: 2.6, sloppy: 5.8 },
};

type BoundKey =
  | `${'add' | 'sub' | 'mul' | 'div' | 'exp' | 'log' | 'power' | 'sum' | 'collect' | 'sumBatch' | 'linear'} value`
  | `${'mean' | 'max'} ${'dx' | 'w'}`
  | 'mean y'
  | `${'power mean' | 'composed'} ${'y' | 'dx' | 'dp' | 'w'}`;

/** The factor for a property of a case; 0 where nothing is computed, so that the value must be exact. */
export function boundFactor(one: Case, property: Property): number {
  const key = `${kindOf(one)} ${property}`;
  return Object.hasOwn(bounds, key) ? bounds[key as BoundKey].factor : 0;
}

/** What a case is bounded as: an operation, a pooling whose scales were derived, or one whose errors were run along. */
export function kindOf(one: Case): string {
  if (one.kind === 'operation') return one.op;
  const { type } = one.spec;
  if (one.spec.after !== undefined) return 'composed';
  if (type === 'gem' || type === 'ggem') return 'power mean';
  return type === 'token' || type === 'mean' || type === 'max' ? type : 'composed';
}
