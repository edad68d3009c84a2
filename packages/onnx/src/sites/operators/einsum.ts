import { equationOf } from '../../shapes/equation.ts';
import { maskedTerm } from '../maskedTerm.ts';
import type { Mask, Meaning, Term } from '../meaning.ts';
import { extended, meaningsOf, multipliersOf, type Operator, type Reading } from '../reading.ts';
import { uniform } from './products.ts';
import { sumOf } from './reductions.ts';

/** Sums of tokens by the letters of their axes: `bnd->bd`, with a mask `bn,bnd->bd`, or with a constant for all `n,bnd->bd`. */
const einsum: Operator = (reading) => {
  const { node, info } = reading;
  const equation = equationOf(node, (at) => info(node.input[at]).dims?.length);
  if (equation === undefined || equation.inputs.length > 2) return [];
  const { inputs, output } = equation;
  return inputs.flatMap((letters, at) =>
    meaningsOf(reading, at, 'term').flatMap((term) => {
      const other = inputs[1 - at];
      const terms = other === undefined ? [term] : multiplied(reading, term, { letters, other, at: 1 - at });
      // The other input may have a letter that the tokens do not have, if that axis has length 1.
      const dims = other === undefined ? [] : (info(node.input[1 - at]).dims ?? []);
      const isOwn = [...(other ?? '')].every((one, i) => letters.includes(one) || dims[i] === 1);
      const isWhole = letters.length === term.axes.length && isOwn;
      return isWhole ? terms.flatMap((one) => reduced(reading, one, letters, output)) : [];
    }),
  );
};

/** Tokens times an input that has some of their letters. */
function multiplied(
  reading: Reading,
  term: Term,
  { letters, other, at }: { readonly letters: string; readonly other: string; readonly at: number },
): readonly Term[] {
  const masks = multipliersOf(reading, at).flatMap((mask) => {
    if (term.form === 'log' || mask.axes.length !== other.length) return [];
    const axes = [...letters].map((one) => (other.includes(one) ? mask.axes[other.indexOf(one)] : undefined));
    const laid: Mask = { ...mask, axes };
    return maskedTerm(term, laid, { isChosen: false }) ?? [];
  });
  return [...masks, ...uniform(reading, term, at)];
}

/** The sum over the letters that the result lacks; the other letters may stand in another order. */
function reduced(reading: Reading, term: Term, letters: string, output: string): readonly Meaning[] {
  const axes = [...letters].flatMap((one, i) => (output.includes(one) ? [] : [i]));
  const left = [...letters].filter((one) => output.includes(one));
  const turned = <M extends Meaning & { readonly axes: Term['axes'] }>(meaning: M): M => ({
    ...meaning,
    axes: [...output].map((one) => meaning.axes[left.indexOf(one)] ?? []),
  });
  if (axes.length === 0) return [extended(turned(term), reading, {})];
  return sumOf(reading, term, { axes, keep: false }, 'sum').map(turned);
}

/** Sums over tokens that an equation says. */
export const einsums: Readonly<Record<string, Operator>> = { Einsum: einsum };
