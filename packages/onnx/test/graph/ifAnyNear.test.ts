import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { PoolingSpecInput } from '@ggem/core';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import {
  opsets,
  type PoolingModelOptions,
  poolingGradientModel,
  poolingModel,
  poolingsIn,
} from '../../src/index.ts';
import { type GraphProto, ModelProtoSchema } from '../../src/proto/onnx.ts';
import { run } from '../../src/run/index.ts';
import { expectClose } from '../edit/expectClose.ts';
import { numbers, runModel } from '../edit/runModel.ts';

const [batch, channels, groups] = [2, 6, 3];
const spec = { type: 'ggem', groups, p: 3 } as const;
const exponents: Readonly<Record<string, readonly number[]>> = {
  'all far from 0': [3, -2.5, 0.7],
  'just far': [0.5, -0.5, 1],
  'all near 0': [0.1, -0.3, 0],
  'one near 0': [3, 0.49, -4],
};

/** What a power mean of tokens above 0 and its gradients are, by their definitions in float64. */
function expected(x: ArrayLike<number>, count: number, p: readonly number[], dy: ArrayLike<number>) {
  const pooled = new Float64Array(batch * channels);
  const byTokens = new Float64Array(batch * count * channels);
  const byP = new Float64Array(groups);
  for (let image = 0; image < batch; image++) {
    for (let channel = 0; channel < channels; channel++) {
      const group = Math.floor(channel / (channels / groups));
      const exponent = p[group]!;
      const at = Array.from({ length: count }, (_, i) => (image * count + i) * channels + channel);
      const mean = (f: (value: number) => number) => at.reduce((sum, i) => sum + f(x[i]!), 0) / count;
      const logs = mean(Math.log);
      const y = exponent === 0 ? Math.exp(logs) : mean((v) => v ** exponent) ** (1 / exponent);
      const weight = (v: number) => (v / y) ** exponent;
      const place = image * channels + channel;
      pooled[place] = y;
      for (const i of at) byTokens[i] = (dy[place]! * weight(x[i]!) * y) / x[i]! / count;
      byP[group]! +=
        dy[place]! *
        (exponent === 0
          ? (y * mean((v) => (Math.log(v) - logs) ** 2)) / 2
          : (y / exponent) * mean((v) => weight(v) * Math.log(v / y)));
    }
  }
  return { pooled, byTokens, byP };
}

function positive(...shape: readonly number[]) {
  const { data } = numbers(...shape);
  return { data: data.map((value) => Math.abs(value) + 0.1), shape };
}

/** The nodes of a graph, those in the arms of its Ifs included. */
function nodesOf(graph: GraphProto): GraphProto['node'] {
  return graph.node.flatMap((node) => [node, ...armsOf(node).flatMap(nodesOf)]);
}

function armsOf({ attribute }: GraphProto['node'][number]): readonly GraphProto[] {
  return attribute.flatMap(({ g }) => g ?? []);
}

/** The Ifs of a graph itself. */
function ifsOf(model: Uint8Array): GraphProto['node'] {
  const { graph, functions } = fromBinary(ModelProtoSchema, model);
  return [...graph!.node, ...functions.flatMap(({ node }) => node)].filter(({ opType }) => opType === 'If');
}

describe.each([7, 9, opsets.usual, opsets.newest])('exponents as inputs, in operator set %i', (opset) => {
  // Before set 9 the number of tokens must be known. More than 512 are summed in another way.
  const counts = opset < 9 ? [5] : [5, 600];
  const options = { channels, opset, parameters: 'inputs', tokens: opset < 9 ? 5 : undefined } as const;

  it('pool few and many tokens, and have gradients', async () => {
    const pooling = await InferenceSession.create(poolingModel(spec, options));
    const gradient = await InferenceSession.create(poolingGradientModel(spec, options));
    for (const count of counts) {
      const tokens = positive(batch, count, channels);
      const dy = numbers(batch, channels);
      for (const p of Object.values(exponents)) {
        const given = { tokens, p: { data: Float32Array.from(p), shape: [groups] } };
        const right = expected(tokens.data, count, p, dy.data);
        const { pooled } = await run<'pooled'>(pooling, given);
        expectClose(pooled.data, right.pooled, 2e-6);
        const slopes = await run(gradient, { ...given, pooled_gradient: dy });
        expectClose(slopes.tokens_gradient!.data, right.byTokens, 1e-5);
        expectClose(slopes.p_gradient!.data, right.byP, 1e-4);
      }
    }
    await pooling.release();
    await gradient.release();
  });

  it('are asked about by one If, which gives all outputs', () => {
    const fixed = { ...options, tokens: 5 };
    for (const model of [
      poolingGradientModel(spec, fixed),
      poolingModel(spec, { ...fixed, poolingWeights: true }),
    ]) {
      expect(checkModel(model)).toEqual([]);
      const ifs = ifsOf(model);
      expect(ifs.map(({ output }) => output.length)).toEqual([2]);
      const [full, far] = armsOf(ifs[0]!).map((arm) => nodesOf(arm).length);
      expect(far).toBeLessThan(full! / 2);
    }
  });
});

