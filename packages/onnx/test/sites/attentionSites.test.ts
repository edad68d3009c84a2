import { poolArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { writtenPoolings } from '../../src/edit/writtenPoolings.ts';
import type { NodeProto } from '../../src/proto/onnx.ts';
import { readModel } from '../../src/read/readModel.ts';
import type { BuiltPooling } from '../../src/record/poolingsIn.ts';
import { expectClose } from '../edit/expectClose.ts';
import { info, ints, modelBytes, node, weights } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';
import { attendedForms, attentionForms, otherAttentions } from './attentionForms.ts';
import type { Form } from './form.ts';

const x = numbers(2, 5, 6);
const modelOf = ({ nodes, constants = [] }: Pick<Form, 'nodes' | 'constants'>): Uint8Array =>
  modelBytes({ inputs: [info('x', ['batch', 5, 6])], outputs: [info('y')], nodes, initializers: constants });

describe('an attention pooling that no spec says', () => {
  it.each(otherAttentions)('is named, and a spec is refused with the reason: $name', (form) => {
    const bytes = modelOf(form);
    const { poolings } = listCandidates(bytes);
    expect(poolings.map(({ words, tokens, why }) => [words, tokens, why])).toEqual([
      [form.words, 'x', form.why],
    ]);
    expect(writtenPoolings(bytes).others).toEqual([{ output: poolings[0]!.name, why: form.why }]);
  });

  it.each(otherAttentions)('is replaced as a whole: $name', async (form) => {
    const edited = replacePooling(modelOf(form), { type: 'mean' }).toBytes();
    expect(checkModel(edited)).toEqual([]);
    const kinds = readModel(edited).graph.node.map(({ opType }) => opType);
    expect(kinds).not.toContain('Softmax');
    expect(kinds).not.toContain('Tanh');
    const { y } = await runModel(edited, { x });
    const mean = Array.from({ length: 12 }, (_, i) => {
      const [image, channel] = [Math.floor(i / 6), i % 6];
      return [0, 1, 2, 3, 4].reduce((sum, at) => sum + x.data[image * 30 + at * 6 + channel]! / 5, 0);
    });
    expectClose(y!.data, mean, 1e-6);
  });
});

describe('an attention pooling with a query', () => {
  it.each(attentionForms)('is extracted with it: $name', async (form) => {
    const bytes = modelOf({ ...form });
    const [pooling] = writtenPoolings(bytes).poolings;
    expect(pooling?.spec.type).toBe('attention');
    expect(pooling?.parameters.query).toHaveLength(6);
  });
});

describe('an attention pooling of other scores', () => {
  it.each(attendedForms)('is a mean whose tokens attend: $name', async (form) => {
    const bytes = modelOf(form);
    const [{ spec, parameters }] = writtenPoolings(bytes).poolings as [BuiltPooling];
    expect(spec).toEqual({ type: 'mean', prefixTokens: 0, attend: form.attend });
    const { y } = await runModel(bytes, { x });
    expectClose(y!.data, poolArray({ data: x.data, shape: [2, 5, 6] }, spec, { parameters }), 1e-6);
  });
});

const project = (name: string): NodeProto => node('MatMul', ['x', `w${name}`], [name]);
const block = (query: readonly NodeProto[]): readonly NodeProto[] => [
  ...query,
  project('k'),
  project('v'),
  node('Transpose', ['k'], ['kt'], { perm: [0, 2, 1] }),
  node('MatMul', ['q', 'kt'], ['s']),
  node('Softmax', ['s'], ['a'], { axis: -1 }),
  node('MatMul', ['a', 'v'], ['o']),
];
const constants = [weights('wq', [6, 6]), weights('wk', [6, 6]), weights('wv', [6, 6])];

describe('an attention over the tokens of a transformer', () => {
  it('is no pooling where each token asks', () => {
    const nodes = [...block([project('q')]), node('Add', ['x', 'o'], ['y'])];
    expect(listCandidates(modelOf({ nodes, constants })).poolings).toEqual([]);
  });

  it('is no pooling where several learned queries ask', () => {
    const nodes = [...block([]), node('Identity', ['o'], ['y'])];
    const bytes = modelOf({ nodes, constants: [...constants, weights('q', [1, 3, 6])] });
    expect(listCandidates(bytes).poolings).toEqual([]);
  });

  it('is no pooling where its result goes back onto all tokens', () => {
    const nodes = [
      node('MatMul', ['x', 'w'], ['s']),
      node('Softmax', ['s'], ['a'], { axis: 1 }),
      node('Transpose', ['a'], ['at'], { perm: [0, 2, 1] }),
      node('MatMul', ['at', 'x'], ['context']),
      node('Add', ['x', 'context'], ['y']),
    ];
    expect(listCandidates(modelOf({ nodes, constants: [weights('w', [6, 1])] })).poolings).toEqual([]);
  });

  it('is one pooling of what it projects where one learned query asks, and its axis of length 1 is none', () => {
    const nodes = [...block([]), node('Gather', ['o', 'i'], ['y'], { axis: 1 })];
    const bytes = modelOf({ nodes, constants: [...constants, weights('q', [1, 1, 6]), ints('i', [0], [])] });
    expect(listCandidates(bytes).poolings.map(({ words, tokens }) => [words, tokens])).toEqual([
      ['attention with projections, 1 head', 'x'],
    ]);
  });

  it('is one pooling where the mean asks, which is none itself', () => {
    const nodes = [
      node('ReduceMean', ['x'], ['m'], { axes: [1], keepdims: 1 }),
      node('MatMul', ['m', 'wq'], ['q']),
      node('Transpose', ['x'], ['k'], { perm: [0, 2, 1] }),
      node('MatMul', ['q', 'k'], ['s']),
      node('Softmax', ['s'], ['a'], { axis: -1 }),
      node('MatMul', ['a', 'x'], ['y']),
    ];
    const bytes = modelOf({ nodes, constants });
    expect(listCandidates(bytes).poolings.map(({ name, words }) => [name, words])).toEqual([
      ['y', 'attention, 1 head'],
    ]);
    expect(() => replacePooling(bytes, { type: 'max' }, { at: 'm' })).toThrow(
      'its result is only the query of an attention over the tokens ("s")',
    );
  });

  it('is one pooling of the values where only the class token asks', () => {
    const ask = [node('Slice', ['x', 'from', 'to', 'to'], ['cls']), node('MatMul', ['cls', 'wq'], ['q'])];
    const nodes = [...block(ask), node('Add', ['cls', 'o'], ['y'])];
    const bytes = modelOf({ nodes, constants: [...constants, ints('from', [0]), ints('to', [1])] });
    const found = listCandidates(bytes).poolings.map(({ words, tokens }) => [words, tokens]);
    expect(found).toContainEqual(['attention, 1 head', 'v']);
    expect(found.filter(([, tokens]) => tokens === 'o')).toEqual([]);
  });
});
