import { type PoolingSpecInput, parametersOf, parseSpec, poolArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { poolingsIn } from '../../src/record/poolingsIn.ts';
import { expectClose } from './expectClose.ts';
import { classTokenModel } from './models.ts';
import { numbers, runModel } from './runModel.ts';

const x = numbers(2, 5, 6);
const attends = [
  { score: 'query', groups: 2 },
  { score: 'query', groups: 3, over: 'group' },
  { score: 'query', groups: 2, value: 4 },
  { score: 'gated', hidden: 4 },
  { score: 'mean' },
] as const;
const specs = attends.flatMap((attend) => [
  { type: 'mean', prefixTokens: 1, attend } as const,
  { type: 'ggem', groups: 2, p: [3, 0.25], negatives: 'shift', prefixTokens: 1, attend } as const,
]);

function valuesOf(spec: PoolingSpecInput) {
  const required = parametersOf(parseSpec(spec), 6).filter((one) => one.required);
  return Object.fromEntries(
    required.map(({ name, shape }, i) => {
      const size = shape.reduce((a, b) => a * b);
      return [name, Array.from({ length: size }, (_, k) => Math.fround(Math.sin(i + 1 + k * 12.9898)))];
    }),
  );
}

describe('a pooling whose tokens attend, in a model', () => {
  it.each(specs)('is attached: %j', async (spec) => {
    const parameters = valuesOf(spec);
    const bytes = attachPooling(classTokenModel(), spec, { tokens: 'tokens', values: parameters }).toBytes();
    expect(checkModel(bytes)).toEqual([]);
    const { tokens, pooled } = await runModel(bytes, { x });
    const expected = poolArray({ data: tokens!.data, shape: [2, 5, 6] }, spec, { parameters });
    expect(pooled!.shape).toEqual([2, expected.length / 2]);
    expectClose(pooled!.data, expected, 2e-6);
  });
  it.each(specs)('replaces a class token, and is read back with its parameters: %j', async (given) => {
    const spec =
      given.attend.score === 'query' && 'value' in given.attend
        ? { ...given, attend: { ...given.attend, value: 6 } }
        : given;
    const values = valuesOf(spec);
    const bytes = replacePooling(classTokenModel(), spec, { values }).toBytes();
    const { tokens, logits } = await runModel(bytes, { x });
    const { logits: before } = await runModel(classTokenModel(), { x });
    expect(logits!.data).not.toEqual(before!.data);
    expect(tokens!.shape).toEqual([2, 5, 6]);
    const [found] = poolingsIn(bytes);
    expect(found!.spec).toEqual(parseSpec(spec));
    for (const [name, wanted] of Object.entries(values))
      expect([...found!.parameters[name]!]).toEqual(wanted);
  });
});
