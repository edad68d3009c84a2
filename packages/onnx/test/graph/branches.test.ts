import { poolArray, poolArrayGradient } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { opsets, poolingGradientModel, poolingModel } from '../../src/index.ts';
import type { GraphProto } from '../../src/proto/onnx.ts';
import { readModel } from '../../src/read/readModel.ts';
import { expectClose } from '../edit/expectClose.ts';
import { numbers, runModel } from '../edit/runModel.ts';

const channels = 6;
const spec = { type: 'ggem', groups: 3, p: 3 } as const;
const exponents: Readonly<Record<string, readonly number[]>> = {
  'all far from 0': [3, -2.5, 0.7],
  'all near 0': [0.1, -0.3, 0],
  'some near 0': [3, 0.2, -4],
};

/** How many Ifs a graph has, those in arms not counted, and how deep they stand in each other. */
function ifs({ node }: GraphProto): { readonly count: number; readonly depth: number } {
  const own = node.filter(({ opType }) => opType === 'If');
  const arms = own.flatMap(({ attribute }) =>
    attribute.flatMap(({ g }) => (g === undefined ? [] : [ifs(g)])),
  );
  return { count: own.length, depth: own.length === 0 ? 0 : 1 + Math.max(...arms.map(({ depth }) => depth)) };
}

describe.each([9, 11, opsets.usual, opsets.newest])('in operator set %i', (opset) => {
  const options = { channels, opset, parameters: 'inputs' } as const;

  it('the number of tokens and the exponents decide once each', () => {
    for (const model of [
      poolingGradientModel(spec, options),
      poolingModel(spec, { ...options, poolingWeights: true }),
    ]) {
      expect(checkModel(model)).toEqual([]);
      expect(ifs(readModel(model).graph!)).toEqual({ count: 1, depth: 2 });
    }
  });

  // More than 512 tokens are summed in another way.
  describe.each([5, 600])('%i tokens', (count) => {
    const tokens = numbers(2, count, channels);
    const reference = { data: tokens.data, shape: [2, count, channels] } as const;

    it.each(Object.entries(exponents))('are pooled with exponents %s', async (_, p) => {
      const given = { tokens, p: { data: Float32Array.from(p), shape: [3] } };
      const { pooled } = await runModel(poolingModel(spec, options), given);
      expectClose(pooled!.data, poolArray(reference, { ...spec, p }), 2e-6);

      const dy = numbers(2, channels);
      const gradient = await runModel(poolingGradientModel(spec, options), { ...given, pooled_gradient: dy });
      const expected = poolArrayGradient(reference, { ...spec, p }, dy.data);
      expectClose(gradient.p_gradient!.data, expected.parameters.p!, 1e-4);
      expectClose(gradient.tokens_gradient!.data, expected.tokens, 1e-5);
    });
  });
});
