import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { launchChromium } from '@ggem/browser';

/** Letters in a typeface of the page, drawn by a browser. */
export interface TypefaceCall {
  /** The npm package of the typeface, its name there and its family here. */
  readonly typeface: 'hanken-grotesk' | 'source-serif-4';
  readonly letters: string;
  readonly count: number;
  readonly side: number;
}

/**
 * Draws letters one after the other, in every weight of the typeface, upright and slanted, turned by up to 12°.
 * Out: ink 0..1, `side × side` a letter.
 */
export async function drawTypeface({
  typeface,
  letters,
  count,
  side,
}: TypefaceCall): Promise<Float32Array[]> {
  const require = createRequire(createRequire(import.meta.url).resolve('@ggem/page/element'));
  const folder = `@fontsource-variable/${typeface}/files/${typeface}-latin-wght-normal.woff2`;
  const font = (await readFile(require.resolve(folder))).toString('base64');
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const drawn = await page.evaluate(
      async ({ font, letters, count, side }) => {
        const face = new FontFace('drawn', `url(data:font/woff2;base64,${font})`, { weight: '200 900' });
        document.fonts.add(await face.load());
        const canvas = new OffscreenCanvas(side, side);
        const context = canvas.getContext('2d', { willReadFrequently: true })!;
        return Array.from({ length: count }, (_, i) => {
          // Spread evenly over -1..1, in two ways that do not follow each other.
          const [slant, turn] = [((i * 0.7548777) % 1) * 2 - 1, ((i * 0.5698403) % 1) * 2 - 1];
          context.resetTransform();
          context.clearRect(0, 0, side, side);
          context.setTransform(1, 0, 0.25 * slant, 1, side / 2, side / 2);
          context.rotate((12 * Math.PI * turn) / 180);
          context.font = `${300 + 100 * (Math.floor(i / letters.length) % 6)} ${0.6 * side}px drawn`;
          context.textAlign = 'center';
          context.textBaseline = 'middle';
          context.fillText(letters[i % letters.length]!, 0, 0);
          const { data } = context.getImageData(0, 0, side, side);
          let text = '';
          for (let at = 3; at < data.length; at += 4) text += String.fromCharCode(data[at]!);
          return btoa(text);
        });
      },
      { font, letters, count, side },
    );
    return drawn.map((text) => Float32Array.from(Buffer.from(text, 'base64'), (value) => value / 255));
  } finally {
    await browser.close();
  }
}
