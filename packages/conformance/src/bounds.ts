import type { Case, Property } from './case.ts';

/** How far a value may be off: so many times its scale, in units of the roundoff of the float type; and where that comes from. */
export interface Bound {
  readonly factor: number;
  /** The worst error of all cases on float32 arrays: correctly rounded operations, sums in order. */
  readonly rounded: number;
  /** The worst error where division, exp and log err at random, as far as WGSL allows GPUs to; sums in order or shuffled. */
  readonly sloppy: number;
}

/**
 * The scale of an expected value already says what was summed, over how many tokens, and how steep the function is there.
 * These are the factors that are left, for the rounding of libraries: about twice the worst that was measured.
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

/** The factor for a property of a case; 0 where the value must be exact, since nothing is computed. */
export function boundFactor(one: Case, property: Property): number {
  const key = `${kindOf(one)} ${property}`;
  return Object.hasOwn(bounds, key) ? bounds[key as BoundKey].factor : 0;
}

/**
 * The kind of a case in `bounds`: an operation, a pooling whose scales were derived, or one for which `tools/goldens`
 * computed the error together with the value.
 */
export function kindOf(one: Case): string {
  if (one.kind === 'operation') return one.op;
  const { type } = one.spec;
  if (one.spec.after !== undefined || 'attend' in one.spec) return 'composed';
  if (type === 'gem' || type === 'ggem') return 'power mean';
  return type === 'token' || type === 'mean' || type === 'max' ? type : 'composed';
}
