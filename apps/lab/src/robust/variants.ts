/** Images made from an image and its mask, as ImageNet-9 has them (Xiao et al. 2021, Noise or Signal), by their keys in `result.json`. */
export const variants = {
  original: { name: 'original', says: 'the image as it is' },
  onlyForeground: { name: 'only foreground', says: 'black outside of the mask' },
  mixedSame: { name: 'mixed same', says: 'the foreground on the background of another image of its class' },
  mixedRandom: { name: 'mixed random', says: 'the foreground on the background of any other image' },
  mixedNext: { name: 'mixed next', says: 'the foreground on the background of an image of the next class' },
  noForeground: { name: 'no foreground', says: 'black inside of the mask' },
  onlyBackgroundBox: { name: 'only background, box', says: 'black in the box around the mask' },
  onlyBackgroundTiled: {
    name: 'only background, tiled',
    says: 'the box around the mask filled with the largest strip of background beside it',
  },
} as const;

export type VariantName = keyof typeof variants;

export const variantNames = Object.keys(variants) as readonly VariantName[];

/** Those that need the background of another image. */
export const mixed = ['mixedSame', 'mixedRandom', 'mixedNext'] as const satisfies readonly VariantName[];

export type MixedName = (typeof mixed)[number];

/** A value for each variant. */
export function byVariant<T>(of: (name: VariantName) => T): Readonly<Record<VariantName, T>> {
  return Object.fromEntries(variantNames.map((name) => [name, of(name)])) as Record<VariantName, T>;
}
