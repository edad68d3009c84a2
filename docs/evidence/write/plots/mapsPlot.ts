import { colours, plotWidth } from '@ggem/page/plot';
import sharp from 'sharp';

/** Points of the scale, from least to most: lightness rises evenly, so that it reads without colour too. */
const scale = [
  [18, 12, 38],
  [96, 24, 92],
  [188, 55, 70],
  [240, 140, 40],
  [252, 236, 160],
] as const;

/** Maps of patches: a row for each pooling, a column for each channel. */
export async function mapsPlot(
  rows: readonly { readonly name: string; readonly maps: readonly (readonly number[])[] }[],
  columns: readonly string[],
): Promise<string> {
  const [left, top, gap] = [108, 28, 6];
  const side = Math.min(96, Math.floor((plotWidth - left - 8) / columns.length) - gap);
  const height = top + rows.length * (side + gap) + 6;
  const titles = columns.map(
    (name, i) =>
      `<text x="${left + i * (side + gap) + side / 2}" y="18" text-anchor="middle" fill="${colours.muted}">${name}</text>`,
  );
  const drawn = await Promise.all(
    rows.map(async ({ name, maps }, r) => {
      const y = top + r * (side + gap);
      const label = `<text x="8" y="${y + side / 2 + 4}" fill="${colours.ink}">${name}</text>`;
      const pictures = await Promise.all(
        maps.map(async (map, i) => {
          const x = left + i * (side + gap);
          return `<image x="${x}" y="${y}" width="${side}" height="${side}" style="image-rendering: pixelated" href="${await pictureOf(map)}"/>`;
        }),
      );
      return [label, ...pictures].join('');
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${plotWidth} ${height}" width="${plotWidth}" height="${height}" font-family="Hanken Grotesk, Segoe UI, Helvetica, Arial, sans-serif" font-size="12"><rect width="${plotWidth}" height="${height}" rx="8" fill="${colours.card}"/>${[...titles, ...drawn].join('')}</svg>\n`;
}

/** A pixel a patch, as a data URI. */
async function pictureOf(map: readonly number[]): Promise<string> {
  const side = Math.sqrt(map.length);
  const [low, high] = [Math.min(...map), Math.max(...map)];
  const pixels = map.flatMap((value) => colourOf(high > low ? (value - low) / (high - low) : 0.5));
  const raw = { width: side, height: side, channels: 3 } as const;
  const png = await sharp(Uint8Array.from(pixels), { raw }).png({ compressionLevel: 9 }).toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

function colourOf(strength: number): readonly number[] {
  const at = strength * (scale.length - 1);
  const below = Math.min(scale.length - 2, Math.floor(at));
  const [from, to] = [scale[below]!, scale[below + 1]!];
  return from.map((value, i) => Math.round(value + (at - below) * (to[i]! - value)));
}
