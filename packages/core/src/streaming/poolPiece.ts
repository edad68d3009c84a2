import { checkOptions, type KnownOptions } from '../checkOptions.ts';
import { GgemError } from '../errors.ts';
import { checkShapes, checkValues } from '../facts/checks.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import { isKept } from '../input/isKept.ts';
import type { NumbersInput } from '../input/numbersInput.ts';
import { type ArrayOptions, type FlatOptions, tokenOptions } from '../reference/arrayOptions.ts';
import { poolArray } from '../reference/loopedArray.ts';
import type { ArrayTokens } from '../reference/poolArray.ts';
import { prefixOf } from '../spec/parts.ts';
import type { PoolingSpec, PoolingSpecInput } from '../spec/spec.ts';
import { attendedWeight } from './attendedWeight.ts';
import { checkStreams } from './checkStreams.ts';
import { pieceSpec } from './pieceSpec.ts';
import { emptyState, type PoolingState } from './poolingState.ts';
import { type FlatPiece, readPiece } from './readPiece.ts';
import { scoresOf } from './scoresOf.ts';
import { chooseToken } from './tokenPiece.ts';

/** A piece of the tokens of a whole: `[batch, n, channels]`, where `n` may be 0. */
export interface PieceOptions {
  /** `[batch, n]`: 1 keeps a token, 0 drops it. */
  readonly mask?: NumbersInput | undefined;
  /** `[batch, n]`, at least 0: how much a token counts. Only ratios matter, over all pieces alike. */
  readonly tokenWeights?: NumbersInput | undefined;
  /** How many tokens of the whole stand before this piece, for specs that count positions. Default 0. */
  readonly from?: number | undefined;
  /** `[batch, channels]`: the smallest kept token of the whole, for `negatives: "shift"`. */
  readonly lowest?: ArrayLike<number> | undefined;
  /** Parameters that no spec can hold, by name: of a pooling whose tokens attend. The same for all pieces. */
  readonly parameters?: ArrayOptions['parameters'] | undefined;
  /** What pools a piece: any adapter's pooling, `[batch, n, channels]` to `[batch, channels]`. Default: core's own. */
  readonly pool?: PoolPieceWith | undefined;
}

const known: KnownOptions<PieceOptions> = { ...tokenOptions, from: true, lowest: true, pool: true };

/** A pooling of plain arrays. Its spec never has `negatives: "shift"`, and its prefix is shorter than the piece. */
export type PoolPieceWith = (
  tokens: ArrayTokens,
  spec: PoolingSpec,
  options: FlatOptions,
) => ArrayLike<number>;

/**
 * Pools one piece of the tokens, into a state that merges with the states of the other pieces.
 *
 * Throws a `GgemError` for a spec that cannot be streamed, and whatever the pooling itself refuses.
 */
export function poolPiece(
  given: NumbersInput,
  spec: PoolingSpecInput,
  pieceOptions: PieceOptions = {},
): PoolingState {
  const parsed = parseSpec(spec);
  checkOptions(parsed.type, pieceOptions, known);
  const { from = 0, lowest, pool, ...perToken } = pieceOptions;
  const { tokens, ...read } = readPiece(parsed, given, perToken, pool !== undefined);
  const options = { ...read, from };
  const [batch, count, channels] = tokens.shape;
  const empty = emptyState(parsed, { batch, channels, lowest });
  checkPiece(parsed, tokens, options);
  if (count === 0) return empty;
  const streaming = checkStreams(parsed, empty);
  if (streaming.by === 'position') return chooseToken(empty, streaming.index, tokens, options);
  const prefix = Math.min(Math.max(prefixOf(parsed) - from, 0), count);
  if (prefix === count) return empty;
  const inPiece = pieceSpec(parsed, prefix);
  const { attends, shiftedBy } = streaming;
  const data = shiftedBy === undefined ? tokens.data : shifted(tokens, empty, shiftedBy, options, prefix);
  return {
    ...empty,
    value: Float64Array.from((pool ?? poolArray)({ data, shape: tokens.shape }, inPiece, read)),
    ...(attends === undefined
      ? pieceWeight(tokens.shape, prefix, options)
      : attendedWeight(tokens.shape, scoresOf(parsed, attends, tokens, read), prefix, options)),
  };
}

/** The weight of a piece in each image, `heaviest · total`. */
function pieceWeight(
  [batch, count]: ArrayTokens['shape'],
  prefix: number,
  options: FlatOptions,
): Pick<PoolingState, 'heaviest' | 'total'> {
  const heaviest = new Float64Array(batch);
  const total = new Float64Array(batch);
  for (let b = 0; b < batch; b++) {
    const weight = (n: number): number => {
      const token = b * count + n;
      return isKept(token, options) ? (options.tokenWeights?.[token] ?? 1) : 0;
    };
    let largest = 0;
    for (let n = prefix; n < count; n++) largest = Math.max(largest, weight(n));
    heaviest[b] = largest;
    if (largest === 0) continue;
    let sum = 0;
    for (let n = prefix; n < count; n++) sum += weight(n) / largest;
    total[b] = sum;
  }
  return { heaviest, total };
}

function checkPiece(spec: PoolingSpec, { data, shape }: ArrayTokens, options: FlatPiece): void {
  const [batch, count, channels] = shape;
  const { from = 0, mask, tokenWeights } = options;
  if (!Number.isInteger(from) || from < 0) {
    throw new GgemError(
      'value',
      `${spec.type}: from must be a whole number from 0, but ${from} came. Give the number of tokens before this piece.`,
    );
  }
  const lengths = { tokens: data.length, mask: mask?.length, tokenWeights: tokenWeights?.length };
  for (const [name, length] of Object.entries(lengths)) {
    const wanted = batch * count * (name === 'tokens' ? channels : 1);
    if (length === undefined || length === wanted) continue;
    const axes = name === 'tokens' ? '[batch, tokens, channels]' : '[batch, tokens]';
    throw new GgemError(
      'shape',
      `${spec.type}: ${name} must hold ${wanted} values for ${axes}, but ${length} came. Check shape [${shape.join(', ')}].`,
    );
  }
  // Positions in the spec count over the whole, so the values of a piece are checked by a spec without positions.
  checkValues({ type: 'mean', prefixTokens: 0 }, { mask, tokenWeights });
  if (count > 0) checkShapes({ type: 'mean', prefixTokens: 0 }, { tokens: shape });
}

/** `x - lowest + eps`: what `shift` pools, with the smallest token of the whole. */
function shifted(
  { data, shape }: ArrayTokens,
  { spec, lowest }: PoolingState,
  eps: number,
  options: FlatPiece,
  prefix: number,
): Float64Array {
  const [batch, count, channels] = shape;
  const all = new Float64Array(batch * count * channels);
  for (let i = 0; i < all.length; i++) {
    const token = Math.floor(i / channels);
    const least = lowest![Math.floor(token / count) * channels + (i % channels)]!;
    const kept = token % count >= prefix && isKept(token, options);
    if (kept && data[i]! < least) {
      throw new GgemError(
        'value',
        `${spec.type}: lowest must be at most every kept token, but ${data[i]} came at index ${i} where lowest is ${least}. Let the first pass see every piece, with the same mask.`,
      );
    }
    all[i] = data[i]! - least + eps;
  }
  return all;
}
