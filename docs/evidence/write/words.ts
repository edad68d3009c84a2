import { paper } from './paper.ts';

/** A share as per cent with one digit. */
export function percent(share: number): string {
  return (100 * share).toFixed(1);
}

/** A difference of shares in points, with its sign. */
export function signed(share: number): string {
  return points(100 * share);
}

/** A number with its sign and one digit, with two where one would make it 0: `−0.04` is not 0. */
export function points(value: number): string {
  if (value === 0) return '0.0';
  const size = Math.abs(value);
  return `${value < 0 ? '−' : '+'}${size.toFixed(size < 0.05 ? 2 : 1)}`;
}

/** `[−0.4, +1.2]`, kept in one line. */
export function interval({ low, high }: { readonly low: number; readonly high: number }): string {
  return `[${signed(low)},\u00a0${signed(high)}]`;
}

const measureNames: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  knn: 'k-NN',
  attentive: 'attentive probe',
  mapAtR: 'mAP@R',
  rPrecision: 'R-Precision',
  recallAt1: 'R@1',
  zeroShot: 'zero-shot',
  recallOfOriginal: 'R@1 of the original',
  ...Object.fromEntries(
    [1, 5, 10].flatMap((k) => [
      [`imageToText${k}`, `image → text R@${k}`],
      [`textToImage${k}`, `text → image R@${k}`],
    ]),
  ),
};

export function measureName(measure: string): string {
  return measureNames[measure] ?? measure;
}

const placeNames: Readonly<Record<string, string>> = {
  'Head alone': '0 blocks',
  original: 'original (IN-9)',
  onlyForeground: 'only foreground (O.F.)',
  mixedSame: 'mixed same (M.S.)',
  mixedRandom: 'mixed random (M.R.)',
  mixedNext: 'mixed next (M.N.)',
  noForeground: 'no foreground (N.F.)',
  onlyBackgroundBox: 'background, box (O.BB.)',
  onlyBackgroundTiled: 'background, tiled (O.BT.)',
};

/** A group of trainings, a variant or a data set, as pages call it. */
export function placeName(place: string): string {
  return placeNames[place] ?? place;
}

const runNames: Readonly<Record<string, string>> = {
  mnist: 'MNIST',
  cifar10: 'CIFAR-10',
  flowers: 'Flowers-17',
  'flowers-4': 'Flowers-17, 4 blocks',
  scenes: 'Generated scenes',
  cocomini: 'Photographs with masks',
  flickr1k: 'Flickr1k',
  'flowers-trained': 'Flowers-17, trained',
  'flowers-p': 'Flowers-17, starts of p',
  'flowers-groups': 'Flowers-17, numbers of groups',
  'scenes-p': 'Generated scenes, starts of p',
  'scenes-groups': 'Generated scenes, numbers of groups',
};

export function runName(label: string): string {
  return runNames[label] ?? label;
}

const otherPoolings: Readonly<Record<string, string>> = {
  ep: 'EP',
  abmil: 'ABMIL',
  simpool: 'SimPool',
  'attentive-ggem': 'attentive GGeM',
};

/** A pooling by its key: `GGeM`. */
export function poolingName(key: string): string {
  return (paper.poolings as Readonly<Record<string, string>>)[key] ?? otherPoolings[key] ?? key;
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Words that stay in one line of a table. */
export function unbroken(words: string): string {
  return words.replaceAll(' ', '\u00a0');
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
