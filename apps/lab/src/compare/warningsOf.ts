import type { HashedImage } from '../extract/hashImages.ts';
import { type MeasureName, measures } from '../measure/measures.ts';
import type { Encoder } from '../read/readEncoder.ts';
import { splitIgnored } from '../read/splitColumn.ts';
import { signed, spoken } from './answerOf.ts';
import type { Result, Texts } from './result.ts';

/** What a reader of the results could take wrong, each in a sentence or two. */
export function warningsOf(
  encoder: Encoder,
  images: readonly HashedImage[],
  result: Pick<Result, 'images' | 'texts' | 'measures' | 'rows' | 'baseline' | 'synthetic'>,
): readonly string[] {
  return [
    ...(result.synthetic ? ['The images are synthetic: made by the scene generator, not photographed.'] : []),
    ...splitIgnored(images),
    ...trainedThrough(encoder),
    ...sameAsGem(result),
    ...tooFew(result),
    ...(result.texts === undefined ? singleClasses(result.images.labels) : ofTexts(result.texts)),
    ...twice(images),
    ...bestOfMany(result),
    'If the model was trained on these images, or on these classes, the numbers are too good; no pooling is safe from that.',
  ];
}

function ofTexts({ kind, space, counts }: Texts): readonly string[] {
  const words =
    'Texts are their words, not vectors of a text encoder: give those as --texts, or --text-model.';
  const map =
    'Images and texts were brought together by a linear map that was learnt here: this says what a pooling lets a line reach, not what a model gives that was trained with texts.';
  const uneven =
    'Images have different numbers of captions: text → image counts each image alike, not each caption.';
  return [
    ...(kind === 'words' ? [words] : []),
    ...(space === 'linear' ? [map] : []),
    ...(new Set(counts).size > 1 ? [uneven] : []),
  ];
}

function trainedThrough({ pools }: Encoder): readonly string[] {
  if (pools === undefined) return [];
  if (pools.pools === 'token') {
    return [
      'This model pools its class token, so it was most likely trained through it: on frozen features the class token has an advantage that a model trained through another pooling would give to that one.',
    ];
  }
  return [
    `This model pools by ${pools.words}, so it was most likely trained through that: it has an advantage here.`,
  ];
}

function sameAsGem({ rows }: Pick<Result, 'rows'>): readonly string[] {
  const same = rows.filter(({ spec, training }) => {
    if (spec.type !== 'ggem' || training !== undefined) return false;
    const { p = 3 } = spec as { p?: unknown };
    return !Array.isArray(p) || p.every((one) => one === p[0]);
  });
  if (same.length === 0) return [];
  const names = same.map(({ name }) => name).join(', ');
  return [
    `GGeM with one fixed p for all groups is GeM with that p: ${names} can only repeat a row of GeM. Groups differ only once p is trained.`,
  ];
}

/** The difference of poolings that is worth knowing, a point. */
const worthKnowing = 0.01;

function tooFew({
  rows,
  measures: wanted,
  images,
  baseline,
}: Pick<Result, 'rows' | 'measures' | 'images' | 'baseline'>) {
  const blunt = wanted.flatMap((name: MeasureName) => {
    const all = rows.flatMap(({ results }) => results[name]!.against?.smallest ?? []);
    const middle = [...all].sort((a, b) => a - b)[all.length >> 1] ?? 0;
    return middle > worthKnowing ? [`${signed(middle).slice(1)} points by ${measures[name].name}`] : [];
  });
  const few = images.names.length < 100 ? [`${images.names.length} images are few. `] : [];
  if (blunt.length === 0 && few.length === 0) return [];
  const list = blunt.join(', ');
  const smallest =
    list === ''
      ? ''
      : `Typically, differences to ${spoken(baseline)} below ${list} are not resolved by so many images.`;
  return [`${few.join('')}${smallest}`.trim()];
}

function singleClasses(labels: readonly string[]): readonly string[] {
  const sizes = new Map<string, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const single = [...sizes].filter(([, size]) => size === 1).map(([label]) => label);
  if (single.length === 0) return [];
  const named = single.slice(0, 5).join(', ');
  return [
    `${single.length} of ${sizes.size} classes have one image (${named}${single.length > 5 ? ', ...' : ''}): they are no queries of retrieval, and k-NN and probe can only be wrong on them.`,
  ];
}

function twice(images: readonly HashedImage[]): readonly string[] {
  const extra = images.length - new Set(images.map(({ hash }) => hash)).size;
  if (extra === 0) return [];
  const what = extra === 1 ? 'image is there twice' : 'images are there more than once';
  return [`${extra} ${what}, byte for byte: retrieval finds the copy. Take copies out.`];
}

function bestOfMany({ rows }: Pick<Result, 'rows'>): readonly string[] {
  if (rows.length < 6) return [];
  return [
    `The best of ${rows.length} poolings was chosen on the same images that it is measured on, so that its lead is a little too large.`,
  ];
}
