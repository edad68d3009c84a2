import { describe, expect, it } from 'vitest';
import { inspectModel } from '../../src/edit/inspectModel.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { writtenPoolings } from '../../src/edit/writtenPoolings.ts';
import { randomInputs } from '../../src/verify/randomInputs.ts';
import { expectClose } from '../edit/expectClose.ts';
import { runModel } from '../edit/runModel.ts';
import { sharedFile } from '../sharedFile.ts';

const failed = 'data/models-that-failed';
const exported = 'models/exports';

// What each file is stands in the README beside it.
const found: readonly (readonly [file: string, words: string, of: string])[] = [
  [`${failed}/torch_gem_export.onnx`, 'GeM, p 3, eps 1e-6', 'f'],
  [`${failed}/st_masked_mean.onnx`, 'mean', 'token_embeddings'],
  [`${failed}/sum_over_n.onnx`, 'mean', 'hs'],
  [`${failed}/flatten_mean.onnx`, 'mean', 'f'],
  [`${failed}/conv1d_mean_time.onnx`, 'mean', 'f'],
  [`${failed}/conv3d_gap.onnx`, 'mean', 'f'],
  [`${failed}/seq_first_cls.onnx`, 'token 0', 'hs'],
  [`${failed}/unsorted_fp16_keep_io.onnx`, 'mean', 'f'],
  [
    `${exported}/vit_ggem4.script.onnx`,
    'GGeM, p 2.5, 3, 3.5, 4, eps 1e-6 after 1 token',
    '/norm/LayerNormalization_output_0',
  ],
  [`${exported}/vit_avg.script.onnx`, 'mean after 1 token', '/blocks/blocks.1/Add_1_output_0'],
  [`${exported}/vit_reg4_avg.dynamo.onnx`, 'mean after 5 tokens', 'add_201'],
  [`${exported}/swin.script.onnx`, 'mean', '/norm/LayerNormalization_output_0'],
  [`${exported}/convnext.dynamo.onnx`, 'mean', 'add_298'],
  [`${exported}/vit_token.dynamo.onnx`, 'token 0', 'layer_norm_4'],
];

describe('the pooling of a real file', () => {
  it.each(found)(
    '%s is %s of %s, and stays the same when its own spec replaces it',
    async (file, words, of) => {
      const bytes = sharedFile(file);
      if (bytes === undefined) return;
      const { poolings } = listCandidates(bytes);
      expect(poolings.map((one) => [one.words, one.tokens])).toEqual([[words, of]]);
      const inspected = inspectModel(bytes);
      const names = inspected.model.graph.input.map(({ name }) => name);
      const inputs = randomInputs(
        inspected,
        names.filter((name) => inspected.live.has(name)),
        {
          dims: {},
          seed: 1,
          fixed: {},
          masks: new Set(['attention_mask']),
        },
      );
      const [before, after] = [
        await runModel(bytes, inputs),
        await runModel(replacePooling(bytes, poolings[0]!.spec!).toBytes(), inputs),
      ];
      for (const [name, { data }] of Object.entries(before)) {
        const isHalf = file.includes('fp16');
        expectClose(after[name]!.data, data, isHalf ? 1e-3 : 1e-5);
      }
    },
  );

  it('is none where a normalisation goes over the tokens', () => {
    const bytes = sharedFile(`${failed}/layernorm_over_tokens.onnx`);
    if (bytes === undefined) return;
    expect(listCandidates(bytes).poolings).toEqual([]);
    expect(() => replacePooling(bytes, { type: 'max' }, { at: 'var' })).toThrow(
      '"var" is none (its result goes back onto the tokens (Div "y" with "d"): a normalisation or a gate).',
    );
  });

  it('keeps a search busy no longer than the file is', () => {
    const bytes = sharedFile(`${failed}/endless-inspect.onnx`);
    if (bytes !== undefined) expect(listCandidates(bytes).poolings).toEqual([]);
  });

  it('comes out as a spec with its exponents', () => {
    const bytes = sharedFile(`${exported}/vit_ggem4.script.onnx`);
    if (bytes === undefined) return;
    const [pooling] = writtenPoolings(bytes).poolings;
    expect([pooling?.spec.type, pooling?.channels]).toEqual(['ggem', 48]);
    expect([...pooling!.parameters.p!]).toEqual([2.5, 3, 3.5, 4]);
  });
});
