import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** The width of a plot: it fits a phone, and two stand side by side on a page. */
export const plotWidth = 340;

/** Colours by the names of the site's; the second is for readers of the repository, where a picture knows no style. */
export const colours = {
  ink: 'var(--ink, #2b2433)',
  muted: 'var(--muted, #6a6272)',
  line: 'var(--line, #ddd6c8)',
  card: 'var(--card, #fdfbf6)',
  accent: 'var(--accent, #8d2a5a)',
  second: 'var(--second, #2f5f9a)',
  third: 'var(--third, #2e7a4a)',
} as const;

/** A plot as SVG with a title, without style of its own; `over` is SVG that lies on it. */
export function drawPlot(title: string, options: Plot.PlotOptions, over = ''): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const { marks = [], marginLeft = 40, marginTop = 34, ...rest } = options;
  const svg = Plot.plot({
    width: plotWidth,
    marginTop,
    marginRight: 12,
    marginLeft,
    document,
    ...rest,
    marks: [
      ...marks,
      Plot.text([title], {
        frameAnchor: 'top-left',
        textAnchor: 'start',
        dx: 8 - marginLeft,
        lineAnchor: 'top',
        dy: 8 - marginTop,
        fontSize: 14,
        fontWeight: 600,
        fill: colours.ink,
      }),
    ],
  }) as unknown as Element;
  for (const style of svg.querySelectorAll('style')) style.remove();
  // The picture as a whole has a label; the library's for its parts are on elements that may have none.
  for (const part of svg.querySelectorAll('g')) {
    part.removeAttribute('aria-label');
    part.removeAttribute('aria-description');
  }
  svg.removeAttribute('class');
  svg.setAttribute('font-family', 'Hanken Grotesk, Segoe UI, Helvetica, Arial, sans-serif');
  svg.setAttribute('font-size', '12');
  svg.setAttribute('color', colours.ink);
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const height = Number(svg.getAttribute('height'));
  const ground = `<rect width="${plotWidth}" height="${height}" rx="8" fill="${colours.card}"/>`;
  return `${svg.outerHTML.replace(/>/, `>${ground}`).replace(/<\/svg>$/, `${over}</svg>`)}\n`;
}
