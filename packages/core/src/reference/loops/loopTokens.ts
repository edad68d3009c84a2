import { skipPrefix } from '../../input/skipPrefix.ts';
import { keepTokens } from '../../input/tokens.ts';
import { lift } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import { prefixOf } from '../../spec/parts.ts';
import type { PoolingSpec } from '../../spec/spec.ts';
import { arrayOps } from '../arrayOps.ts';
import type { FloatArray } from '../floatArray.ts';

/** Tokens as a loop reads them: where they lie, and how much each counts. */
export interface LoopTokens {
  /** Row-major `[batch, all, channels]`. */
  readonly data: ArrayLike<number>;
  readonly batch: number;
  /** Tokens of an image, those of the prefix among them, and how many of these there are. */
  readonly all: number;
  readonly prefix: number;
  readonly channels: number;
  /** `q` of token `n` after the prefix of image `b`; 0 where it is dropped. */
  readonly share: (b: number, n: number) => number;
  /** Whether it is kept. */
  readonly isKept: (b: number, n: number) => boolean;
  /** Whether an image has a kept token. */
  readonly hasAny: (b: number) => boolean;
}

/** What is given besides the tokens: `[batch, tokens]`. */
export interface LoopShares {
  readonly mask?: ArrayLike<number> | undefined;
  readonly tokenWeights?: ArrayLike<number> | undefined;
}

/** Reads mask and token weights by the same formulas as everywhere. */
export function loopTokens(
  spec: PoolingSpec,
  {
    data,
    shape: [batch, all, channels],
  }: { readonly data: ArrayLike<number>; readonly shape: FloatArray['shape'] },
  { mask, tokenWeights }: LoopShares,
): LoopTokens {
  const ops = lift(arrayOps);
  const perToken = (values: ArrayLike<number>): FloatArray => ({
    shape: [batch, all, 1],
    data: Float64Array.from(values),
  });
  const given = {
    tokens: perToken(new Float64Array(batch * all)),
    mask: mask && perToken(mask),
    tokenWeights: tokenWeights && perToken(tokenWeights),
  };
  const { q, keep, any } = keepTokens(ops, skipPrefix(ops, given, spec));
  const prefix = prefixOf(spec);
  const count = all - prefix;
  const read = (values: Operand<FloatArray>, perImage: number) => {
    if (typeof values === 'number') return () => values;
    return (b: number, n: number): number => values.data[b * perImage + n]!;
  };
  const [share, kept, isAny] = [read(q, count), read(keep ?? 1, count), read(any ?? 1, 1)];
  return {
    ...{ data, batch, all, prefix, channels, share },
    isKept: (b, n) => kept(b, n) !== 0,
    hasAny: (b) => isAny(b, 0) !== 0,
  };
}

/** Adds up in runs of about √tokens, as the operations on arrays do, and calls `add` for each kept token of image `b`. */
export function sumRuns(
  tokens: LoopTokens,
  b: number,
  sums: readonly Float64Array[],
  add: (parts: readonly Float64Array[], at: number, share: number) => void,
): void {
  const { all, prefix, channels } = tokens;
  const count = all - prefix;
  const run = Math.ceil(Math.sqrt(count));
  const parts = sums.map(() => new Float64Array(channels));
  for (let begin = 0; begin < count; begin += run) {
    for (const part of parts) part.fill(0);
    const end = Math.min(begin + run, count);
    for (let n = begin; n < end; n++) {
      if (tokens.isKept(b, n)) add(parts, (b * all + prefix + n) * channels, tokens.share(b, n));
    }
    for (const [i, sum] of sums.entries()) {
      const part = parts[i]!;
      for (let c = 0; c < channels; c++) sum[c]! += part[c]!;
    }
  }
}
