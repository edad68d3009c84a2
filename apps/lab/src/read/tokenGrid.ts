import type { Size } from '@ggem/embed';
import { refuse } from '../refuse.ts';
import type { Encoder } from './readEncoder.ts';

/** What one image gives, as a run showed it. */
export interface TokenLayout {
  readonly tokens: number;
  readonly channels: number;
  readonly prefix: number;
  readonly because: string;
  /** Rows and columns of the patches; absent where they are no grid. */
  readonly grid?: readonly [height: number, width: number] | undefined;
}

/** What a run of one image gave: the tokens, and rows and columns of a feature map. */
export interface RunShape {
  readonly tokens: number;
  readonly channels: number;
  readonly map?: readonly [height: number, width: number] | undefined;
}

/**
 * Prefix and grid of the tokens. The prefix is what the graph or the user says; else none, if the tokens fill a grid of the
 * image's proportions. Throws where neither is so: a prefix is never guessed.
 */
export function tokenGrid(encoder: Encoder, { tokens, channels, map }: RunShape, size: Size): TokenLayout {
  const { tokens: prefix, because } = encoder.prefix ?? { tokens: 0, because: 'the patches fill a grid' };
  if (prefix >= tokens) {
    refuse('value', {
      rule: `the prefix must leave tokens of ${tokens}`,
      came: `it has ${prefix}`,
      fix: 'Correct --prefix.',
    });
  }
  const grid = map ?? gridOf(tokens - prefix, size);
  if (grid === undefined && encoder.prefix === undefined) {
    refuse('value', {
      rule: 'it must be known how many tokens stand before the patches',
      came: `the graph of ${encoder.path} does not show it, and its ${tokens} tokens fill no grid of a ${size.height} × ${size.width} image`,
      fix: 'Say --prefix N: 1 for a class token, 0 for none.',
    });
  }
  return { tokens, channels, prefix, because, ...(grid !== undefined && { grid }) };
}

/** The grid of so many patches that has the proportions of the image. */
function gridOf(patches: number, { height, width }: Size): TokenLayout['grid'] {
  const rows = Math.round(Math.sqrt((patches * height) / width));
  const columns = patches / rows;
  return rows * width === columns * height ? [rows, columns] : undefined;
}
