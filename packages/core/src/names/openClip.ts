import { show } from '../errors.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { refuseToRead } from './refuse.ts';

/** How a tower of open_clip pools, as its model config has it. */
export type OpenClipPooling =
  | {
      /** `vision_cfg`: `pool_type` (default `tok`), and whether `attentional_pool` is set. */
      readonly vision: {
        readonly pool_type?: string | undefined;
        readonly attentional_pool?: boolean | string | undefined;
      };
    }
  | {
      /** `text_cfg`: `pool_type` (or `text_pool_type`, default `argmax`), `embed_cls`, `hf_pooler_type` of a text model of transformers. */
      readonly text: {
        readonly pool_type?: string | undefined;
        readonly embed_cls?: boolean | undefined;
        readonly hf_pooler_type?: string | undefined;
      };
    };

/**
 * The spec of an open_clip tower's pooling: `tok` and `avg` of images; `first` and `last` of texts, and the
 * `mean_pooler` and `cls_last_hidden_state_pooler` of text models of transformers.
 *
 * `first` and `last` are positions in the whole sequence, padding included: give no mask with them, but give one with
 * `mean_pooler`. Throws a `GgemError` with code `format` for `argmax` and `eos`, which choose a token by its id (the message
 * says how to do that), `none`, attentional poolers, and names that are not open_clip's.
 */
export function fromOpenClip(tower: OpenClipPooling): PoolingSpec {
  return 'vision' in tower ? ofImages(tower.vision) : ofTexts(tower.text);
}

function ofImages({
  pool_type = 'tok',
  attentional_pool,
}: Extract<OpenClipPooling, { vision: unknown }>['vision']): PoolingSpec {
  if (attentional_pool) {
    return refuse(
      'attentional_pool is attention with projections of its own. Keep that head with the model, or train "attention".',
    );
  }
  switch (pool_type) {
    case 'tok':
      return parseSpec({ type: 'token' });
    case 'avg':
      return parseSpec({ type: 'mean', prefixTokens: 1 });
    case 'none':
      return refuse('pool_type "none" gives the tokens as they are. Leave the pooling out.');
    default:
      return refuse(`pool_type of images must be one of tok, avg, but ${show(pool_type)} came.`);
  }
}

function ofTexts(text: Extract<OpenClipPooling, { text: unknown }>['text']): PoolingSpec {
  const { pool_type = 'argmax', embed_cls, hf_pooler_type } = text;
  if (hf_pooler_type !== undefined) return ofTransformers(hf_pooler_type);
  // A class token at the end goes before pool_type.
  if (embed_cls) return parseSpec({ type: 'token', index: -1 });
  switch (pool_type) {
    case 'first':
      return parseSpec({ type: 'token' });
    case 'last':
      return parseSpec({ type: 'token', index: -1 });
    case 'argmax':
      return refuse(
        'pool_type "argmax" chooses the token with the highest id, which tokens do not show. Give a mask that is 1 there alone, and { type: "token", index: "last" }.',
      );
    case 'eos':
      return refuse(
        'pool_type "eos" chooses the first token with the id of the end, which tokens do not show. Give a mask that is 1 there alone, and { type: "token", index: "last" }.',
      );
    case 'none':
      return refuse('pool_type "none" gives the tokens as they are. Leave the pooling out.');
    default:
      return refuse(
        `pool_type of texts must be one of first, last, argmax, eos, but ${show(pool_type)} came.`,
      );
  }
}

function ofTransformers(pooler: string): PoolingSpec {
  switch (pooler) {
    case 'mean_pooler':
      return parseSpec({ type: 'mean' });
    case 'cls_last_hidden_state_pooler':
      return parseSpec({ type: 'token' });
    case 'cls_pooler':
      return refuse(
        'hf_pooler_type "cls_pooler" takes what the model has pooled itself, a class token behind a dense layer. Take its pooler_output.',
      );
    case 'max_pooler':
      return refuse(
        'hf_pooler_type "max_pooler" drops the kept tokens instead of the padding. If "max" is meant, say so as a spec.',
      );
    default:
      return refuse(
        `hf_pooler_type must be one of mean_pooler, cls_last_hidden_state_pooler, but ${show(pooler)} came.`,
      );
  }
}

function refuse(message: string): never {
  return refuseToRead('open_clip', message);
}
