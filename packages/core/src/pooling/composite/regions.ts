/** A rectangle of tokens on their grid. */
export interface Region {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** How many regions a pooling may have: R-MAC has 14 or so, a pyramid 21. What a small spec costs stays bounded. */
export const mostRegions = 4096;

/** The levels of a pyramid, and the number of those of R-MAC, where a spec does not say otherwise. */
export const defaultLevels = { pyramid: [1, 2, 4], regional: 3 } as const;

type Grid = readonly [height: number, width: number];

/** How much regions side by side at the first level should overlap along the longer side (Tolias et al. 2016). */
const overlap = 0.4;

/**
 * The square regions of R-MAC. At level `l` they have width `⌊2 min(height, width) / (l + 1)⌋`; `l` of them lie along
 * the shorter side and `l + more` along the longer one, evenly spread from end to end, where `more` (1 to 6, 0 for a
 * square grid) is what brings the overlap of the first level nearest to 0.4.
 */
export function rmacRegions([height, width]: Grid, levels: number): readonly Region[] {
  const [short, long] = [Math.min(height, width), Math.max(height, width)];
  const distance = (more: number): number => Math.abs(1 - (long - short) / more / short - overlap);
  const more = long === short ? 0 : [1, 2, 3, 4, 5, 6].reduce((a, b) => (distance(b) < distance(a) ? b : a));
  const upTo = Array.from({ length: levels }, (_, i) => i + 1);
  return upTo.flatMap((level) => {
    const size = Math.floor((2 * short) / (level + 1));
    if (size === 0) return [];
    const starts = (side: number): readonly number[] =>
      spreadEvenly(side - size, level + (side === long ? more : 0));
    return starts(height).flatMap((top) =>
      starts(width).map((left) => ({ top, left, height: size, width: size })),
    );
  });
}

/** `count` starts from 0 to `last`. */
function spreadEvenly(last: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.floor((i * last) / (count - 1))));
}

/**
 * The cells of a spatial pyramid, level by level and row by row: at level `l` cell `i` of a side of `n` tokens goes from
 * `⌊i n / l⌋` up to `⌈(i + 1) n / l⌉`, so that none is empty (as adaptive pooling divides an image).
 */
export function pyramidRegions([height, width]: Grid, levels: readonly number[]): readonly Region[] {
  return levels.flatMap((level) =>
    cells(height, level).flatMap(([top, bottom]) =>
      cells(width, level).map(([left, right]) => ({ top, left, height: bottom - top, width: right - left })),
    ),
  );
}

function cells(side: number, level: number): readonly (readonly [number, number])[] {
  return Array.from(
    { length: level },
    (_, i) => [Math.floor((i * side) / level), Math.ceil(((i + 1) * side) / level)] as const,
  );
}

/** How many cells a pyramid has. */
export function pyramidCells(levels: readonly number[]): number {
  return levels.reduce((sum, level) => sum + level * level, 0);
}

/** 1 for the tokens inside, 0 for the others, row by row. */
export function insideRegion([height, width]: Grid, region: Region): readonly number[] {
  const { top, left } = region;
  const isInside = (row: number, column: number): boolean =>
    row >= top && row < top + region.height && column >= left && column < left + region.width;
  return Array.from({ length: height * width }, (_, i) => Number(isInside(Math.floor(i / width), i % width)));
}

/** The most regions that a spec can have; 1 for a pooling without regions, and for an object that is no spec. */
export function regionsAtMost(spec: object): number {
  const { type, levels } = spec as { readonly type?: unknown; readonly levels?: unknown };
  if (type === 'pyramid' && Array.isArray(levels)) {
    return levels.reduce<number>((sum, level) => sum + (isCount(level) ? level ** 2 : 1), 0);
  }
  if (type === 'pyramid') return pyramidCells(defaultLevels.pyramid);
  // Σ l (l + 6): at most 6 regions more along the longer side.
  const upTo = isCount(levels) ? levels : defaultLevels.regional;
  return type === 'regional' ? (upTo * (upTo + 1) * (2 * upTo + 19)) / 6 : 1;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1;
}
