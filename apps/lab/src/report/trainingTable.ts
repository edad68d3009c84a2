import type { Result } from '../compare/result.ts';
import { type Html, html } from './html.ts';

/** How each pooling was trained: its held-out loss for each learning rate, and the exponents that it came to. */
export function trainingTable({ rows }: Pick<Result, 'rows'>): Html {
  const trained = rows.flatMap(({ name, training }) =>
    training === undefined ? [] : [{ name, ...training }],
  );
  const { epochs = 0, rates = [] } = trained[0] ?? {};
  return html`<h2>How they were trained</h2>
<p class="note">${epochs} epochs of Adam. Held-out loss for each learning rate; bold is the rate that was taken. Exponents p are those that predict the first part.</p>
<div class="scroll" role="region" aria-label="How they were trained" tabindex="0"><table>
<thead><tr><th scope="col">loss at rate</th>${rates.map((rate) => html`<th scope="col">${rate}</th>`)}<th scope="col">p</th></tr></thead>
<tbody>${trained.map(
    ({ name, rate, losses, p }) =>
      html`<tr><th scope="row">${name}</th>${losses.map(
        (loss, i) =>
          html`<td${rates[i] === rate ? html` class="best"` : ''}>${loss?.toFixed(3) ?? 'not finite'}</td>`,
      )}<td>${p?.map((one) => one.toFixed(2)).join(', ')}</td></tr>
`,
  )}</tbody></table></div>`;
}
