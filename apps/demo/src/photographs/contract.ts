import type { Channels } from './pool/channels.ts';
import type { PoolingName } from './pool/poolingNames.ts';
import type { Settings } from './pool/settings.ts';

/** What the page asks of the engine, which runs in a worker: each call with its argument and its answer. */
export interface EngineCalls {
  readonly open: readonly [OpenModel, ModelFacts];
  /** Reads photographs with the model that is open; news tell of each. */
  readonly add: readonly [readonly NewPhotograph[], undefined];
  readonly cancel: readonly [undefined, undefined];
  readonly clear: readonly [undefined, undefined];
  readonly look: readonly [LookCall, readonly Look[]];
  readonly search: readonly [SearchCall, readonly NearestRow[]];
  readonly score: readonly [Settings, Scores];
  readonly attach: readonly [TakeCall, Attached];
  /** The text of `pooling.json`. */
  readonly spec: readonly [TakeCall, string];
  readonly embed: readonly [TakeCall, Embedded];
}

/** What the engine says while it reads photographs. */
export type EngineNews =
  | {
      readonly kind: 'read';
      readonly id: number;
      readonly picture: Blob;
      readonly size: readonly [number, number];
    }
  | { readonly kind: 'broken'; readonly id: number; readonly name: string; readonly reason: string };

/** A model as it was dropped in, and what the user says of it where the file does not. */
export interface OpenModel {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Other files that came with it, of which some may hold its weights. */
  readonly beside?: readonly File[] | undefined;
  /** Text of a `preprocessor_config.json`, else the name of a preset. */
  readonly config?: string | undefined;
  readonly preset: string;
  readonly tokens?: string | undefined;
  readonly prefix?: number | undefined;
}

/** What was read off a model. */
export interface ModelFacts {
  readonly name: string;
  readonly runsOn: string;
  readonly input: string;
  readonly image: readonly [height: number, width: number];
  readonly preprocessing: string;
  readonly tokens: string;
  readonly count: number;
  readonly channels: number;
  readonly prefix: number;
  readonly prefixBecause: string;
  readonly grid: readonly [rows: number, columns: number];
  readonly heads: number | undefined;
  /** How many groups of channels GGeM has: one a head. */
  readonly groups: number;
  /** How the model pools these tokens itself. */
  readonly pools: string | undefined;
  /** How many classes its head names. */
  readonly classes: number | undefined;
  /** Why no classes are shown; absent where they are, and where the model pools nothing itself. */
  readonly withoutClasses: string | undefined;
  /** Values that could be pooled in place of these. */
  readonly others: readonly { readonly name: string; readonly shape: string }[];
  /** Why the tokens are a guess; absent where the model leaves no choice. */
  readonly unsure: string | undefined;
}

export interface NewPhotograph {
  readonly id: number;
  readonly name: string;
  /** The name of its folder, by which it has a class. */
  readonly label: string | undefined;
  readonly file: Blob;
}

export interface LookCall {
  readonly id: number;
  readonly settings: Settings;
  readonly channels: Channels;
}

/** Where a pooling looks in one photograph. */
export interface Look {
  readonly pooling: PoolingName;
  /** The weight of each patch, row by row, averaged over the channels; absent where the pooling reads no patch. */
  readonly shares: readonly number[] | undefined;
  /** `exp(entropy)` of a channel's weights, averaged over the channels. */
  readonly inUse: number;
  /** How many of the channels look nowhere, as nothing in them is above eps. */
  readonly silent: number;
  /** The likeliest classes, where the model has a head. */
  readonly classes: readonly { readonly index: number; readonly share: number }[] | undefined;
}

export interface SearchCall {
  readonly id: number;
  readonly settings: Settings;
  readonly count: number;
}

export interface NearestRow {
  readonly pooling: PoolingName;
  readonly nearest: readonly { readonly id: number; readonly cosine: number }[];
}

/** Retrieval among the photographs, their folders being the classes. */
export interface Scores {
  readonly photographs: number;
  readonly classes: number;
  readonly rows: readonly ScoreRow[];
}

export interface ScoreRow {
  readonly pooling: PoolingName;
  readonly meanAveragePrecision: number;
  readonly low: number;
  readonly high: number;
  readonly recallAt1: number;
  /** mAP@R less that of the average, in pairs; absent for the average itself. */
  readonly ahead:
    | { readonly by: number; readonly low: number; readonly high: number; readonly resolved: boolean }
    | undefined;
}

export interface TakeCall {
  readonly pooling: PoolingName;
  readonly settings: Settings;
}

/** A model with a pooling built in, and the name of its new output. */
export interface Attached {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly output: string;
}

export interface Embedded {
  readonly data: Float32Array<ArrayBuffer>;
  readonly channels: number;
  /** The photographs, a row each. */
  readonly ids: readonly number[];
}
