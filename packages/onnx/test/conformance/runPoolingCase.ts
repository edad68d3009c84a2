import { type PoolInput, type PoolingProperty, type PoolOutput, trainableNames } from '@ggem/conformance';
import { type ParameterValues, parametersOf } from '@ggem/core';
import type { InferenceSession } from 'onnxruntime-common';
import { poolingGradientModel, poolingModel } from '../../src/index.ts';
import { type Numbers, run } from '../../src/run/index.ts';
import type { SessionCache } from './sessionCache.ts';

/**
 * A pooling through the models that users get: values from one with the parameters baked in, gradients from one that
 * takes them as inputs, so that both ways are tested. Batch and tokens are open in both.
 */
export async function runPoolingCase(
  sessions: SessionCache,
  input: PoolInput,
  wanted: ReadonlySet<PoolingProperty>,
): Promise<PoolOutput> {
  const { spec, shape, mask, weights } = input;
  const options = {
    channels: shape[2],
    mask: mask && ('float32' as const),
    weights: weights !== undefined,
  };
  const forward = await sessions.get(
    JSON.stringify({ spec, ...options, values: bakedOnly(input), w: wanted.has('w') }),
    () => poolingModel(spec, { ...options, values: bakedOnly(input), attention: wanted.has('w') }),
  );
  const { pooled, attention } = await feed(forward, input);
  const wantsGradient = wanted.has('dx') || wanted.has('dp');
  const { tokens_gradient: dx, ...rest } = wantsGradient ? await gradients(sessions, input, options) : {};
  const dp = trainableNames(input).flatMap((name) => Array.from(rest[`${name}_gradient`]?.data ?? []));
  return {
    y: pooled!.data,
    ...(dx && { dx: dx.data, dp }),
    ...(attention && { w: attention.data }),
  };
}

/** Values that no spec can hold; those of the others are in the spec. */
function bakedOnly({ spec, shape, parameters }: PoolInput): ParameterValues {
  const required = parametersOf(spec, shape[2]).filter((one) => one.required);
  return Object.fromEntries(required.map(({ name }) => [name, Array.from(parameters[name]!)]));
}

async function gradients(
  sessions: SessionCache,
  input: PoolInput,
  options: { readonly channels: number; readonly mask: 'float32' | undefined; readonly weights: boolean },
) {
  const { spec } = input;
  // An exponent that is an input is not in the graph, so that one graph does for all of its values.
  const open = trainableNames(input).includes('p') ? { p: null } : {};
  const key = JSON.stringify({ gradient: { ...spec, ...open }, ...options });
  const session = await sessions.get(key, () => poolingGradientModel(spec, options));
  return feed(session, input);
}

/** Runs a session on the parts of the input that it takes. */
async function feed(session: InferenceSession, { spec, shape, x, dy, mask, weights, parameters }: PoolInput) {
  const [batch, tokens, channels] = shape;
  const shapes = new Map(parametersOf(spec, channels).map((one) => [one.name, one.shape]));
  const perToken = (data: Float32Array): Numbers => ({ data, shape: [batch, tokens] });
  const all: Record<string, Numbers | undefined> = {
    tokens: { data: x, shape },
    mask: mask && perToken(mask),
    token_weights: weights && perToken(weights),
    pooled_gradient: { data: dy, shape: [batch, dy.length / batch] },
    ...Object.fromEntries(
      Object.entries(parameters).map(([name, data]) => [name, { data, shape: shapes.get(name)! }]),
    ),
  };
  const taken = session.inputNames.map((name) => [name, all[name]!]);
  return run(session, Object.fromEntries(taken) as Record<string, Numbers>);
}
