import { describe, expect, it } from 'vitest';
import { fromOpenClip } from '../../src/index.ts';
import { refusal } from '../refusal.ts';

describe('open_clip', () => {
  // By reading mlfoundations/open_clip, transformer.py and hf_model.py: x[:, 0], x[:, 1:].mean(1), x[:, -1], masked mean.
  it.each([
    [{ vision: {} }, { type: 'token', index: 0 }],
    [{ vision: { pool_type: 'avg' } }, { type: 'mean', prefixTokens: 1 }],
    [{ text: { pool_type: 'first' } }, { type: 'token', index: 0 }],
    [{ text: { pool_type: 'last' } }, { type: 'token', index: -1 }],
    [{ text: { embed_cls: true } }, { type: 'token', index: -1 }],
    [{ text: { hf_pooler_type: 'mean_pooler' } }, { type: 'mean', prefixTokens: 0 }],
    [{ text: { hf_pooler_type: 'cls_last_hidden_state_pooler' } }, { type: 'token', index: 0 }],
  ])('%j', (tower, spec) => {
    expect(fromOpenClip(tower)).toEqual(spec);
  });
  it.each([
    [
      { text: {} },
      'pool_type "argmax" chooses the token with the highest id, which tokens do not show. Give a mask that is 1 there alone, and { type: "token", index: "last" }.',
    ],
    [
      { text: { pool_type: 'eos' } },
      'pool_type "eos" chooses the first token with the id of the end, which tokens do not show. Give a mask that is 1 there alone, and { type: "token", index: "last" }.',
    ],
    [
      { vision: { pool_type: 'none' } },
      'pool_type "none" gives the tokens as they are. Leave the pooling out.',
    ],
    [
      { vision: { attentional_pool: true } },
      'attentional_pool is attention with projections of its own. Keep that head with the model, or train "attention".',
    ],
    [{ vision: { pool_type: 'map' } }, 'pool_type of images must be one of tok, avg, but "map" came.'],
    [
      { text: { pool_type: 'avg' } },
      'pool_type of texts must be one of first, last, argmax, eos, but "avg" came.',
    ],
    [
      { text: { hf_pooler_type: 'cls_pooler' } },
      'hf_pooler_type "cls_pooler" takes what the model has pooled itself, a class token behind a dense layer. Take its pooler_output.',
    ],
  ])('says why %j has no spec', (tower, why) => {
    expect(refusal(() => fromOpenClip(tower))).toBe(`format | open_clip: ${why}`);
  });
});
