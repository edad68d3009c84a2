import { normalizeDigit } from '../../model/normalizeDigit.ts';
import type { Drawing } from '../../stroke.ts';
import { filledPage } from './filledPage.ts';
import { rasterizeInk } from './rasterizeInk.ts';

/** Five times the 28 pixels that the networks get, so that edges are smooth after shrinking. */
export const INK_SIZE = 140;

/**
 * Makes a function from a drawing to its image of 28 × 28 pixels, `undefined` if nothing is drawn. For the same drawing it
 * returns the same array, by which the networks know that they have read it.
 */
export function digitImages(): (drawing: Drawing) => Float32Array | undefined {
  let last: { readonly drawing: Drawing; readonly image: Float32Array | undefined } | undefined;
  return (drawing) => {
    if (last?.drawing !== drawing) {
      last = { drawing, image: normalizeDigit(rasterizeInk(filledPage(drawing), INK_SIZE), INK_SIZE) };
    }
    return last.image;
  };
}
