import {
  type FloatLimits,
  type LiveParameters,
  outputChannels,
  type PoolInputs,
  type PoolingSpec,
  parametersOf,
  pool,
  poolGradient,
  poolingWeights,
  seamShape,
  type TensorOps,
} from '@ggem/core';
import type { Tensor } from './case.ts';
import { type Device, type OperationOutput, trainableNames } from './harness.ts';
import { runOperation } from './runOperation.ts';

/** A tensor library, as far as a device needs it. */
export interface OpsDeviceOptions<T> {
  readonly ops: TensorOps<T>;
  /** Brings a tensor of rank 3 to the library. */
  readonly put: (tensor: Tensor) => T;
  /** Brings it back. */
  readonly get: (tensor: T) => OperationOutput | Promise<OperationOutput>;
  readonly answers: () => string | Promise<string>;
  readonly close?: () => void | Promise<void>;
}

/**
 * A device made of nothing but the operations of the seam, with core's poolings on top: the shortest harness there is.
 *
 * An adapter whose users call something else (a layer, a fused kernel, a custom gradient) should run that instead.
 */
export function opsDevice<T>({ ops, put, get, answers, close }: OpsDeviceOptions<T>): Device {
  const float: FloatLimits = ops.float;
  return {
    answers,
    float,
    ...(close && { close }),
    operate: async (operation) => get(runOperation(ops, operation, put)),
    pool: async (input, wanted) => {
      const { spec, shape, x, dy, mask, weights, parameters } = input;
      const [batch, tokens, channels] = shape;
      const width = outputChannels(spec, channels);
      const perToken = (data: Float32Array): T => put({ shape: [batch, tokens, 1], data });
      const inputs: PoolInputs<T> = {
        tokens: put({ shape, data: x }),
        channels,
        ...(mask && { mask: perToken(mask) }),
        ...(weights && { weights: perToken(weights) }),
        parameters: live(put, spec, channels, parameters),
      };
      const read = async (tensor: T): Promise<ArrayLike<number>> => (await get(tensor)).data;
      const y = await read(pool(ops, spec, inputs));
      const gradient = poolGradient(ops, spec, inputs, put({ shape: [batch, 1, width], data: dy }));
      return {
        y,
        dx: await read(gradient.tokens),
        dp: await inOrder(trainableNames(input), async (name) => read(gradient.parameters[name]!)),
        ...(wanted.has('w') && { w: await read(poolingWeights(ops, spec, inputs)) }),
      };
    },
  };
}

function live<T>(
  put: (tensor: Tensor) => T,
  spec: PoolingSpec,
  channels: number,
  values: Readonly<Record<string, Float32Array>>,
): LiveParameters<T> {
  const known = parametersOf(spec, channels).filter(({ name }) => values[name]);
  return Object.fromEntries(
    known.map(({ name, shape }) => [name, { tensor: put({ shape: seamShape(shape), data: values[name]! }) }]),
  );
}

async function inOrder(
  names: readonly string[],
  read: (name: string) => Promise<ArrayLike<number>>,
): Promise<number[]> {
  const all: number[] = [];
  for (const name of names) all.push(...Array.from(await read(name)));
  return all;
}
