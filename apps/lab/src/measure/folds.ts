import { sha256 } from '../files/sha256.ts';

/**
 * Splits images into parts of the same size, each class evenly: image i is in part `folds[i]`. The order within a class comes
 * from the images' bytes and the seed, not from their names; images of the same bytes are in one part.
 */
export function foldsOf(
  images: readonly { readonly hash: string; readonly label: string }[],
  parts: number,
  seed: number,
): readonly number[] {
  const byClass = new Map<string, Set<string>>();
  for (const { hash, label } of images) {
    byClass.set(label, (byClass.get(label) ?? new Set()).add(hash));
  }
  const partOf = new Map<string, number>();
  // Each class begins where the one before ended, so that the parts are of one size.
  let next = 0;
  for (const label of [...byClass.keys()].sort()) {
    const order = [...byClass.get(label)!].sort(by((hash) => sha256(`${seed} ${hash}`)));
    for (const hash of order) if (!partOf.has(hash)) partOf.set(hash, next++ % parts);
  }
  return images.map(({ hash }) => partOf.get(hash)!);
}

function by(key: (hash: string) => string): (a: string, b: string) => number {
  return (a, b) => (key(a) < key(b) ? -1 : 1);
}
