import { type VitOptions, vitModel } from '@ggem/onnx/training';
import { normal, random } from './optimise/random.ts';

/**
 * A plain pre-norm vision transformer to be trained from nothing, as an ONNX model; `finetune` with `from: 'all'` trains it.
 *
 * In: `pixel_values` `[batch, ...image]`. Out: `logits` `[batch, classes]` from the class token, and `tokens`
 * `[batch, 1 + patches, width]`. The same seed gives the same weights.
 *
 * ```ts
 * const model = vit({ image: [1, 28, 28], patch: 7, width: 48, depth: 4, heads: 3, classes: 10 });
 * ```
 */
export function vit({ seed = 0, ...options }: VitOptions & { readonly seed?: number }): Uint8Array {
  const next = random(seed, 6);
  return vitModel(options, () => normal(next));
}
