import sharp from 'sharp';
import type { Grid } from '../../look/lookOf.ts';
import { heatColour } from './heatColour.ts';

/** A map as a picture of a pixel a patch, to lie over a photograph: cold patches darken it, hot ones shine. A data URI. */
export async function heatPng(
  map: readonly number[],
  [height, width]: Grid,
  { low, high }: { readonly low: number; readonly high: number },
): Promise<string> {
  const pixels = Uint8Array.from(
    map.flatMap((value) => {
      const heat = high > low ? (value - low) / (high - low) : 0;
      return [...heatColour(heat), Math.round(255 * 0.72)];
    }),
  );
  const bytes = await sharp(pixels, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  return `data:image/png;base64,${bytes.toString('base64')}`;
}
