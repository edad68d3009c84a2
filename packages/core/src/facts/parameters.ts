import * as z from 'zod/mini';
import { GgemError, show } from '../errors.ts';
import { channelsBefore } from '../pooling/after/steps.ts';
import { fixedExponents } from '../pooling/powerMean/exponent.ts';
import { partsOf } from '../spec/parts.ts';
import { exponentSpec, exponentValue, isPowerMean, type PoolingSpec, type PRange } from '../spec/spec.ts';
import { checkChannels } from './checkChannels.ts';

/** One named array that a pooling computes with; the adapter allocates it, core says what it is. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** What each axis counts, such as `groups`. */
  readonly axes: readonly string[];
  /** Values before training, one an entry. */
  readonly start: readonly number[];
  readonly trainable: boolean;
  /** The interval that training keeps it in; see `toRange`. */
  readonly range: PRange | null;
  /** Present where no spec can hold it: it must be given even where nothing is trained. */
  readonly required?: true;
}

/**
 * The parameters of a pooling over so many channels: its own (`p` `[groups]` for gem and ggem), those of its parts under
 * their paths (`parts.0.p`), and those of the steps after it (`after.0.mean`).
 */
export function parametersOf(spec: PoolingSpec, channels: number): readonly Parameter[] {
  checkChannels(spec, channels);
  const ofParts = partsOf(spec).flatMap(({ path, spec: part }) =>
    parametersOf(part, channels).map((one) => ({ ...one, name: `${path}.${one.name}` })),
  );
  return [...ownParameters(spec, channels), ...ofParts, ...afterParameters(spec, channels)];
}

function ownParameters(spec: PoolingSpec, channels: number): readonly Parameter[] {
  if (isPowerMean(spec)) {
    const start = fixedExponents(spec);
    const { trainable, range } = spec;
    return [{ name: 'p', shape: [start.length], axes: ['groups'], start, trainable, range }];
  }
  if (spec.type === 'lse') {
    const { trainable, range } = spec;
    return [{ name: 'r', shape: [1], axes: ['1'], start: [exponentValue(spec.r)], trainable, range }];
  }
  if (spec.type === 'mix') {
    const { weights, trainable } = spec;
    return [
      { name: 'weights', shape: [weights.length], axes: ['parts'], start: weights, trainable, range: null },
    ];
  }
  if (spec.type !== 'attention') return [];
  const start = new Array<number>(channels).fill(0);
  const { trainable } = spec;
  return [
    { name: 'query', shape: [channels], axes: ['channels'], start, trainable, range: null, required: true },
  ];
}

/** Mean and matrix of each whitening; training starts from the first `out` channels as they are. */
function afterParameters(spec: PoolingSpec, channels: number): readonly Parameter[] {
  const steps = spec.after ?? [];
  return steps.flatMap((step, i) => {
    if (step === 'l2') return [];
    const [rows, columns] = [channelsBefore(spec, steps, i, channels), step.whiten];
    const rest = { trainable: step.trainable, range: null, required: true } as const;
    const start = Array.from({ length: rows * columns }, (_, at) =>
      Number(Math.floor(at / columns) === at % columns),
    );
    return [
      {
        name: `after.${i}.mean`,
        shape: [rows],
        axes: ['in'],
        start: new Array<number>(rows).fill(0),
        ...rest,
      },
      { name: `after.${i}.matrix`, shape: [rows, columns], axes: ['in', 'out'], start, ...rest },
    ];
  });
}

/** Values of parameters by name, as JSON holds them: infinities are `"inf"` and `"-inf"`. */
export type ParameterValues = Readonly<Record<string, readonly (number | 'inf' | '-inf')[]>>;

const entry = z.union([z.number(), z.enum(['inf', '-inf'])]);

/**
 * Checks parameter values against a spec and gives them as numbers. Throws a `GgemError` with code `value` for an
 * unknown or missing name, a wrong length, or an entry that is no number.
 */
export function parseParameters(
  spec: PoolingSpec,
  channels: number,
  values: ParameterValues,
): Readonly<Record<string, readonly number[]>> {
  const parameters = parametersOf(spec, channels);
  const names = parameters.map((parameter) => parameter.name);
  const fail = (message: string): never => {
    throw new GgemError('value', `${spec.type}: ${message}`);
  };
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    fail(
      `unknown parameter ${show(unknown)}. ${names.length > 0 ? `Known: ${names.join(', ')}.` : 'It has no parameters.'}`,
    );
  }
  const parsed = parameters.map(({ name, shape, axes }) => {
    const given = values[name] ?? fail(`parameter ${name} [${shape.join(', ')}] is missing.`);
    const plain = given.map((value) => (typeof value === 'number' ? exponentSpec(value) : value));
    const wrong = plain.find((value) => !entry.safeParse(value).success);
    if (wrong !== undefined) fail(`${name} must hold numbers, "inf" or "-inf", but ${show(wrong)} came.`);
    const entries = entriesOf(shape);
    if (plain.length !== entries) {
      const each = axes.length === 1 && axes[0] === 'groups' ? 'one a group' : `[${axes.join(', ')}]`;
      fail(`${name} must have ${entries} entries, ${each}, but ${plain.length} came.`);
    }
    return [name, plain.map(exponentValue)] as const;
  });
  return Object.fromEntries(parsed);
}

/** JSON Schema (draft 2020-12) of the parameter values of a spec. */
export function parametersJsonSchema(spec: PoolingSpec, channels: number): object {
  const shapes = parametersOf(spec, channels).map(
    ({ name, shape }) => [name, z.array(entry).check(z.length(entriesOf(shape)))] as const,
  );
  return z.toJSONSchema(z.strictObject(Object.fromEntries(shapes)));
}

function entriesOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
