import { scaled } from '../algebra.ts';
import { maskedTerm } from '../maskedTerm.ts';
import type { Mask, Term } from '../meaning.ts';
import { same } from '../numbers.ts';
import { meaningsOf, multipliersOf, type Operator, type Reading, sameOf } from '../reading.ts';
import { sumOf } from './reductions.ts';

/**
 * Sums of tokens by a product of matrices: a row of numbers times the tokens, or the transposed tokens times a column. The
 * numbers are a mask, weights, or one number for all tokens.
 */
const product: Operator = (reading) => {
  const { node, info } = reading;
  return [0, 1].flatMap((at) => {
    const dims = info(node.input[at]).dims ?? [];
    const [along, across] = at === 0 ? ([-1, -2] as const) : ([-2, -1] as const);
    const isList = dims.length === 1;
    if (dims.length === 0 || !(isList || dims.at(across) === 1)) return [];
    return meaningsOf(reading, 1 - at, 'term').flatMap((term) => {
      const axis = term.axes.length + (at === 0 ? -2 : -1);
      const masked = isList ? [] : multipliersOf(reading, at).flatMap((mask) => byMask(term, mask, along));
      return [...masked, ...uniform(reading, term, at)].flatMap((one) =>
        sumOf(reading, one, { axes: [axis], keep: !isList }, 'sum'),
      );
    });
  });
};

/** Tokens times a row of a mask: the row is transposed, so that it lies along the tokens as in an ordinary product. */
function byMask(term: Term, mask: Mask, along: -1 | -2): readonly Term[] {
  const { axes } = mask;
  if (axes.at(along) !== 1 || term.form === 'log') return [];
  const turned = { ...mask, axes: [...axes.slice(0, -2), axes.at(-1), axes.at(-2)] };
  const masked = maskedTerm(term, turned, { isChosen: false });
  return masked === undefined ? [] : [masked];
}

/** Tokens times one number that is the same for all. */
export function uniform(reading: Reading, term: Term, at: number): readonly Term[] {
  const number = sameOf(reading, at);
  if (number === undefined || term.form === 'log') return [];
  const by = scaled(term, same(number));
  return by === undefined ? [] : [{ ...term, ...by }];
}

/** Sums over tokens that products of matrices are. */
export const products: Readonly<Record<string, Operator>> = { MatMul: product };
