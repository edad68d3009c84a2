import type { PoolingSpecInput } from '@ggem/core';
import type { Result, RowResult } from '../compare/result.ts';
import type { VariantName } from './variants.ts';

/** What `result.json` of `ggem-lab robust` holds. */
export interface RobustResult extends Pick<Result, 'model' | 'preprocessing' | 'versions' | 'synthetic'> {
  readonly format: 'ggem-lab-robust';
  readonly version: 1;
  readonly settings: Result['settings'] & { readonly by: 'knn' | 'probe' };
  readonly images: Omit<Result['images'], 'labels' | 'parts'> & {
    /** Absent where there are no classes: then accuracy is not measured. */
    readonly labels?: readonly string[] | undefined;
    readonly parts?: readonly number[] | undefined;
  };
  /** The pooling that all others are compared with. */
  readonly baseline: string;
  readonly rows: readonly RobustRow[];
}

/** A pooling, and what came of it. Outcomes are in the order of the images, `null` where there is no such variant. */
export interface RobustRow {
  readonly name: string;
  readonly spec: PoolingSpecInput;
  /** Whether each variant is given its class by what was trained on originals of other parts. */
  readonly accuracy: Readonly<Partial<Record<VariantName, RowResult>>>;
  /** The mean over the variants. */
  readonly mean?: number | undefined;
  /** R@1: whether the nearest original of a variant is its own. */
  readonly recall: Readonly<Record<SwapName, RowResult>>;
}

/** The variants that ask for their original. */
export const swaps = ['onlyForeground', 'mixedRandom'] as const satisfies readonly VariantName[];

export type SwapName = (typeof swaps)[number];
