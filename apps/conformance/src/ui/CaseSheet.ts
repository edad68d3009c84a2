import type { Case, Row } from '@ggem/conformance';
import { element } from '@ggem/page/element';
import type { Cell } from '../matrix/cells.ts';
import { errorText, signs, totalsText, worstWords } from '../matrix/cellText.ts';
import { caseDetails } from './caseDetails.ts';

/** Finds a case by its id; `undefined` where its data is not loaded. */
export type FindCase = (id: string) => Promise<Case | undefined>;

/** The sheet that lists the cases of a cell, failures first. A case can be opened to see its inputs. */
export class CaseSheet {
  private readonly dialog: HTMLDialogElement;
  private readonly find: FindCase;

  constructor(dialog: HTMLDialogElement, find: FindCase) {
    this.dialog = dialog;
    this.find = find;
    // A click beside the sheet closes it, as Escape does.
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) dialog.close();
    });
  }

  open(cell: Cell): void {
    const { device, family, property, rows, totals } = cell;
    const title = element(
      'h2',
      { id: 'sheet-title', tabindex: '-1' },
      `${family}, `,
      element('i', {}, property),
    );
    const close = element('button', { type: 'button', class: 'close' }, 'Close');
    close.addEventListener('click', () => this.dialog.close());
    this.dialog.replaceChildren(
      element(
        'div',
        { class: 'sheet' },
        element('header', {}, element('div', {}, title, element('p', {}, device)), close),
        element('p', {}, `${totalsText(totals)}${worstWords(cell)}.`),
        element('ul', { class: 'cases' }, ...sorted(cell, rows).map((row) => this.item(row, cell))),
      ),
    );
    this.dialog.showModal();
    this.dialog.scrollTop = 0;
    title.focus();
  }

  private item(row: Row, { property }: Cell): HTMLLIElement {
    const { outcome, worst } = row.properties[property]!;
    const details = element(
      'details',
      {},
      element(
        'summary',
        { 'data-outcome': outcome },
        element('span', { class: 'sign', 'aria-hidden': 'true' }, signs[outcome].sign),
        element('span', { class: 'visually-hidden' }, signs[outcome].words),
        element('span', { class: 'id' }, row.case),
        element('span', { class: 'error' }, errorText(worst)),
      ),
    );
    details.addEventListener('toggle', () => void this.fill(details, row), { once: true });
    return element('li', {}, details);
  }

  private async fill(details: HTMLDetailsElement, row: Row): Promise<void> {
    const place = element('div', { class: 'case' }, element('p', {}, 'Making its inputs …'));
    details.append(place);
    let one: Case | undefined;
    try {
      one = await this.find(row.case);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      place.replaceChildren(element('p', { class: 'failure' }, `The case could not be read. ${why}`));
      return;
    }
    place.replaceChildren(...caseDetails(row, one));
  }
}

/** Failures first, then the cases that came closest to their bound. */
function sorted({ property }: Cell, rows: readonly Row[]): readonly Row[] {
  const rank = (row: Row): number => {
    const { outcome } = row.properties[property]!;
    return ['fail', 'xpass', 'xfail', 'pass', 'skip', 'unavailable'].indexOf(outcome);
  };
  const error = (row: Row): number => row.properties[property]!.worst ?? -1;
  return rows.toSorted((a, b) => rank(a) - rank(b) || error(b) - error(a));
}
