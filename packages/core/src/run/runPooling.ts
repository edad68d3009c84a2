import { outputChannels, pooledChannels } from '../facts/channels.ts';
import { definitionOf } from '../facts/poolings.ts';
import type { Sides } from '../input/sides.ts';
import { skipPrefix } from '../input/skipPrefix.ts';
import type { TokenInputs } from '../input/tokenInputs.ts';
import { keepTokens, type Tokens } from '../input/tokens.ts';
import type { Ops } from '../ops/lift.ts';
import type { LiveParameters } from '../ops/liveParameter.ts';
import type { Operand } from '../ops/ops.ts';
import { after } from '../pooling/after/after.ts';
import { attends } from '../pooling/attend/attends.ts';
import type { Attended } from '../pooling/attend/attendTokens.ts';
import type { Pooling, PoolingGradient, PoolingInput } from '../pooling/definition.ts';
import { requiredParameter } from '../pooling/requiredParameter.ts';
import { attendOf } from '../spec/attended.ts';
import { gridOf, type NestedPart, partsOf, prefixOf, under } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';

/** What a pooling runs on. */
export interface RunInputs<T> extends TokenInputs<T> {
  /** `[batch, tokens, channels]`. */
  readonly tokens: T;
  readonly channels: number;
  readonly parameters: LiveParameters<T>;
  readonly grid: Sides | null;
}

/** A pooling applied to tokens, with what is the same for all: prefix, mask and weights before it, steps of `after` behind it. */
export function runPooling<T>(ops: Ops<T>, spec: PoolingSpec, inputs: RunInputs<T>): Pooling<Operand<T>> {
  type V = Operand<T>;
  const { channels, parameters } = inputs;
  const prefix = prefixOf(spec);
  const patches = skipPrefix(ops, inputs, spec);
  const tokens: Tokens<V> = keepTokens<T>(ops, patches);
  const definition = definitionOf(spec);
  const own: PoolingInput<T, PoolingSpec> = {
    spec,
    channels,
    tokens,
    parameters,
    grid: gridOf(spec) ?? inputs.grid,
    part: (part, region) => nested(ops, part, { ...inputs, ...patches }, region),
  };
  const attended = attend(ops, own);
  const input =
    attended === undefined ? own : { ...own, tokens: attended.tokens, channels: attended.channels };
  /** Of what is pooled, and through what it was made of. */
  const slopes = (dy: V): PoolingGradient<V> => {
    const gradient = definition.gradient(ops, input, dy);
    if (attended === undefined || gradient.byShares === undefined) return gradient;
    const through = attended.gradient(gradient.x, gradient.byShares());
    const ofAttend = Object.entries(through.parameters ?? {}).map(([name, value]) => [
      `attend.${name}`,
      value,
    ]);
    return { x: through.x, parameters: { ...gradient.parameters, ...Object.fromEntries(ofAttend) } };
  };
  const present = tokens.any === undefined ? anyToken(ops, tokens.x) : undefined;
  const any = tokens.any ?? present;
  const zeroed = (y: V): V => (any === undefined ? y : ops.select(any, y, 0));
  const ofTokens = (values: Readonly<Record<string, V>>): Readonly<Record<string, V>> =>
    present === undefined
      ? values
      : Object.fromEntries(
          Object.entries(values).map(([name, value]) => [name, ops.select(present, value, 0)]),
        );
  const steps = spec.after ?? [];
  const given = {
    pooled: pooledChannels(spec, channels),
    parameter: (name: string) => requiredParameter(own, name),
  };
  const finish = (y: V): V =>
    steps.length === 0 ? y : zeroed(after.get('after').forward(ops, steps, y, given));
  return {
    channels: outputChannels(spec, channels),
    forward: () => finish(zeroed(definition.forward(ops, input))),
    value: () => finish(zeroed((definition.value ?? definition.forward)(ops, input))),
    weights: () => spreadOut(ops, spec, definition.weights(ops, input), input.tokens, prefix),
    gradient: (dy) => {
      if (steps.length === 0) {
        const { x, parameters: ofOwn = {} } = slopes(dy);
        return { x: spreadOut(ops, spec, x, tokens, prefix), parameters: ofTokens(ofOwn) };
      }
      const y = zeroed((definition.value ?? definition.forward)(ops, input));
      const behind = after.get('after').gradient(ops, steps, y, zeroed(dy), given);
      const { x, parameters: ofOwn = {} } = slopes(behind.x);
      return {
        x: spreadOut(ops, spec, x, tokens, prefix),
        parameters: { ...ofTokens(ofOwn), ...behind.parameters },
      };
    },
  };
}

/** The tokens as they count by what they hold, where a spec wants that. */
function attend<T>(ops: Ops<T>, input: PoolingInput<T, PoolingSpec>): Attended<Operand<T>> | undefined {
  const { spec, tokens, channels } = input;
  const own = attendOf(spec);
  if (own === undefined) return undefined;
  const { interleaved } = definitionOf(spec).groups(spec);
  const parameter = (name: string): T => requiredParameter(input, `attend.${name}`);
  return attends.get('attend').tokens(ops, { attend: own, tokens, channels, interleaved, parameter });
}

/** Whether there is a token at all, where the number of tokens is open; else `undefined`: the host refuses inputs without one. */
function anyToken<T>(ops: Ops<T>, x: Operand<T>): T | undefined {
  const count = ops.count(x);
  return typeof count === 'number' ? undefined : (ops.less(0, count) as T);
}

/** A pooling inside another: on the tokens after the prefix of that one, with the parameters under its path. */
function nested<T>(
  ops: Ops<T>,
  { path, spec }: NestedPart,
  { tokens, channels, mask, tokenWeights, parameters, grid }: RunInputs<T>,
  region: T | undefined,
): Pooling<Operand<T>> {
  const inside = region === undefined || mask === undefined ? (region ?? mask) : (ops.mul(region, mask) as T);
  const { gradient, ...rest } = runPooling(ops, spec, {
    tokens,
    channels,
    mask: inside,
    tokenWeights,
    parameters: under(path, parameters),
    grid,
  });
  return {
    ...rest,
    gradient: (dy) => {
      const { x, parameters: own = {} } = gradient(dy);
      return { x, parameters: named(path, own) };
    },
  };
}

/** Brings values to all tokens that came in: 0 at dropped and prefix tokens. */
function spreadOut<T>(
  ops: Ops<T>,
  spec: PoolingSpec,
  values: Operand<T>,
  { x, keep }: Tokens<Operand<T>>,
  prefix: number,
): Operand<T> {
  const isWhole = partsOf(spec).length > 0;
  const kept = keep === undefined || isWhole ? values : ops.select(keep, values, 0);
  // Values that come from parts have every token already, and may have other channels.
  const full = isWhole ? kept : ops.expand(kept, x);
  return prefix === 0 ? full : ops.pad(full, prefix);
}

/** Gradients under the path of the part they belong to. */
function named<V>(path: string, own: Readonly<Record<string, V>>): Record<string, V> {
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [`${path}.${name}`, value]));
}
