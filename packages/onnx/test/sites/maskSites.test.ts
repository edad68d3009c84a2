import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { expectClose } from '../edit/expectClose.ts';
import { info, ints, modelBytes, node } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';
import type { Form } from './form.ts';
import { maskedMaxima, maskedMean, maskedMeanOfIntegers } from './maskForms.ts';

function modelOf(
  { nodes, constants = [] }: Pick<Form, 'nodes' | 'constants'>,
  type: 'int64' | 'float32',
): Uint8Array {
  return modelBytes({
    inputs: [info('x', ['batch', 5, 6]), info('m', ['batch', 5], type)],
    outputs: [info('y')],
    nodes,
    initializers: constants,
  });
}

/** The nodes of a mean over tokens that are weighed by the value with this name. */
function weightedMeanOf(name: string): Form['nodes'] {
  return [node('Identity', [name], ['m2']), ...maskedMeanOfIntegers.nodes].map((one) =>
    one.input[0] === 'm' ? node(one.opType, ['m2'], one.output, { to: 1 }) : one,
  );
}

const x = numbers(2, 5, 6);
const m = { data: [1, 1, 0, 1, 0, 1, 0, 0, 0, 1], shape: [2, 5] };

// The values to compare with are those of the written-out graph in onnxruntime.
describe('a pooling of the tokens that a mask keeps', () => {
  it.each(maskedMaxima)(
    'is a maximum with its mask, and stays the same in other words: $name',
    async (form) => {
      const bytes = modelOf(form, 'int64');
      const { poolings } = listCandidates(bytes);
      expect(poolings.map(({ words, tokens, mask }) => [words, tokens, mask])).toEqual([['max', 'x', 'm']]);
      const edited = replacePooling(bytes, { type: 'max' }).toBytes();
      expect(checkModel(edited)).toEqual([]);
      const [before, after] = [await runModel(bytes, { x, m }), await runModel(edited, { x, m })];
      expectClose(after.y!.data, before.y!.data, 0);
    },
  );

  it('is a mean where the mask is whole numbers', async () => {
    const bytes = modelOf(maskedMeanOfIntegers, 'int64');
    expect(listCandidates(bytes).poolings.map(({ words, mask }) => [words, mask])).toEqual([['mean', 'm']]);
    const edited = replacePooling(bytes, { type: 'mean' }).toBytes();
    const [before, after] = [await runModel(bytes, { x, m }), await runModel(edited, { x, m })];
    expectClose(after.y!.data, before.y!.data, 1e-6);
  });
});

describe('a mean with numbers that may be weights', () => {
  const bytes = modelOf(maskedMean, 'float32');

  it('is named as weighted, with the reason why no spec says it', () => {
    const [pooling] = listCandidates(bytes).poolings;
    expect([pooling?.words, pooling?.mask]).toEqual(['weighted mean', undefined]);
    expect(pooling?.why).toBe('it weighs tokens by "m", and nothing tells that this is 0 or 1');
  });

  it('is replaced only where the mask is decided', async () => {
    expect(() => replacePooling(bytes, { type: 'mean' })).toThrow(
      'replace: mask must be decided where the pooling weighs its tokens, and it does by "m", but nothing came. Use mask { value: "m" } (--mask m) if that is 0 or 1, or "none" (--no-mask) to pool all tokens alike.',
    );
    const edited = replacePooling(bytes, { type: 'mean' }, { mask: { value: 'm' } }).toBytes();
    const [before, after] = [await runModel(bytes, { x, m }), await runModel(edited, { x, m })];
    expectClose(after.y!.data, before.y!.data, 1e-6);
  });
});

describe('whole numbers that were computed', () => {
  it('weigh tokens, and are no mask', () => {
    const bytes = modelBytes({
      inputs: [info('x', ['batch', 5, 6]), info('m', ['batch', 5], 'int64')],
      outputs: [info('y')],
      nodes: [node('Mul', ['m', 'places'], ['w']), ...weightedMeanOf('w')],
      initializers: [ints('places', [1, 2, 3, 4, 5]), ...maskedMeanOfIntegers.constants!],
    });
    expect(listCandidates(bytes).poolings.map(({ words, mask }) => [words, mask])).toEqual([
      ['weighted mean', undefined],
    ]);
  });
});
