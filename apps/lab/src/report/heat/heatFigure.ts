import type { Grid } from '../../look/lookOf.ts';
import { type Html, html } from '../html.ts';
import { heatPng } from './heatPng.ts';

/** A map to draw. */
export interface HeatCall {
  readonly map: readonly number[];
  readonly grid: Grid;
  /** What it is, the beginning of its alternative text: `Weights of GeM 3 shift in tulip/7.jpg`. */
  readonly alt: string;
  readonly caption: Html | string;
  /** Whether values may be below 0: then the scale begins at the smallest one. */
  readonly isSigned?: boolean | undefined;
}

/** A map over the photograph that `behind` names in an element around it. Its scale goes up to its own largest value, which the alternative text says. */
export async function heatFigure(call: HeatCall): Promise<Html> {
  const { map, grid } = call;
  const high = Math.max(...map);
  const low = call.isSigned === true ? Math.min(...map) : 0;
  const at = map.indexOf(high);
  const [row, column] = [Math.floor(at / grid[1]) + 1, (at % grid[1]) + 1];
  const isFlat = high - Math.min(...map) <= 1e-9 * Math.abs(high);
  const most = isFlat ? 'the same everywhere' : `most in row ${row}, column ${column} of ${grid.join(' × ')}`;
  const source = await heatPng(map, grid, { low, high });
  return html`<figure><div class="heat"><img alt="${call.alt}: ${most}, ${high.toPrecision(3)}" src="${source}"></div><figcaption>${call.caption}</figcaption></figure>`;
}
