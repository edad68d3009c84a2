import {
  checkShapes,
  checkValues,
  GgemError,
  outputChannels,
  type PoolingSpec,
  parametersOf,
  refusesNegatives,
} from '@ggem/core';
import { type KernelInput, type ReadInput, readInput } from './kernelInput.ts';

/** What a pooling takes besides tokens. */
export interface PoolingInputs {
  /** `[batch, tokens]`: 1 keeps a token, 0 drops it. */
  readonly mask?: KernelInput | undefined;
  /** `[batch, tokens]`: how much a token counts, at least 0. No gradient flows to it. */
  readonly weights?: KernelInput | undefined;
  /** Values in place of the spec's, by the names of `parametersOf`: `{ p: [3, 4] }`, one a group. */
  readonly parameters?: Readonly<Record<string, KernelInput | undefined>> | undefined;
}

/** The shape that a pooling is made for; the batch may differ from call to call. */
export interface PoolingShape {
  readonly tokens: number;
  readonly channels: number;
  /** How the tokens after the prefix lie, `[height, width]`, for poolings over regions whose spec does not say. */
  readonly grid?: readonly [number, number] | undefined;
}

/** Inputs of one call, checked. */
export interface ReadInputs {
  readonly batch: number;
  /** Tokens, and mask, weights and `dy` as far as they were given. */
  readonly values: Readonly<Record<string, ReadInput>>;
  /** The parameters that were given. */
  readonly parameters: Readonly<Record<string, ReadInput>>;
}

/** Applies core's rules to the inputs of a call; values are checked where they lie on the host. */
export function readInputs(
  spec: PoolingSpec,
  { tokens: count, channels, grid }: PoolingShape,
  tokens: KernelInput,
  { mask, weights, parameters = {} }: PoolingInputs,
  dy?: KernelInput,
): ReadInputs {
  const read = (
    name: string,
    axes: string,
    lengths: readonly (number | null)[],
    input: KernelInput,
  ): ReadInput => readInput(spec.type, name, axes, lengths, input);
  const x = read('tokens', '[batch, tokens, channels]', [null, count, channels], tokens);
  const batch = x.shape[0]!;
  const perToken = (name: string, input: KernelInput | undefined): ReadInput | undefined =>
    input === undefined ? undefined : read(name, '[batch, tokens]', [batch, count], input);
  const known = new Map(parametersOf(spec, channels).map((parameter) => [parameter.name, parameter]));
  const live = Object.entries(parameters).flatMap(([name, input]): (readonly [string, ReadInput])[] => {
    if (input === undefined) return [];
    const { shape = [1], axes = [] } = known.get(name) ?? {};
    return [[name, read(name, `[${axes.join(', ')}]`, shape, input)]];
  });
  const given = {
    tokens: x,
    mask: perToken('mask', mask),
    weights: perToken('weights', weights),
    dy:
      dy === undefined
        ? undefined
        : read('dy', '[batch, channels]', [batch, outputChannels(spec, channels)], dy),
  };
  checkShapes(spec, {
    tokens: x.shape,
    mask: given.mask?.shape,
    weights: given.weights?.shape,
    parameters: Object.fromEntries(live.map(([name, { shape }]) => [name, shape])),
    grid,
  });
  checkMadeFor(spec, x.shape, count, channels);
  checkUpstream(spec, batch, outputChannels(spec, channels), given.dy?.shape);
  checkValues(spec, {
    tokens: refusesNegatives(spec) && x.host ? { data: x.host(), shape: x.shape } : undefined,
    mask: given.mask?.host?.(),
    weights: given.weights?.host?.(),
    parameters: Object.fromEntries(live.map(([name, { host }]) => [name, host?.()])),
  });
  const present = Object.entries(given).filter(
    (entry): entry is [string, ReadInput] => entry[1] !== undefined,
  );
  return { batch, values: Object.fromEntries(present), parameters: Object.fromEntries(live) };
}

function checkMadeFor(spec: PoolingSpec, shape: readonly number[], count: number, channels: number): void {
  if (shape[1] === count && shape[2] === channels) return;
  throw new GgemError(
    'shape',
    `${spec.type}: tokens must have shape [batch, tokens, channels] = [batch, ${count}, ${channels}], but [${shape.join(', ')}] came. Make a pooling for that shape.`,
  );
}

function checkUpstream(
  spec: PoolingSpec,
  batch: number,
  channels: number,
  shape: readonly number[] | undefined,
): void {
  if (shape === undefined || (shape.length === 2 && shape[0] === batch && shape[1] === channels)) return;
  throw new GgemError(
    'shape',
    `${spec.type}: dy must have shape [batch, channels] = [${batch}, ${channels}], but [${shape.join(', ')}] came. Give one value for each pooled one.`,
  );
}
