import * as z from 'zod/mini';
import { show } from '../errors.ts';
import { flag } from './keys.ts';
import { refuseSpec } from './refuseSpec.ts';
import { type ExponentSpec, exponentSpec, type PoolingSpec, type PRange, type TrainedSpec } from './spec.ts';

/** A key that holds an exponent. `fix` says what is usual. */
export function exponent(fix: string): z.ZodMiniType<ExponentSpec> {
  return z.union([z.number(), z.enum(['inf', '-inf'])], {
    error: `must be a number, "inf" or "-inf". ${fix}`,
  });
}

const rangeRule = { error: 'must be [min, max] with null for an open end, such as [1, null] or [1, 10].' };
const rangeEnd = z.nullable(z.number(rangeRule));
const isRange = ([low, high]: PRange): boolean =>
  low !== high && (low ?? Number.NEGATIVE_INFINITY) < (high ?? Number.POSITIVE_INFINITY);

/** What every pooling with an exponent takes. Whether it is trained depends on its value: see `isTrained`. */
export const trainedKeys: {
  readonly trainable: z.ZodMiniType<boolean | undefined>;
  readonly range: z.ZodMiniType<PRange | null>;
} = {
  trainable: z.optional(flag()),
  range: z._default(
    z.nullable(z.tuple([rangeEnd, rangeEnd], rangeRule).check(z.refine(isRange, rangeRule))),
    null,
  ),
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
