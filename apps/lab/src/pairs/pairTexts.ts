import { basename } from 'node:path';
import type { ImageEntry } from '../read/imageList.ts';
import type { Rows } from '../read/readNpy.ts';
import { readVectors } from '../read/readVectors.ts';
import { refuse } from '../refuse.ts';
import type { Prompts } from './readPrompts.ts';
import { type TextModel, textEncoder } from './textEncoder.ts';
import { wordVectors } from './wordVectors.ts';

/** Where vectors of texts come from. */
export interface TextOptions {
  /** A file with a vector for each caption, in the order of the CSV; else texts are their words. */
  readonly texts?: string | undefined;
  /** Instead: what makes vectors of captions and prompts. */
  readonly textModel?: TextModel | undefined;
  readonly prompts?: Prompts | undefined;
  /** A file with a vector for each prompt. */
  readonly promptTexts?: string | undefined;
}

/** How texts are worked on. */
export interface TextWork {
  readonly onText: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** Vectors of the captions and of classes. */
export interface PairTexts {
  readonly kind: 'words' | 'vectors';
  /** What they are, in words. */
  readonly says: string;
  /** A row for each caption, in the order of the CSV. */
  readonly captions: Rows;
  /** The class of each prompt, and a row for each. */
  readonly prompts?: { readonly labels: readonly string[]; readonly vectors: Rows } | undefined;
}

/** Vectors for all captions of these images. `onText` hears of each text that went through the encoder. */
export async function pairTexts(
  images: readonly ImageEntry[],
  options: TextOptions,
  { onText, signal }: TextWork,
): Promise<PairTexts> {
  const captions = captionsOf(images);
  const { prompts, textModel } = options;
  if (textModel !== undefined) {
    const encoder = await textEncoder(textModel);
    const vectors = await encoder.of([...captions, ...(prompts?.texts ?? [])], onText, signal);
    const width = vectors.shape[1];
    const part = (from: number, to: number): Rows => ({
      data: vectors.data.slice(from * width, to * width),
      shape: [to - from, width],
    });
    const count = captions.length;
    return {
      kind: 'vectors',
      says: encoder.says(),
      captions: part(0, count),
      prompts: prompts && { labels: prompts.labels, vectors: part(count, count + prompts.texts.length) },
    };
  }
  if (options.texts === undefined) {
    const words = wordVectors(captions);
    return {
      kind: 'words',
      says: `their ${words.words.length} most frequent words (tf-idf), without a text encoder`,
      captions: words.of(captions),
      prompts: prompts && { labels: prompts.labels, vectors: words.of(prompts.texts) },
    };
  }
  const vectors = await readVectors(options.texts);
  checkRows(options.texts, vectors, captions.length, 'caption of the CSV');
  const says = `vectors of ${basename(options.texts)}, ${vectors.shape[1]} numbers each`;
  if (prompts === undefined) return { kind: 'vectors', says, captions: vectors };
  if (options.promptTexts === undefined) {
    return refuse('value', {
      rule: 'prompts need vectors of the encoder that the captions went through',
      came: '--prompt-texts is missing',
      fix: 'Give a .npy or JSON file with a row for each prompt.',
    });
  }
  const ofPrompts = await readVectors(options.promptTexts);
  checkRows(options.promptTexts, ofPrompts, prompts.labels.length, 'prompt');
  if (ofPrompts.shape[1] !== vectors.shape[1]) {
    refuse('shape', {
      rule: `vectors of prompts must have the ${vectors.shape[1]} numbers of those of captions`,
      came: `they have ${ofPrompts.shape[1]}`,
      fix: 'Use one encoder for both.',
    });
  }
  return {
    kind: 'vectors',
    says,
    captions: vectors,
    prompts: { labels: prompts.labels, vectors: ofPrompts },
  };
}

/** All captions in the order of the CSV. */
function captionsOf(images: readonly ImageEntry[]): readonly string[] {
  const all: string[] = [];
  for (const { captions = [], captionRows = [] } of images) {
    for (const [i, row] of captionRows.entries()) all[row] = captions[i]!;
  }
  return all;
}

function checkRows(file: string, { shape: [rows] }: Rows, wanted: number, what: string): void {
  if (rows === wanted) return;
  refuse('shape', {
    rule: `${file} must have a row for each ${what}, ${wanted}`,
    came: `it has ${rows}`,
    fix: 'Embed all of them, in their order.',
  });
}
