import type { Preprocessing } from '@ggem/embed';
import type { BrokenImage } from '../extract/hashImages.ts';

/** What `result.json` of `ggem-lab heads` holds. */
export interface HeadsResult {
  readonly format: 'ggem-lab-heads';
  readonly version: 1;
  readonly model: { readonly name: string; readonly file: string; readonly sha256: string };
  readonly preprocessing: { readonly from: string; readonly is: Preprocessing };
  readonly versions: Readonly<Record<string, string>>;
  readonly images: {
    readonly from: string;
    readonly names: readonly string[];
    readonly broken: readonly BrokenImage[];
  };
  readonly blocks: readonly BlockHeads[];
}

/** The heads of one block. */
export interface BlockHeads {
  /** The value of the graph that is its attention. */
  readonly attention: string;
  /** Mean distance of each head, in pixels: the mean over images. */
  readonly distances: readonly number[];
  /** Debiased linear CKA of each head with each; absent where there is one head, or where the graph does not show their outputs. */
  readonly similarity?: readonly (readonly number[])[] | undefined;
  /** The mean over pairs of different heads. */
  readonly meanSimilarity?: number | undefined;
}
