import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { PoolingSpecInput } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { ModelProtoSchema } from '../../src/proto/onnx.ts';
import { classTokenModel, info, modelBytes, node } from '../edit/models.ts';
import { badModels } from './badModels.ts';
import { judge, python } from './judge.ts';

describe.skipIf(python === undefined)("Python's onnx.checker", () => {
  it('accepts models with every pooling attached and put in place, inline and as functions', () => {
    const parts = [{ type: 'mean' }, { type: 'gem' }] as const;
    const small: readonly PoolingSpecInput[] = [
      { type: 'token' },
      { type: 'ggem', groups: 3, prefixTokens: 1 },
      { type: 'gem', p: 'inf' },
      { type: 'lse' },
      { type: 'meanSqrtLen' },
      { type: 'positionWeightedMean' },
      { type: 'mix', parts, after: ['l2'] },
      { type: 'regional', prefixTokens: 1, grid: [2, 2] },
    ];
    const forms = ['inline', 'function'] as const;
    const models = forms.flatMap((form) =>
      small.flatMap((spec) => [
        attachPooling(classTokenModel(), spec, {
          tokens: 'tokens',
          form,
          mask: 'bool',
          normalize: true,
        }).toBytes(),
        replacePooling(classTokenModel(), spec, { form }).toBytes(),
      ]),
    );
    expect(judge(models)).toEqual(models.map(() => 'ok'));
  });

  it('accepts poolings of feature maps, with kept axes, shortcuts and windows put aside', () => {
    const shape = ['n', 4, 3, 2];
    const map = modelBytes({
      inputs: [info('x', shape)],
      outputs: [info('y', ['n', 4, 1, 1])],
      nodes: [node('AveragePool', ['x'], ['y'], { kernel_shape: [3, 2] })],
    });
    const options = { tokens: 'x', dataFormat: 'channelsFirst', keepDims: true, shortcut: true } as const;
    const models = (['inline', 'function'] as const).flatMap((form) => [
      attachPooling(map, { type: 'gem' }, { ...options, form }).toBytes(),
      attachPooling(
        map,
        { type: 'ggem', groups: 2, p: [2, 3] },
        { ...options, form, normalize: true },
      ).toBytes(),
      replacePooling(map, { type: 'gem' }, { shortcut: true, form }).toBytes(),
      replacePooling(map, { type: 'max' }, { mask: 'bool', form }).toBytes(),
    ]);
    expect(judge(models)).toEqual(models.map(() => 'ok'));
  });

  it('refuses the known-bad models too, but for those that it does not look at', () => {
    const models = badModels.map(({ change }) => {
      const model = fromBinary(ModelProtoSchema, classTokenModel());
      change(model);
      return toBinary(ModelProtoSchema, model);
    });
    const passed = judge(models).flatMap((verdict, i) => (verdict === 'ok' ? [badModels[i]!.problem] : []));
    const known = badModels.filter(({ unknownToOnnx }) => unknownToOnnx).map(({ problem }) => problem);
    // Other versions of the checker may notice more.
    expect(passed.filter((problem) => !known.includes(problem))).toEqual([]);
  });
});
