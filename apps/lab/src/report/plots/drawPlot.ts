import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { Html, html } from '../html.ts';

/** Widths of a plot: on a phone, where it is not made smaller so that its text stays readable, and elsewhere. */
const widths = { narrow: 360, wide: 860 } as const;

/** A plot as SVG, drawn once for narrow and once for wide screens; `label` says to a screen reader what it shows. */
export function drawPlot(label: string, options: (width: number) => Plot.PlotOptions): Html {
  return html`<div class="plot" role="img" aria-label="${label}">${(['narrow', 'wide'] as const).map(
    (name) => {
      const width = widths[name];
      const { document } = parseHTML('<!doctype html><html><body></body></html>');
      const style = {
        fontSize: '13px',
        fontFamily: 'inherit',
        background: 'none',
      } as Partial<CSSStyleDeclaration>;
      const svg = Plot.plot({ ...options(width), width, document, style });
      return html`<div class="${name}" aria-hidden="true">${new Html(svg.outerHTML)}</div>`;
    },
  )}</div>`;
}
