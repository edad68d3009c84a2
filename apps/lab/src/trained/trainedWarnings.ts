import { signed } from '../compare/answerOf.ts';
import { measures } from '../measure/measures.ts';
import type { PlainTrained, TrainedGroup } from './trainedResult.ts';
import { textsWarnings } from './trainedTexts.ts';

/** What a reader of trainings could take wrong, each in a sentence or two. */
export function trainedWarnings({
  held,
  sets,
  images,
  settings,
  groups,
  leftOut = [],
  texts,
  measures: wanted,
}: PlainTrained): readonly string[] {
  const blunt = wanted.flatMap((measure) => {
    const all = groups.flatMap(({ rows }) =>
      rows.flatMap(({ results }) => results[measure]!.against?.smallest ?? []),
    );
    if (all.length === 0) return [];
    const middle = [...all].sort((a, b) => a - b)[all.length >> 1]!;
    return `${signed(middle).slice(1)} points by ${measures[measure].name}`;
  });
  const { seeds } = settings;
  const few = (sets ?? []).filter((set) => set.images.length < 100).map(({ name }) => name);
  const copies = sets === undefined ? 0 : copiesOf(images, [...held, ...sets.flatMap((set) => set.images)]);
  return [
    ...(leftOut.length > 0
      ? [`Left out, since training was not finite at this rate: ${leftOut.join('; ')}. A smaller one may do.`]
      : []),
    ...farExponents(groups),
    ...(copies > 0
      ? [
          `Byte for byte, ${copies} of the images that were asked for are among those of train too: take them out.`,
        ]
      : []),
    ...textsWarnings(texts),
    ...(held.length < 100 ? [`${held.length} images held out are few.`] : []),
    ...(few.length > 0 ? [`Sets of fewer than 100 images say little: ${few.join(', ')}.`] : []),
    ...(blunt.length > 0
      ? [
          `Typically, differences below ${blunt.join(', ')} are not resolved by ${held.length} images held out.`,
        ]
      : []),
    ...(seeds.length === 1
      ? ['One seed says nothing of what other seeds would give: take three or more.']
      : []),
    ...(seeds.length === 2 ? ['An interval over two seeds is very wide: take three or more.'] : []),
    ...(settings.hold === 'classes' && settings.training.loss !== 'normSoftmax'
      ? ['The loss was cross-entropy; normSoftmax is usual where classes are searched that no training saw.']
      : []),
    'All poolings were trained with the same settings; another rate or length may suit another pooling better.',
    ...('scratch' in settings.training
      ? []
      : ['If the model was trained on these images before, or on these classes, all numbers are too good.']),
  ];
}

/** How many times as large or as small as at the start an exponent may end before it is said. */
const far = 3;

/** Poolings whose exponents were driven far from where they started: seldom what the images want, often a rate that is too high. */
function farExponents(groups: readonly TrainedGroup[]): readonly string[] {
  const found = groups.flatMap(({ rows }) =>
    rows.flatMap(({ name, runs }) => {
      const moved = runs.flatMap(({ p }) => p?.after.map((after, i) => [p.before[i]!, after] as const) ?? []);
      const [one] = moved
        .filter((pair) => distance(pair) > Math.log(far))
        .sort((a, b) => distance(b) - distance(a));
      return one === undefined ? [] : [`${name} from ${one[0]} to ${one[1].toFixed(1)}`];
    }),
  );
  if (found.length === 0) return [];
  const more = found.length > 3 ? ` and ${found.length - 3} more` : '';
  return [
    `p was driven far: ${found.slice(0, 3).join('; ')}${more}. Try a smaller rate, or a range, as in --spec '{"type":"gem","range":[1,8]}': a p far out may follow noise, or a mean that wants to be the largest token.`,
  ];
}

/** `|ln(to / from)|`; without bound where the sign changed; `|to|` from 0 on, which has no ratios. */
function distance([from, to]: readonly [number, number]): number {
  if (from === 0) return Math.abs(to);
  return from * to > 0 ? Math.abs(Math.log(to / from)) : Number.POSITIVE_INFINITY;
}

/** How many of some images were trained on too. Parts that are made here keep copies together. */
function copiesOf({ hashes, parts }: PlainTrained['images'], asked: readonly number[]): number {
  const known = new Set(hashes.filter((_, i) => parts[i] === 1));
  return asked.filter((image) => known.has(hashes[image]!)).length;
}
