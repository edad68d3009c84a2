import {
  layoutShape,
  type PoolInput,
  type PoolingProperty,
  type PoolOutput,
  trainableNames,
} from '@ggem/conformance';
import { type ParameterValues, parametersOf } from '@ggem/core';
import type { InferenceSession } from 'onnxruntime-common';
import { type PoolingModelOptions, poolingGradientModel, poolingModel } from '../../src/index.ts';
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
  opset?: number,
): Promise<PoolOutput> {
  const { spec } = input;
  const options = { ...optionsFor(input), opset };
  const forward = await sessions.get(
    JSON.stringify({ spec, ...options, values: bakedOnly(input), w: wanted.has('w') }),
    () => poolingModel(spec, { ...options, values: bakedOnly(input), poolingWeights: wanted.has('w') }),
    options.offsets,
  );
  const { pooled, pooling_weights: poolingWeights } = await feed(forward, input);
  const wantsGradient = wanted.has('dx') || wanted.has('dp');
  const { tokens_gradient: dx, ...rest } = wantsGradient ? await gradients(sessions, input, options) : {};
  const dp = trainableNames(input).flatMap((name) => Array.from(rest[`${name}_gradient`]?.data ?? []));
  return {
    y: pooled!.data,
    ...(dx && { dx: dx.data, dp }),
    ...(poolingWeights && { w: poolingWeights.data }),
  };
}

/** The options of a model for a case. All lengths stay open, except for the sides of an image that the spec depends on. */
function optionsFor({ spec, shape, mask, tokenWeights, offsets, dataFormat, image }: PoolInput) {
  const needsGrid = JSON.stringify(spec).includes('"grid":null');
  return {
    channels: shape[2],
    mask: mask && ('float32' as const),
    tokenWeights: tokenWeights !== undefined,
    offsets: offsets !== undefined,
    dataFormat,
    image: image && (needsGrid ? image : image.length === 2 || ('volume' as const)),
  };
}

/** The values of parameters that no spec can hold. All other parameters are in the spec. */
function bakedOnly({ spec, shape, parameters }: PoolInput): ParameterValues {
  const required = parametersOf(spec, shape[2]).filter((one) => one.required);
  return Object.fromEntries(required.map(({ name }) => [name, Array.from(parameters[name]!)]));
}

async function gradients(
  sessions: SessionCache,
  input: PoolInput,
  options: Omit<PoolingModelOptions, 'values'>,
) {
  const { spec } = input;
  // If the exponent is an input, its value is not in the graph, so that one graph serves for all values.
  const open = trainableNames(input).includes('p') ? { p: null } : {};
  const key = JSON.stringify({ gradient: { ...spec, ...open }, ...options });
  const session = await sessions.get(key, () => poolingGradientModel(spec, options), options.offsets);
  return feed(session, input);
}

/** Runs a session on the parts of the input that it takes. */
async function feed(session: InferenceSession, input: PoolInput) {
  const { spec, shape, x, dy, mask, tokenWeights, parameters, offsets, image } = input;
  const [batch, tokens, channels] = shape;
  const images = offsets === undefined ? batch : offsets.length - 1;
  const shapes = new Map(parametersOf(spec, channels).map((one) => [one.name, one.shape]));
  const perToken = (data: Float32Array): Numbers => ({
    data,
    shape: offsets === undefined ? [batch, ...(image ?? [tokens])] : [tokens],
  });
  const all: Record<string, Numbers | undefined> = {
    tokens: { data: x, shape: offsets === undefined ? layoutShape(input) : [tokens, channels] },
    offsets: offsets && { data: offsets, shape: [images + 1] },
    mask: mask && perToken(mask),
    token_weights: tokenWeights && perToken(tokenWeights),
    pooled_gradient: { data: dy, shape: [images, dy.length / images] },
    ...Object.fromEntries(
      Object.entries(parameters).map(([name, data]) => [name, { data, shape: shapes.get(name)! }]),
    ),
  };
  const taken = session.inputNames.map((name) => [name, all[name]!]);
  return run(session, Object.fromEntries(taken) as Record<string, Numbers>);
}
