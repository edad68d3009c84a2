import { exponential, logarithm, raised } from '../algebra.ts';
import { numbersAlong } from '../axes.ts';
import type { Count, Meaning, Sum, Term } from '../meaning.ts';
import { type Numbers, same } from '../numbers.ts';
import { extended, type Operator, type Reading } from '../reading.ts';

type Changeable = Term | Sum;

/** The terms and sums that a node reads, after a change. Those that no formula describes then are left out. */
function changed(
  reading: Reading,
  change: <M extends Changeable>(meaning: M) => Partial<M> | undefined,
): readonly Meaning[] {
  return reading.meanings(reading.node.input[0]).flatMap((meaning): readonly Meaning[] => {
    if (meaning.kind !== 'term' && meaning.kind !== 'sum') return [];
    const by = change(meaning);
    return by === undefined ? [] : [extended<Changeable>(meaning, reading, by as Partial<Changeable>)];
  });
}

function counts(reading: Reading, change: (count: Count) => Partial<Count> | undefined): readonly Meaning[] {
  return reading.meanings(reading.node.input[0]).flatMap((meaning): readonly Meaning[] => {
    if (meaning.kind !== 'count' || meaning.isList) return [];
    const by = change(meaning);
    return by === undefined ? [] : [extended(meaning, reading, by)];
  });
}

function toThePower(exponent: number): Operator {
  return (reading) => [
    ...changed(reading, (meaning) => raised(meaning, same(exponent))),
    ...counts(reading, ({ isLog, count }) => (isLog ? undefined : { count: count * exponent })),
  ];
}

/** `x^p`, with a p for all or for each channel. */
const pow: Operator = (reading) => {
  const constant = reading.constant(reading.node.input[1]);
  if (constant === undefined) return [];
  const along = (meaning: Changeable): Numbers | undefined =>
    numbersAlong(constant, meaning, reading.info(meaning.base).dims ?? []);
  const plain = constant.data.length === 1 ? toThePower(constant.data[0]!)(reading) : undefined;
  return (
    plain ??
    changed(reading, (meaning) => {
      const exponent = along(meaning);
      return exponent && raised(meaning, exponent);
    })
  );
};

/** Powers, roots, logarithms and exponentials of tokens or of sums. */
export const powers: Readonly<Record<string, Operator>> = {
  Pow: pow,
  Sqrt: toThePower(0.5),
  Reciprocal: toThePower(-1),
  Exp: (reading) => changed(reading, exponential),
  Log: (reading) => [
    ...changed(reading, logarithm),
    ...counts(reading, ({ isLog }) => (isLog ? undefined : { isLog: true })),
  ],
};
