import {
  type FloatLimits,
  inputLayout,
  type LiveParameters,
  outputChannels,
  type PoolGradient,
  type PoolInputs,
  type PoolingSpec,
  parametersOf,
  pool,
  poolGradient,
  poolingWeights,
  poolRagged,
  raggedPoolGradient,
  raggedPoolingWeights,
  seamShape,
} from '@ggem/core';
import type { Tensor } from './case.ts';
import { type Device, type OperationOutput, type PoolInput, trainableNames } from './harness.ts';
import { layoutShape } from './layout.ts';
import { type CaseOps, raggedOps, runOperation } from './runOperation.ts';

/** What a device needs of a tensor library. */
export interface OpsDeviceOptions<T> {
  /** Ragged batches run only if it has `unpack` and `pack`, whose offsets are plain numbers. */
  readonly ops: CaseOps<T>;
  /** Makes a tensor of the library, of rank 3. */
  readonly put: (tensor: Tensor) => T;
  /** Reads a tensor of the library. */
  readonly get: (tensor: T) => OperationOutput | Promise<OperationOutput>;
  readonly answers: () => string | Promise<string>;
  readonly close?: () => void | Promise<void>;
}

/**
 * A device made of the operations of `TensorOps` alone, with core's poolings on top: the shortest harness there is.
 *
 * If users of an adapter call something else (a layer, a fused kernel, a custom gradient), its harness should call that.
 */
export function opsDevice<T>({ ops, put, get, answers, close }: OpsDeviceOptions<T>): Device {
  const float: FloatLimits = ops.float;
  return {
    answers,
    float,
    ...(close && { close }),
    operate: async (operation) => get(runOperation(ops, operation, put)),
    pool: async (input, wanted) => {
      const { spec, shape, dy } = input;
      const width = outputChannels(spec, shape[2]);
      const { inputs, back } = read(ops, put, input);
      const run = input.offsets ? ragged(ops, spec, inputs, input.offsets) : batch(ops, spec, inputs);
      const values = async (tensor: T): Promise<ArrayLike<number>> => (await get(tensor)).data;
      const y = await values(run.pool());
      const gradient = run.gradient(put({ shape: [dy.length / width, 1, width], data: dy }));
      return {
        y,
        dx: await values(back(gradient.tokens)),
        dp: await inOrder(trainableNames(input), async (name) => values(gradient.parameters[name]!)),
        ...(wanted.has('w') && { w: await values(run.weights()) }),
      };
    },
  };
}

/** A pooling of given inputs, and all that is asked of it. */
interface Run<T> {
  readonly pool: () => T;
  readonly gradient: (dy: T) => PoolGradient<T>;
  readonly weights: () => T;
}

function batch<T>(ops: CaseOps<T>, spec: PoolingSpec, inputs: PoolInputs<T>): Run<T> {
  return {
    pool: () => pool(ops, spec, inputs),
    gradient: (dy) => poolGradient(ops, spec, inputs, dy),
    weights: () => poolingWeights(ops, spec, inputs),
  };
}

function ragged<T>(
  ops: CaseOps<T>,
  spec: PoolingSpec,
  inputs: PoolInputs<T>,
  offsets: readonly number[],
): Run<T> {
  const complete = raggedOps(ops, spec.type);
  const all = { ...inputs, offsets };
  return {
    pool: () => poolRagged(complete, spec, all),
    gradient: (dy) => raggedPoolGradient(complete, spec, all, dy),
    weights: () => raggedPoolingWeights(complete, spec, all),
  };
}

/** All inputs in the shapes of `TensorOps`; `back` brings a gradient to the data format of the tokens. */
function read<T>(
  ops: CaseOps<T>,
  put: (tensor: Tensor) => T,
  input: PoolInput,
): { readonly inputs: PoolInputs<T>; readonly back: (gradient: T) => T } {
  const { spec, shape, dataFormat, x, mask, tokenWeights, parameters } = input;
  const [batch, tokens, channels] = shape;
  const { reshaped, transpose, grid } = inputLayout(spec, layoutShape(input), dataFormat);
  const given = put({ shape: reshaped, data: x });
  const perToken = (data: Float32Array): T => put({ shape: [batch, tokens, 1], data });
  const swap = (tensor: T): T => (transpose ? ops.transpose(tensor) : tensor);
  const inputs = {
    tokens: swap(given),
    channels,
    grid,
    ...(mask && { mask: perToken(mask) }),
    ...(tokenWeights && { tokenWeights: perToken(tokenWeights) }),
    parameters: live(put, spec, channels, parameters),
  };
  return { inputs, back: swap };
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
