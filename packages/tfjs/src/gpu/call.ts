import { type Parameter, parametersOf } from '@ggem/core/bare';
import {
  type Axis,
  argumentName,
  type KernelTarget,
  longestFor,
  type Plan,
  planPooling,
  planRagged,
  type Task,
  tokenIndexOf,
} from '@ggem/kernels';
import type * as tf from '@tensorflow/tfjs';
import type { PoolAttributes } from '../fastKernels.ts';

/** A call of a kernel of tfjs, as the kernels of a plan want it. */
export interface Call {
  /** Calls with the same key have the same plan. */
  readonly key: string;
  readonly plan: <K>(task: Task, target: KernelTarget<K>) => Plan<K>;
  /** Names of the parameters, in order. */
  readonly parameters: readonly string[];
  /** Arguments by name, each with the axes by which kernels read it. */
  readonly args: Readonly<Record<string, tf.TensorInfo>>;
  /** The one argument that is no input: where the images of a ragged batch lie. */
  readonly tokenIndex: Float32Array | undefined;
}

export function callOf(inputs: tf.NamedTensorInfoMap, attrs: unknown): Call {
  const { spec, parameters, grid, channelsFirst = false, offsets } = attrs as PoolAttributes;
  const [batch, second, third] = inputs.tokens!.shape as [number, number, number];
  const [tokens, channels] = channelsFirst ? [third, second] : [second, third];
  const given = ['mask', 'tokenWeights'].filter((name) => inputs[name] !== undefined);
  const inBatch = (lengths: readonly number[]) => (offsets ? lengths : [batch, ...lengths]);
  const as = (name: string, shape: readonly number[]): tf.TensorInfo => ({
    ...inputs[name]!,
    shape: [...shape],
  });
  const shapes = shapesOf(parametersOf(spec, channels));
  const calling = { channels, given, live: parameters, parameterValues: {} };
  const axes: readonly Axis[] = ['batch', 'channels', 'tokens'];
  const shape = offsets && {
    images: offsets.length - 1,
    longest: longestFor(spec, offsets),
    total: tokens,
  };
  return {
    key: JSON.stringify([spec, parameters, given, grid, channelsFirst, inputs.tokens!.shape, shape]),
    plan: (task, target) =>
      shape
        ? planRagged(task, spec, { ...calling, shape }, target)
        : planPooling(
            task,
            spec,
            { ...calling, batch, tokens, grid, ...(channelsFirst && { axes }) },
            target,
          ),
    parameters,
    args: {
      tokens: as('tokens', inBatch([second, third])),
      ...Object.fromEntries(given.map((name) => [name, as(name, inBatch([tokens]))])),
      ...(inputs.dy && { dy: inputs.dy }),
      ...Object.fromEntries(parameters.map((name) => [argumentName(name), as(name, shapes.get(name)!)])),
    },
    tokenIndex: offsets && tokenIndexOf(spec.type, offsets, tokens),
  };
}

function shapesOf(parameters: readonly Parameter[]): ReadonlyMap<string, readonly number[]> {
  return new Map(parameters.map(({ name, shape }) => [name, shape]));
}
