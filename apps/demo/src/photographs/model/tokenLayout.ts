import { refuse } from './refuse.ts';

/** Which tokens are patches, and where they lie. */
export interface TokenLayout {
  readonly prefix: number;
  readonly because: string;
  readonly grid: readonly [rows: number, columns: number];
}

/** What is known of the tokens before the patches. */
export interface KnownPrefix {
  readonly tokens: number;
  readonly because: string;
}

/** More tokens than these before the patches are in no model that is known: a class token, a second one, and registers. */
const mostPrefix = 9;

/** Prefix and grid of so many tokens: what is known, else the smallest prefix that leaves a grid of the image's proportions. */
export function tokenLayout(
  count: number,
  image: readonly [height: number, width: number],
  known: KnownPrefix | undefined,
): TokenLayout {
  if (known !== undefined) {
    const grid = gridOf(count - known.tokens, image);
    if (grid !== undefined) return { prefix: known.tokens, because: known.because, grid };
  }
  for (let prefix = 0; prefix <= mostPrefix; prefix++) {
    const grid = gridOf(count - prefix, image);
    if (grid !== undefined)
      return {
        prefix,
        because: `a guess: the other ${count - prefix} fill a grid of ${grid.join(' × ')}`,
        grid,
      };
  }
  return refuse(
    'shape',
    'Tokens must be patches of a grid, with a few others before them',
    `${count} tokens fill no grid of an image of ${image.join(' × ')}`,
    'Choose other tokens of this model.',
  );
}

/** The grid of so many patches that has the proportions of the image. */
function gridOf(
  patches: number,
  [height, width]: readonly [number, number],
): TokenLayout['grid'] | undefined {
  if (patches < 1) return undefined;
  const rows = Math.round(Math.sqrt((patches * height) / width));
  const columns = patches / rows;
  return rows * width === columns * height ? [rows, columns] : undefined;
}
