import { describe, expect, it } from 'vitest';
import { addOutputs, attentionValues } from '../../src/index.ts';
import { sharedFile } from '../sharedFile.ts';
import { numbers, runModel } from './runModel.ts';

const exported = (name: string) => sharedFile(`models/exports/${name}.onnx`);
const vit = exported('vit_token.script');

describe.skipIf(vit === undefined)('inner values of a model', () => {
  it('become outputs, and the others stay as they are', async () => {
    const names = attentionValues(vit!).flatMap(({ attention, outputs = '' }) => [attention, outputs]);
    const image = { pixel_values: numbers(2, 3, 64, 64) };
    const before = await runModel(vit!, image);
    const after = await runModel(addOutputs(vit!, names), image);
    for (const [name, { data }] of Object.entries(before)) {
      for (const [i, value] of data.entries()) expect(after[name]!.data[i]).toBeCloseTo(value, 5);
    }
    // Four heads on 17 tokens, which every token shares out as a whole.
    const attention = after[names[0]!]!;
    expect(attention.shape).toEqual([2, 4, 17, 17]);
    for (let row = 0; row < 2 * 4 * 17; row++) {
      const sum = [...attention.data.slice(17 * row, 17 * (row + 1))].reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 5);
    }
    expect(after[names[1]!]!.shape).toEqual([2, 4, 17, 12]);
  });

  it('are refused by a name that no node gives', () => {
    expect(() => addOutputs(vit!, ['nothing'])).toThrow(
      'addOutputs: names must be values that a node of the model gives, but "nothing" is none.',
    );
  });

  it.each([
    ['vit_token.script', [4, 4]],
    ['vit_reg4_avg.dynamo', [4, 4]],
    // Attention in windows has the heads of each stage; convolutions have none.
    ['convnext.dynamo', []],
  ])('of attention are found in %s', (name, heads) => {
    expect(attentionValues(exported(name)!).map((one) => one.heads)).toEqual(heads);
  });
});
