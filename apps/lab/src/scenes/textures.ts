import { mixed } from './randomNumbers.ts';

/** How much of the second colour is at a point, from 0 to 1; `seed` tells one surface from another. */
export type Texture = (x: number, y: number, seed: number) => number;

const waves = (x: number): number => x - Math.floor(x);

/** The names of textures, which captions use too. */
export const textureNames = ['plain', 'striped', 'checked', 'dotted', 'cloudy', 'grainy'] as const;

export type TextureName = (typeof textureNames)[number];

export const textures: Readonly<Record<TextureName, Texture>> = {
  plain: () => 0,
  striped: (x, y) => Number(waves(x * 4 + y * 4) < 0.5),
  checked: (x, y) => (Math.floor(x * 5) + Math.floor(y * 5)) & 1,
  dotted: (x, y) => {
    const u = waves(x * 5) - 0.5;
    const v = waves(y * 5) - 0.5;
    return Number(u * u + v * v < 0.09);
  },
  cloudy: (x, y, seed) => 0.65 * noise(x * 4, y * 4, seed) + 0.35 * noise(x * 9, y * 9, seed + 1),
  grainy: (x, y, seed) => noise(x * 24, y * 24, seed),
};

/** Value noise: hashes of a lattice, and smooth between them. */
function noise(x: number, y: number, seed: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const u = smooth(x - column);
  const v = smooth(y - row);
  const key = mixed(seed);
  const top = between(lattice(column, row, key), lattice(column + 1, row, key), u);
  return between(top, between(lattice(column, row + 1, key), lattice(column + 1, row + 1, key), u), v);
}

function lattice(column: number, row: number, key: number): number {
  return (mixed(Math.imul(column, 0x27d4eb2d) ^ Math.imul(row, 0x165667b1) ^ key) >>> 0) * 2 ** -32;
}

function between(from: number, to: number, share: number): number {
  return from + share * (to - from);
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
