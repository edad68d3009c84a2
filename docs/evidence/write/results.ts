/** An interval, and whether 0 lies outside. */
export interface Span {
  readonly low: number;
  readonly high: number;
  readonly resolved: boolean;
}

/** A difference to the baseline, as the laboratory wrote it. Shares from 0 to 1. */
export interface Against {
  readonly difference: number;
  readonly images: Span;
  readonly classes: Span;
  readonly smallest: number;
  readonly seeds?: Span;
}

/** What came of each image: numbers, or a text of `0`, `1` and `-` for none. */
export type KeptOutcome = string | readonly (number | null)[];

/** A spec, as far as it says which pooling it is. */
export interface Spec {
  readonly type: string;
  readonly p?: number | string | readonly (number | string)[];
  readonly groups?: number;
  readonly negatives?: string;
  readonly trainable?: boolean;
  readonly attend?: { readonly score: string };
}

interface Kept {
  readonly model: {
    readonly name: string;
    readonly heads?: number;
    readonly layout?: { readonly channels: number };
  };
  readonly settings: { readonly draws: number; readonly level: number; readonly seed: number };
  readonly baseline: string;
}

/** `finetune`, `train-p` and image-text training: trainings from several seeds. */
export interface TrainedResult extends Kept {
  readonly format: 'ggem-lab-trained';
  readonly settings: Kept['settings'] & { readonly seeds: readonly number[] };
  readonly measures: readonly string[];
  readonly groups: readonly { readonly name: string; readonly rows: readonly TrainedRow[] }[];
  readonly leftOut?: readonly string[];
}

export interface TrainedRow {
  readonly name: string;
  readonly spec: Spec;
  readonly runs: readonly {
    readonly seed: number;
    readonly p?: { readonly before: readonly number[]; readonly after: readonly number[] };
    readonly each: Readonly<Record<string, KeptOutcome>>;
    readonly sets?: Readonly<Record<string, Readonly<Record<string, KeptOutcome>>>>;
  }[];
  readonly results: TrainedMeasures;
  /** The same of further sets of images, by their names. */
  readonly sets?: Readonly<Record<string, TrainedMeasures>>;
}

type TrainedMeasures = Readonly<Record<string, { readonly against?: Against }>>;

/** `compare` and `probe`: each image once. */
export interface ComparedResult extends Kept {
  readonly format: 'ggem-lab';
  readonly measures: readonly string[];
  /** Which part predicted each image. */
  readonly images: { readonly parts: readonly number[] };
  readonly rows: readonly {
    readonly name: string;
    readonly spec: Spec;
    /** Where each part was predicted by a training of its own. */
    readonly training?: unknown;
    readonly results: Readonly<Record<string, OnceMeasured>>;
  }[];
}

export interface OnceMeasured {
  readonly each: KeptOutcome;
  readonly against?: Against;
}

/** `robust`: the variants of ImageNet-9. */
export interface RobustResult extends Kept {
  readonly format: 'ggem-lab-robust';
  readonly rows: readonly {
    readonly name: string;
    readonly spec: Spec;
    readonly accuracy: Readonly<Record<string, OnceMeasured>>;
    readonly recall: Readonly<Record<string, OnceMeasured>>;
  }[];
}

/** `heads` of one model. */
export interface HeadsResult {
  readonly format: 'ggem-lab-heads';
  readonly blocks: readonly {
    /** Mean distance of each head, in pixels. */
    readonly distances: readonly number[];
    /** Debiased CKA, the mean over pairs of heads. */
    readonly meanSimilarity?: number;
  }[];
}

/** `maps`: where poolings look. */
export interface MapsResult extends Pick<Kept, 'model'> {
  readonly format: 'ggem-lab-maps';
  readonly channels: readonly number[];
  readonly rows: readonly {
    readonly name: string;
    readonly spec: Spec;
    readonly effectiveTokens: { readonly mean: number };
    readonly effectiveByChannel: { readonly mean: number };
  }[];
  readonly shown: readonly {
    /** Of each channel. A map of 0 and 1 alone, such as the weights of a maximum, is kept as a text. */
    readonly activation: readonly KeptOutcome[];
    readonly poolings: readonly { readonly look: { readonly channels: readonly KeptOutcome[] } }[];
  }[];
}

/** A result by its format. Throws where it is of another one. */
export function resultOf<T extends { readonly format: string }>(
  value: unknown,
  formats: readonly T['format'][],
): T {
  const { format } = (value ?? {}) as { readonly format?: string };
  if (formats.some((one) => one === format)) return value as T;
  throw new Error(`evidence: a result must be ${formats.join(' or ')}, but its format is ${format}.`);
}
