import { words } from './generator.ts';

/** Which tokens a case keeps. All but the last three keep a token after the prefix in every image. */
export type MaskKind =
  | 'ones'
  | 'half'
  | 'one'
  | 'ragged'
  | 'left'
  | 'left-holes'
  | 'empty'
  | 'empty-first'
  | 'prefix-only';

/** How much the tokens of a case count: `zeros` drops about a third of them, `none` drops all, `faint` has 1 to 1e-20. */
export type WeightsKind = 'ones' | 'fractions' | 'zeros' | 'wide' | 'faint' | 'huge' | 'minute' | 'none';

/** A mask `[batch, tokens]`: 1 keeps a token. */
export function makeMask(
  kind: MaskKind,
  stream: string,
  batch: number,
  tokens: number,
  prefix: number,
): Float32Array {
  const mask = new Float32Array(batch * tokens);
  const draws = words(stream, batch * (tokens + 1));
  for (let b = 0; b < batch; b++) {
    const bits = draws.subarray(b * (tokens + 1), (b + 1) * (tokens + 1));
    const pick = prefix + (bits[tokens]! % (tokens - prefix));
    const row = mask.subarray(b * tokens, (b + 1) * tokens);
    switch (kind) {
      case 'ones':
        row.fill(1);
        break;
      case 'one':
        row[pick] = 1;
        break;
      case 'ragged':
        row.fill(1, 0, pick + 1);
        break;
      case 'left':
      case 'left-holes': {
        // `pick` is the first token after the prefix: padding ends where that prefix begins.
        const begin = pick - prefix;
        for (let n = begin; n < tokens; n++) row[n] = kind === 'left' ? 1 : bits[n]! >>> 31;
        row[begin] = row[tokens - 1] = 1;
        break;
      }
      case 'prefix-only':
        row.fill(1, 0, prefix);
        break;
      case 'half':
      case 'empty-first':
        if (kind === 'empty-first' && b === 0) break;
        row.forEach((_, n) => {
          row[n] = bits[n]! >>> 31;
        });
        row[pick] = 1;
        break;
      case 'empty':
        break;
      default:
        kind satisfies never;
    }
  }
  return mask;
}

/** Token weights `[batch, tokens]`. */
export function makeWeights(
  kind: WeightsKind,
  stream: string,
  batch: number,
  tokens: number,
  prefix: number,
): Float32Array {
  const draws = words(stream, batch * tokens);
  return Float32Array.from(draws, (word, i) => {
    const sixteenths = ((word >>> 28) + 1) / 16;
    switch (kind) {
      case 'ones':
        return 1;
      case 'fractions':
        return sixteenths;
      case 'zeros':
        return i % tokens === prefix ? 0.5 : word % 3 === 0 ? 0 : sixteenths;
      case 'wide':
        return 2 ** ((word % 21) - 10);
      case 'faint':
        return 2 ** -(word % 67);
      case 'huge':
        return sixteenths * 2 ** 127;
      case 'minute':
        return sixteenths * 2 ** -120;
      case 'none':
        return 0;
      default:
        return kind satisfies never;
    }
  });
}
