import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import type { NodeProto } from '../../src/proto/onnx.ts';
import { readModel } from '../../src/read/readModel.ts';
import { expectClose } from '../edit/expectClose.ts';
import { info, modelBytes, node } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';
import { attentionForms } from './attentionForms.ts';
import { eps, type Form, mean } from './form.ts';
import { otherForms } from './otherForms.ts';
import { gemForms, ggemForms } from './powerMeanForms.ts';

function modelOf({ shape = ['batch', 5, 6], nodes, constants = [], opset = 17 }: Form): Uint8Array {
  return modelBytes({
    inputs: [info('x', shape)],
    outputs: [info('y')],
    nodes,
    initializers: constants,
    opset,
  });
}

const forms: readonly Form[] = [...gemForms, ...ggemForms, ...otherForms, ...attentionForms];

// The values to compare with are those of the written-out graph in onnxruntime.
describe('a pooling that is written out', () => {
  it.each(forms)('is found as a whole: $name', (form) => {
    const { poolings } = listCandidates(modelOf(form));
    expect(poolings.map(({ words, tokens, why }) => [words, tokens, why])).toEqual([
      [form.words, form.tokens ?? 'x', undefined],
    ]);
  });

  it.each(forms)('is replaced by its own spec without a change: $name', async (form) => {
    const bytes = modelOf(form);
    const [site] = listCandidates(bytes).poolings;
    const x = form.shape?.length === 4 ? numbers(2, 6, 3, 2) : numbers(2, 5, 6);
    const before = await runModel(bytes, { x });
    const edited = replacePooling(bytes, site!.spec!, { values: site!.values }).toBytes();
    expect(checkModel(edited)).toEqual([]);
    const after = await runModel(edited, { x });
    expect(after.y!.shape).toEqual(before.y!.shape);
    expectClose(after.y!.data, before.y!.data, 5e-6);
  });

  it.each(forms)('leaves nothing behind but moves of its result: $name', (form) => {
    const bytes = modelOf(form);
    const [site] = listCandidates(bytes).poolings;
    const { graph } = readModel(replacePooling(bytes, site!.spec!, { values: site!.values }).toBytes());
    const shown = ({ opType, input, output }: NodeProto): string => `${output} = ${opType}(${input})`;
    const own = new Set(form.nodes.filter(({ output }) => output[0] !== form.tokens).map(shown));
    const left = graph.node.filter(({ opType }) => !['Flatten', 'Reshape', 'Squeeze'].includes(opType));
    expect(left.map(shown).filter((one) => own.has(one))).toEqual([]);
    const read = new Set(graph.node.flatMap(({ input }) => input));
    expect(graph.initializer.filter(({ name }) => !read.has(name))).toEqual([]);
  });
});

describe('a power mean with something added before its root', () => {
  it('is replaced as a whole, and no spec says what it is', () => {
    const bytes = modelOf({
      name: '',
      words: '',
      nodes: [
        node('Mul', ['x', 'x'], ['s']),
        mean('s', 'm'),
        node('Add', ['m', 'eps'], ['a']),
        node('Sqrt', ['a'], ['y']),
      ],
      constants: [eps],
    });
    const [site, more] = listCandidates(bytes).poolings;
    expect([site?.words, site?.tokens, site?.why, more]).toEqual([
      'GeM, p 2, 1e-6 added before the root',
      'x',
      '0.000001 is added to its mean before the root, which no spec says',
      undefined,
    ]);
    const { graph } = readModel(replacePooling(bytes, { type: 'max' }).toBytes());
    expect(graph.node.some(({ opType }) => opType === 'Sqrt')).toBe(false);
  });
});
