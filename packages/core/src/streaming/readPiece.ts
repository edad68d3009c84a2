import { GgemError } from '../errors.ts';
import type { NumbersInput } from '../input/numbersInput.ts';
import { readNumbers } from '../input/readNumbers.ts';
import { type ArrayOptions, type FlatOptions, readOptions } from '../reference/arrayOptions.ts';
import type { ArrayTokens } from '../reference/poolArray.ts';
import type { PoolingSpec } from '../spec/spec.ts';

/** A piece as plain numbers. */
export interface ReadPiece extends FlatOptions {
  readonly tokens: ArrayTokens;
}

/** What comes with the tokens of a piece, as plain numbers. */
export interface FlatPiece extends FlatOptions {
  /** How many tokens of the whole stand before this piece. Default 0. */
  readonly from?: number | undefined;
}

/**
 * Reads a piece as it comes. `isOpaque` says that an adapter pools it, which may take data that core cannot read: then
 * `{ data, shape }` is passed on as it is.
 */
export function readPiece(
  spec: PoolingSpec,
  given: NumbersInput,
  options: Omit<ArrayOptions, 'dataFormat'>,
  isOpaque: boolean,
): ReadPiece {
  const tokens = isOpaque && isPlain(given) ? given : readTokens(spec, given);
  return { tokens, ...readOptions(spec, tokens.shape.slice(0, 2), options) };
}

function isPlain(given: NumbersInput): given is ArrayTokens {
  return 'data' in given && !('type' in given) && Array.isArray(given.shape) && given.shape.length === 3;
}

function readTokens({ type }: PoolingSpec, given: NumbersInput): ArrayTokens {
  const read = readNumbers(type, 'tokens', given, 'real');
  const { data, shape = [data.length] } = read;
  if (shape.length !== 3) {
    throw new GgemError(
      'shape',
      `${type}: tokens must have shape [batch, tokens, channels], but [${shape.join(', ')}] came. Reshape or expand them.`,
    );
  }
  return { data, shape: shape as unknown as ArrayTokens['shape'] };
}
