import { emptySpecs } from '@ggem/conformance';
import { type PoolingSpecInput, poolArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { attachPooling, poolingGradientModel, poolingModel } from '../../src/index.ts';
import { judge, python } from '../check/judge.ts';
import { expectClose } from '../edit/expectClose.ts';
import { info, modelBytes, node } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';

const [channels, count] = [6, 6];
const attention = { type: 'attention', heads: 2 } as const;
/** A spec of each kind. */
const specs: readonly PoolingSpecInput[] = [...emptySpecs, attention];
const query = [1, -2, 0.5, 3, 1, -1];
const valuesOf = ({ type }: PoolingSpecInput) => (type === 'attention' ? { values: { query } } : {});
// One kind refuses negative tokens.
const x = { data: numbers(2, count, channels).data.map(Math.abs), shape: [2, count, channels] };

/** The types that cannot be written. */
function refused(make: (spec: PoolingSpecInput) => unknown): readonly string[] {
  const types = specs.flatMap((spec) => {
    try {
      make(spec);
      return [];
    } catch (error) {
      expect(String(error)).toContain('opset must be 9 or newer');
      return [spec.type];
    }
  });
  return [...new Set(types)];
}

const positions = 'positionWeightedMean';
const all = [...new Set(specs.map(({ type }) => type))];

describe.each([7, 8])('operator set %i', (opset) => {
  it('has every pooling of a known number of tokens, and all but positions of an open one', () => {
    const options = { channels, opset };
    const forward = (more: object) =>
      refused((spec) => poolingModel(spec, { ...options, ...valuesOf(spec), ...more }));
    const gradient = (more: object) => refused((spec) => poolingGradientModel(spec, { ...options, ...more }));
    expect(forward({ tokens: count })).toEqual([]);
    expect(forward({})).toEqual([positions]);
    expect(gradient({ tokens: count })).toEqual([]);
    expect(gradient({})).toEqual(['token', positions]);
    for (const needed of [{ mask: 'bool' }, { tokenWeights: true }, { form: 'function' }]) {
      expect(forward({ tokens: count, ...needed })).toEqual(all);
    }
  });

  it.each(specs)('gives what the reference gives: %o', async (spec) => {
    const expected = poolArray(x, spec, { parameters: spec.type === 'attention' ? { query } : {} });
    const open = spec.type === positions ? [] : [{}];
    for (const more of [{ tokens: count }, ...open]) {
      const model = poolingModel(spec, { channels, opset, ...valuesOf(spec), ...more });
      expectClose((await runModel(model, { tokens: x })).pooled!.data, expected, 3e-6);
    }
  });

  it.skipIf(python === undefined)("is kept to in the eyes of Python's onnx.checker", () => {
    const before = modelBytes({
      nodes: [node('Tanh', ['x'], ['tokens'])],
      inputs: [info('x', ['batch', count, channels])],
      outputs: [info('tokens', ['batch', count, channels])],
      opset,
      irVersion: 3,
    });
    const models = specs.flatMap((spec) => {
      const options = { channels, opset, tokens: count };
      return [
        poolingModel(spec, { ...options, ...valuesOf(spec) }),
        poolingGradientModel(spec, options),
        attachPooling(before, spec, { tokens: 'tokens', ...valuesOf(spec) }).toBytes(),
        ...(spec.type === positions ? [] : [poolingModel(spec, { channels, opset, ...valuesOf(spec) })]),
      ];
    });
    expect(judge(models)).toEqual(models.map(() => 'ok'));
  });
});