it.each(Object.entries(exponents))(
  'formulas near 0 run only if they are needed: exponents %s',
  async (_, p) => {
    const model = fromBinary(ModelProtoSchema, poolingModel(spec, { channels, parameters: 'inputs' }));
    const [full] = armsOf(model.graph!.node.find(({ opType }) => opType === 'If')!);
    // A model that is wrong where they run.
    for (const node of nodesOf(full!)) if (node.opType === 'Exp') node.opType = 'Neg';
    const tokens = positive(batch, 5, channels);
    const { pooled } = await runModel(toBinary(ModelProtoSchema, model), {
      tokens,
      p: { data: Float32Array.from(p), shape: [groups] },
    });
    const right = expected(tokens.data, 5, p, numbers(batch, channels).data).pooled;
    const isRight = right.every((value, i) => Math.abs(pooled!.data[i]! / value - 1) < 1e-5);
    expect(isRight).toBe(p.every((one) => Math.abs(one) >= 0.5));
  },
);

it.each<[string, PoolingSpecInput, Partial<PoolingModelOptions>]>([
  ['are constants', spec, { parameters: 'baked' }],
  ['have a range without those near 0', { ...spec, range: [0.5, null] }, {}],
  ['are no power mean', { type: 'lse' }, {}],
])('no If is there where exponents %s', (_, one, more) => {
  const options = { channels, tokens: 5, parameters: 'inputs', ...more } as const;
  expect(ifsOf(poolingGradientModel(one, options))).toEqual([]);
  expect(ifsOf(poolingModel(one, options))).toEqual([]);
});

it('nothing but the question stands outside of the If, whose arms share no value then', () => {
  const mix = { type: 'mix', parts: [{ type: 'gem' }, { type: 'lse' }], trainable: true } as const;
  const { graph } = fromBinary(ModelProtoSchema, poolingGradientModel(mix, { channels }));
  const outside = graph!.node.map(({ opType }) => opType);
  expect(outside).toEqual(['Reshape', 'Abs', 'Less', 'Cast', 'ReduceMax', 'Cast', 'If']);
});

it('a model with the If still tells what it pools', () => {
  const model = poolingModel(spec, { channels, parameters: 'inputs' });
  expect(poolingsIn(model)).toMatchObject([{ spec, tokens: 'tokens', live: ['p'] }]);
});

describe('of many parts', () => {
  const parts = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ type: 'gem', p: 2 + i / 10 }) as const);
  const kinds: Readonly<Record<string, (count: number) => PoolingSpecInput>> = {
    mix: (count) => ({ type: 'mix', parts: parts(count) }),
    'concat in regional': (count) => ({
      type: 'regional',
      grid: [2, 2],
      levels: 1,
      part: { type: 'concat', parts: parts(count) },
    }),
  };

  it.each(Object.entries(kinds))('%s has as many nodes for each part as for any other', (_, made) => {
    const [two, eight, many] = [2, 8, 32].map((count) => {
      const model = poolingGradientModel(made(count), { channels });
      return nodesOf(fromBinary(ModelProtoSchema, model).graph!).length;
    });
    const forOne = (eight! - two!) / 6;
    expect(Math.abs((many! - eight!) / 24 / forOne - 1)).toBeLessThan(0.02);
  });

  it('one exponent near 0 is enough for all of a graph', async () => {
    const tokens = positive(batch, 5, channels);
    for (const p of [
      [3, 2],
      [3, 0.2],
      [0.1, -2],
    ]) {
      const concat = { type: 'concat', parts: parts(2) } as const;
      const { pooled } = await runModel(poolingModel(concat, { channels, parameters: 'inputs' }), {
        tokens,
        'parts.0.p': { data: Float32Array.of(p[0]!), shape: [1] },
        'parts.1.p': { data: Float32Array.of(p[1]!), shape: [1] },
      });
      const [a, b] = p.map(
        (one) => expected(tokens.data, 5, [one, one, one], numbers(batch, channels).data).pooled,
      );
      const rows = [0, 1].flatMap((image) =>
        [a!, b!].flatMap((all) => [...all.slice(image * channels, (image + 1) * channels)]),
      );
      expectClose(pooled!.data, rows, 2e-6);
    }
  });
});
