import type { PoolInput } from '@ggem/conformance';
import { inputLayout } from '@ggem/core';
import {
  type Axis,
  argumentName,
  type KernelTarget,
  type Plan,
  planPooling,
  planRagged,
  type Task,
  tokenIndexOf,
} from '../../src/index.ts';

/** The inputs of a case by the names that kernels give them. */
export function argumentsOf(input: PoolInput): Readonly<Record<string, Float32Array>> {
  const { x, dy, mask, tokenWeights, parameters, offsets, shape } = input;
  return {
    tokens: x,
    dy,
    ...(mask && { mask }),
    ...(tokenWeights && { tokenWeights }),
    ...(offsets && { tokenIndex: tokenIndexOf('test', offsets, shape[1]) }),
    ...Object.fromEntries(Object.entries(parameters).map(([name, values]) => [argumentName(name), values])),
  };
}

/** The kernels of a task for a case. */
export function planCase<K>(task: Task, input: PoolInput, target: KernelTarget<K>): Plan<K> {
  const { spec, shape, mask, tokenWeights, parameters, offsets, dataFormat, image } = input;
  const [batch, tokens, channels] = shape;
  const call = {
    given: [...(mask ? ['mask'] : []), ...(tokenWeights ? ['tokenWeights'] : [])],
    live: Object.keys(parameters),
    parameterValues: Object.fromEntries(
      Object.entries(parameters).map(([name, values]) => [name, Array.from(values)]),
    ),
  };
  if (offsets) {
    const longest = Math.max(1, ...offsets.slice(1).map((end, i) => end - offsets[i]!));
    const ragged = { images: offsets.length - 1, longest, total: tokens };
    return planRagged(task, spec, { ...call, shape: ragged, channels }, target);
  }
  const isFirst = dataFormat === 'channelsFirst';
  const axes: readonly Axis[] = isFirst ? ['batch', 'channels', 'tokens'] : ['batch', 'tokens', 'channels'];
  const given = image ?? [tokens];
  const lengths = isFirst ? [channels, ...given] : [...given, channels];
  const { grid } = inputLayout(spec, [batch, ...lengths], dataFormat);
  return planPooling(task, spec, { ...call, batch, tokens, channels, axes, grid }, target);
}
