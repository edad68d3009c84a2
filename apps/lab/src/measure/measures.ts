/** Recall between images and texts at some k. */
function recalls() {
  const at = <K extends 1 | 5 | 10>(k: K) =>
    ({
      [`imageToText${k}`]: {
        name: `image → text R@${k}`,
        says:
          k === 1
            ? 'the share of images whose nearest caption is one of theirs'
            : `the share of images with a caption of theirs among the ${k} nearest`,
      },
      [`textToImage${k}`]: {
        name: `text → image R@${k}`,
        says: `the share of an image’s captions ${k === 1 ? 'whose nearest image it is' : `with it among the ${k} nearest images`}, the mean over images`,
      },
    }) as Record<`${'imageToText' | 'textToImage'}${K}`, { readonly name: string; readonly says: string }>;
  return { ...at(1), ...at(5), ...at(10) };
}

/** How many neighbours vote in k-NN, as in DINO. */
export const neighbours = 20;

/** k-NN in words; `known` says which images vote: `of other parts`. */
export function knnSays(known: string): string {
  return `weighted votes of the ${neighbours} nearest images ${known}, cosine, temperature 0.07`;
}

/** The measures, by their keys in `result.json`. */
export const measures = {
  mapAtR: {
    name: 'mAP@R',
    says: 'retrieval: 1/R Σ precision@i over hits among the first R, R the other images of the class',
  },
  rPrecision: { name: 'R-Precision', says: 'retrieval: the share of hits among the first R' },
  recallAt1: { name: 'R@1', says: 'retrieval: the share of images whose nearest other one has their class' },
  knn: {
    name: 'k-NN',
    says: knnSays('of other parts'),
  },
  probe: {
    name: 'linear probe',
    says: 'multinomial logistic regression on standardised channels, L2 chosen on a validation part',
  },
  attentive: {
    name: 'attentive probe',
    says: 'the pooling, batch normalisation without scale and shift, and a linear head, trained together by Adam; each part predicted from the others, the learning rate chosen by the loss on one of them',
  },
  ...recalls(),
  zeroShot: {
    name: 'zero-shot',
    says: 'the share of images whose class is the one whose prompts, averaged, are nearest to the image; no label is used',
  },
  accuracy: { name: 'accuracy', says: 'the share of images held out whose class the trained head names' },
} as const;

export type MeasureName = keyof typeof measures;

/** Those of fixed vectors, by which poolings are compared without training them. */
export const vectorMeasures = ['mapAtR', 'rPrecision', 'recallAt1', 'knn', 'probe'] as const;

/** Those of vectors whose classes no training saw. */
export const retrievalMeasures = ['mapAtR', 'rPrecision', 'recallAt1'] as const;

/** Those of images and texts, the one that decides first. */
export const pairMeasures = [
  'textToImage1',
  'textToImage5',
  'textToImage10',
  'imageToText1',
  'imageToText5',
  'imageToText10',
  'zeroShot',
] as const;

export type RetrievalMeasure = (typeof retrievalMeasures)[number];

export type PairMeasure = (typeof pairMeasures)[number];

export type VectorMeasure = (typeof vectorMeasures)[number];

/** What came of each image, in the order of the images: a share, 1 for right and 0 for wrong, `null` where it was left out. */
export type Outcome = readonly (number | null)[];
