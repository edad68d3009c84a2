import { show } from '../errors.ts';
import { refuseSpec } from './refuseSpec.ts';
import { flag, number, numberOr, optional, orNull, pairOf, preset, type Rule, type Rules } from './rules.ts';
import { type ExponentSpec, exponentSpec, type PoolingSpec, type PRange, type TrainedSpec } from './spec.ts';

/** A key that holds an exponent; infinities of JavaScript are spelled as JSON has to. `fix` says what is usual. */
export function exponent(fix: string): Rule<ExponentSpec> {
  const words = `must be a number, "inf" or "-inf". ${fix}`;
  const rule = numberOr(number(words), ['inf', '-inf'], words);
  return {
    ...rule,
    read: (value, path, refuse) =>
      rule.read(typeof value === 'number' ? exponentSpec(value) : value, path, refuse),
  };
}

const rangeRule = 'must be [min, max] with null for an open end, such as [1, null] or [1, 10].';
const isRange = ([low, high]: PRange): boolean =>
  low !== high && (low ?? Number.NEGATIVE_INFINITY) < (high ?? Number.POSITIVE_INFINITY);

/** What every pooling with an exponent takes. Whether it is trained depends on its value: see `isTrained`. */
export const trainedKeys: Rules<{ readonly trainable?: boolean | undefined; readonly range: PRange | null }> =
  {
    trainable: optional(flag()),
    range: preset(orNull(pairOf(orNull(number(rangeRule)), rangeRule, isRange)), null),
  };

/** Whether an exponent is learned; by default where it is finite. Checks that it can be, and that it starts in its range. */
export function isTrained(
  spec: Pick<PoolingSpec, 'type'> & Pick<TrainedSpec, 'range'> & { readonly trainable?: boolean | undefined },
  name: string,
  values: readonly number[],
): boolean {
  const refuse = (message: string): never => refuseSpec(spec.type, message);
  const infinite = values.find((p) => !Number.isFinite(p));
  if (infinite !== undefined && spec.trainable) {
    refuse(
      `a trainable ${name} must be finite, but ${show(exponentSpec(infinite))} came. Leave trainable out or set it to false.`,
    );
  }
  const trainable = spec.trainable ?? infinite === undefined;
  if (!spec.range) return trainable;
  const [low, high] = spec.range;
  if (!trainable)
    refuse(
      `range holds a trained ${name}, but ${name} is fixed here. Leave range out or set trainable to true.`,
    );
  const outside = values.find(
    (p) => !(p > (low ?? Number.NEGATIVE_INFINITY) && p < (high ?? Number.POSITIVE_INFINITY)),
  );
  if (outside !== undefined) {
    refuse(
      `${name} must start strictly inside range ${show(spec.range)}, but ${outside} came. Move ${name} or widen the range.`,
    );
  }
  return trainable;
}
