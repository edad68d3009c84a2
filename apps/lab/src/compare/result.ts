import type { DataFormat, PoolingSpecInput } from '@ggem/core';
import type { Preprocessing } from '@ggem/embed';
import type { BrokenImage } from '../extract/hashImages.ts';
import type { MeasureName, Outcome } from '../measure/measures.ts';
import type { TokenLayout } from '../read/tokenGrid.ts';

/** What `result.json` holds: all that it takes to repeat a run and to compare it with another one, image by image. */
export interface Result {
  readonly format: 'ggem-lab';
  readonly version: 1;
  readonly command: 'compare' | 'probe' | 'pairs';
  readonly model: {
    readonly name: string;
    readonly file: string;
    readonly sha256: string;
    readonly tokens: string;
    readonly dataFormat: DataFormat;
    readonly layout: TokenLayout;
    readonly heads?: number | undefined;
    /** How it pools now, in words. */
    readonly pools?: string | undefined;
  };
  readonly preprocessing: { readonly from: string; readonly is: Preprocessing };
  readonly settings: {
    readonly parts: number;
    readonly seed: number;
    readonly draws: number;
    readonly level: number;
  };
  readonly versions: Readonly<Record<string, string>>;
  /** Whether the images were made by the scene generator. */
  readonly synthetic?: boolean | undefined;
  /** Texts of the images; where they were measured. */
  readonly texts?: Texts | undefined;
  readonly images: {
    readonly from: string;
    /** Where names begin. Default: `from`, or the folder of that CSV. */
    readonly folder?: string | undefined;
    /** Those that were measured; outcomes are in their order. */
    readonly names: readonly string[];
    readonly hashes: readonly string[];
    readonly labels: readonly string[];
    readonly parts: readonly number[];
    readonly broken: readonly BrokenImage[];
  };
  readonly measures: readonly MeasureName[];
  /** The pooling that all others are compared with. */
  readonly baseline: string;
  readonly rows: readonly Row[];
  /** Where poolings look in some of the images; where the patches are a grid. */
  readonly looks?: Looks | undefined;
  readonly answer: string;
  readonly warnings: readonly string[];
}

/** What images were measured against. */
export interface Texts {
  /** Vectors that were given, or the words of captions. */
  readonly kind: 'words' | 'vectors';
  readonly says: string;
  /** One space for both, or a linear map that was learnt on other parts. */
  readonly space: 'shared' | 'linear';
  /** Captions of each image. */
  readonly counts: readonly number[];
  /** Among how many images each text looks, at least. */
  readonly gallery: number;
  /** Whether `labels` are classes; else each image is one of its own. */
  readonly hasClasses: boolean;
}

/** Weights of patches, as `lookOf` has them. */
export interface Looks {
  /** Numbers of the images. */
  readonly images: readonly number[];
  /** By the names of poolings, in the order of `images`; those that look at no patch have none. */
  readonly weights: Readonly<Record<string, readonly (readonly number[])[]>>;
}

/** A pooling, and what came of it. */
export interface Row {
  readonly name: string;
  readonly spec: PoolingSpecInput;
  /** The nearest image of each, `null` where it was left out; where retrieval was measured. */
  readonly nearest?: Outcome | undefined;
  readonly results: Readonly<Partial<Record<MeasureName, RowResult>>>;
  /** How it was trained; where it was. */
  readonly training?: Training | undefined;
}

/** How a pooling was trained together with a head. */
export interface Training {
  readonly epochs: number;
  /** The learning rate that was chosen, those that were tried, and the held-out loss of each, `null` where it was not finite. */
  readonly rate: number;
  readonly rates: readonly number[];
  readonly losses: readonly (number | null)[];
  /** Exponents that it came to, predicting part 0. */
  readonly p?: readonly number[] | undefined;
}

/** One measure of one pooling. Shares from 0 to 1. */
export interface RowResult {
  readonly mean: number;
  readonly each: Outcome;
  /** The mean of each part, where parts were predicted by trainings of their own, each from another seed. */
  readonly seeds?: readonly number[] | undefined;
  /** Absent for the baseline itself. */
  readonly against?: Against | undefined;
}

/** The difference to the baseline, with its intervals. */
export interface Against {
  readonly difference: number;
  /** Over images: what other images of these classes would give. */
  readonly images: Span;
  /** Over classes: what other classes would give. */
  readonly classes: Span;
  /** The t-interval over seeds: what other seeds would give. Absent where nothing was trained, or once. */
  readonly seeds?: Span | undefined;
  /** The smallest difference that so many images resolve. */
  readonly smallest: number;
}

export interface Span {
  readonly low: number;
  readonly high: number;
  readonly resolved: boolean;
}
