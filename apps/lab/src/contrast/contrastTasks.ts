import type {
  FinetuneData,
  FinetuneSettings,
  FinetuneStep,
  FinetuneTask,
} from '../finetune/finetuneTasks.ts';
import type { Outcome, PairMeasure } from '../measure/measures.ts';

/** The text encoder that is trained, and what it reads. */
export interface ContrastTexts {
  /** How many ids there are, and how many of them a text has. */
  readonly count: number;
  readonly tokens: number;
  readonly blocks: number;
  /** Width of the text encoder, and length of all vectors. */
  readonly width: number;
  /** Ids of each caption of an image, by the places of images. */
  readonly captions: readonly (readonly (readonly number[])[])[];
  readonly prompts?:
    | { readonly labels: readonly string[]; readonly ids: readonly (readonly number[])[] }
    | undefined;
  /** The class of each image; where zero-shot classification is measured. */
  readonly labels?: readonly string[] | undefined;
}

/** The model and the images. */
export interface ContrastData
  extends Pick<FinetuneData, 'model' | 'tokens' | 'preprocessing' | 'size' | 'files' | 'train'> {
  readonly test: readonly number[];
}

/** How both sides are trained; absent is what `@ggem/train` takes. */
export type ContrastSettings = Pick<
  FinetuneSettings,
  'epochs' | 'batch' | 'rate' | 'poolingRate' | 'layerDecay' | 'weightDecay'
>;

/** One training of images and texts, or the tokens that it starts from. */
export interface ContrastTask
  extends Pick<FinetuneTask, 'spec' | 'depth' | 'seed' | 'cache' | 'state' | 'model'> {
  readonly data: ContrastData;
  readonly settings: ContrastSettings;
  readonly texts: ContrastTexts;
  readonly wanted: readonly PairMeasure[];
}

/** What came of the images held out. */
export interface ContrastAnswer {
  readonly outcomes: Readonly<Partial<Record<PairMeasure, Outcome>>>;
  /** The temperature that training came to. */
  readonly temperature: number;
  /** Trained exponents, where the pooling has some. */
  readonly p?: readonly number[] | undefined;
}

/** What is asked of a thread that trains images and texts. */
export type ContrastTasks = {
  readonly pixels: readonly [ContrastTask, undefined, FinetuneStep];
  readonly tokens: readonly [ContrastTask, undefined, FinetuneStep];
  readonly train: readonly [ContrastTask, ContrastAnswer, FinetuneStep];
};
