import { type TextEncoderOptions, textModel } from '@ggem/onnx/training';
import { normal, random } from './optimise/random.ts';

/**
 * A small text encoder to be trained from nothing, as an ONNX model: `finetune` with `loss: 'infoNce'` and `text` trains it with the
 * images.
 *
 * In: `input_ids` `[batch, tokens]`, 0 being padding. Out: `text_embeds` `[batch, out]`: the blocks look at words and their places,
 * the mean of the kept ones goes through a linear layer. The same seed gives the same weights.
 *
 * ```ts
 * const text = textEncoder({ words: 500, tokens: 16, width: 64, depth: 2, heads: 4, out: 64 });
 * ```
 */
export function textEncoder({
  seed = 0,
  ...options
}: TextEncoderOptions & { readonly seed?: number }): Uint8Array {
  const next = random(seed, 8);
  return textModel(options, () => normal(next));
}
