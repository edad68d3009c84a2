import { outputChannels, type PoolingSpecInput, parametersOf, parseSpec } from '@ggem/core';
import { poolingGradientModel, poolingModel } from '@ggem/onnx';
import type { HostTensor, StartSession } from '../session/session.ts';

/** A pooling of batches of tokens that learns, by two ONNX models. */
export interface LearnedPooling {
  readonly width: number;
  readonly parameters: Readonly<Record<string, Float32Array>>;
  readonly pool: (batch: Float32Array) => Promise<Float32Array>;
  /** Brings parameters back into the ranges that the spec gives them. */
  readonly hold: () => void;
  /** Gradients of the parameters from that of the pooled vectors. */
  readonly gradient: (
    batch: Float32Array,
    dy: Float32Array,
  ) => Promise<Readonly<Record<string, Float32Array>>>;
  readonly release: () => Promise<void>;
}

/** Tokens of an image. */
export interface TokenShape {
  readonly tokens: number;
  readonly channels: number;
}

/** Starts a pooling with its parameters where training starts. */
export async function learnedPooling(
  given: PoolingSpecInput,
  { tokens, channels }: TokenShape,
  session: StartSession,
): Promise<LearnedPooling> {
  const spec = parseSpec(given);
  const options = { channels, parameters: 'inputs', tokens } as const;
  const forward = await session(poolingModel(spec, options));
  const known = parametersOf(spec, channels).filter(({ trainable }) => trainable);
  const backward = known.length === 0 ? undefined : await session(poolingGradientModel(spec, options));
  const parameters = Object.fromEntries(known.map(({ name, start }) => [name, Float32Array.from(start)]));
  const width = outputChannels(spec, channels);
  const feeds = (batch: Float32Array): Record<string, HostTensor> => ({
    tokens: { data: batch, dims: [batch.length / tokens / channels, tokens, channels] },
    ...Object.fromEntries(known.map(({ name, shape }) => [name, { data: parameters[name]!, dims: shape }])),
  });
  return {
    width,
    parameters,
    pool: async (batch) => (await forward.run(feeds(batch))).pooled!.data,
    hold: () => {
      for (const { name, range } of known) {
        if (range === null) continue;
        const [low, high] = [range[0] ?? Number.NEGATIVE_INFINITY, range[1] ?? Number.POSITIVE_INFINITY];
        const values = parameters[name]!;
        values.set(values.map((value) => Math.min(Math.max(value, low), high)));
      }
    },
    gradient: async (batch, dy) => {
      if (backward === undefined) return {};
      const pooled_gradient = { data: dy, dims: [dy.length / width, width] };
      const found = await backward.run({ ...feeds(batch), pooled_gradient });
      return Object.fromEntries(known.map(({ name }) => [name, found[`${name}_gradient`]!.data]));
    },
    release: async () => {
      await forward.release();
      await backward?.release();
    },
  };
}
