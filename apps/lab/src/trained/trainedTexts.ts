/** Texts that a text encoder was trained on together with the images. */
export interface TrainedTexts {
  /** The words that it knows: id 2 is the first of them, 1 any other word, 0 padding. */
  readonly words: readonly string[];
  /** How many captions were trained on, and how many held out. */
  readonly captions: { readonly trained: number; readonly held: number };
  /** Captions held out that read like an earlier one. */
  readonly copies: number;
  /** Whether images have classes. */
  readonly hasClasses: boolean;
}

/** What a reader could take wrong of them. */
export function textsWarnings(texts: TrainedTexts | undefined): readonly string[] {
  if (texts === undefined) return [];
  const { captions, copies } = texts;
  return [
    ...(copies > 0
      ? [
          `${copies} of ${captions.held} captions held out are like another one: no ranking finds all of them first.`,
        ]
      : []),
    `The text encoder was trained from nothing on ${captions.trained} captions: it knows what they say, and no more.`,
  ];
}
