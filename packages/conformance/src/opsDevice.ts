import {
  type FloatLimits,
  fixedExponents,
  isPowerMean,
  type PoolInputs,
  pool,
  poolGradient,
  poolingWeights,
  type TensorOps,
} from '@ggem/core';
import type { Tensor } from './case.ts';
import type { Device, OperationOutput } from './harness.ts';
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
    pool: async ({ spec, shape, x, dy, mask, weights }, wanted) => {
      const [batch, tokens, channels] = shape;
      const perToken = (data: Float32Array): T => put({ shape: [batch, tokens, 1], data });
      const fixed: PoolInputs<T> = {
        tokens: put({ shape, data: x }),
        channels,
        ...(mask && { mask: perToken(mask) }),
        ...(weights && { weights: perToken(weights) }),
      };
      const values = isPowerMean(spec) && spec.trainable ? fixedExponents(spec) : undefined;
      const live = values && { ...fixed, p: { tensor: ops.constant(values) } };
      const read = async (tensor: T): Promise<ArrayLike<number>> => (await get(tensor)).data;
      const y = await read(pool(ops, spec, live ?? fixed));
      const gradient = poolGradient(ops, spec, live ?? fixed, put({ shape: [batch, 1, channels], data: dy }));
      return {
        y,
        dx: await read(gradient.tokens),
        ...(gradient.p !== undefined && { dp: await read(gradient.p) }),
        ...(wanted.has('w') && { w: await read(poolingWeights(ops, spec, live ?? fixed)) }),
      };
    },
  };
}
