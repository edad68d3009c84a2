import { outputChannels, parseSpec, weightChannels } from '@ggem/core';
import type { OperationCase, PoolingCase, PoolingProperty } from './case.ts';
import { compareSample } from './compareSample.ts';
import { compareValues } from './compareValues.ts';
import { ConformanceError } from './conformanceError.ts';
import type { OperationOutput } from './harness.ts';
import type { CaseInputs } from './inputs.ts';
import { asTokens } from './layout.ts';

/** Compares one property of a pooling. Returns the worst error in units of the bound; throws where one is beyond it. */
export function compareProperty(
  one: PoolingCase,
  property: PoolingProperty,
  inputs: CaseInputs,
  actual: ArrayLike<number>,
  tolerance: number,
): number {
  const spec = parseSpec(one.spec);
  const channels = outputChannels(spec, one.shape[2]);
  const name = `${one.id}: ${property}`;
  switch (property) {
    case 'y':
      return compareValues(one.y, actual, {
        name,
        tolerance,
        index: (i) => `[${Math.floor(i / channels)}, ${i % channels}]`,
      });
    case 'dp':
      return compareValues(one.dp!, actual, { name, tolerance, index: (i) => `[${i}]` });
    case 'dx':
      return compareSample(one, one.dx, inputs, asTokens(actual, one), {
        name,
        tolerance,
        channels: one.shape[2],
      });
    case 'w':
      return compareSample(one, one.w!, inputs, actual, {
        name,
        tolerance,
        channels: weightChannels(spec, one.shape[2]),
      });
    default:
      return property satisfies never;
  }
}

/** Compares the result of an operation. `spread` of one group may give a single channel, which stands for all. */
export function compareOperation(one: OperationCase, actual: OperationOutput, tolerance: number): number {
  const { shape } = one.expected;
  const given = actual.shape;
  const repeats = one.op === 'spread' && given.length === 3 && given[2] === 1;
  const wanted = repeats ? [shape[0], shape[1], 1] : shape;
  if (given.length !== 3 || given.some((n, i) => n !== wanted[i])) {
    throw new ConformanceError(
      `${one.id}: expected shape [${shape.join(', ')}], but [${given.join(', ')}] came.`,
    );
  }
  const [, tokens, channels] = shape;
  const { data: own } = actual;
  const data = repeats ? one.expected.value.map((_, i) => own[Math.floor(i / channels)]!) : own;
  const index = (i: number): string => {
    const token = Math.floor(i / channels);
    return `[${Math.floor(token / tokens)}, ${token % tokens}, ${i % channels}]`;
  };
  return compareValues(one.expected, data, { name: one.id, tolerance, index });
}
