import { bestOf, hasClasses, percent, signed, spoken } from '../compare/answerOf.ts';
import type { Result, RowResult } from '../compare/result.ts';
import { measures } from '../measure/measures.ts';
import { type Html, html } from './html.ts';

/** All poolings by all measures, with the intervals over images. */
export function resultsTable(result: Result): Html {
  const best = new Map(result.measures.map((name) => [name, bestOf(result.rows, name).name]));
  return html`<div class="scroll" role="region" aria-label="All results" tabindex="0"><table>
<thead><tr><th scope="col">per cent</th>${result.measures.map((name) => html`<th scope="col">${measures[name].name}</th>`)}</tr></thead>
<tbody>${result.rows.map(
    ({ name, results }) =>
      html`<tr><th scope="row">${name}${name === result.baseline ? ' (baseline)' : ''}</th>${result.measures.map(
        (measure) =>
          html`<td${best.get(measure) === name ? html` class="best"` : ''}>${resultCell(results[measure]!, hasClasses(result))}</td>`,
      )}</tr>
`,
  )}</tbody></table></div>
<p class="note">Below each number: points against ${spoken(result.baseline)}, with the interval over images. Bold is the largest of its column. ✓ resolved over images${hasClasses(result) ? ', ✓✓ over classes too' : ''}.</p>`;
}

/** A mean with its difference to the baseline; `hasMore` tells too whether classes resolve it. */
export function resultCell({ mean, against }: RowResult, hasMore: boolean): Html {
  if (against === undefined) return html`${percent(mean)}`;
  const { low, high, resolved } = against.images;
  const sign = resolved ? (hasMore && against.classes.resolved ? ' ✓✓' : ' ✓') : '';
  return html`${percent(mean)}<small>${signed(against.difference)}${sign}</small><small>[${signed(low)}, ${signed(high)}]</small>`;
}
