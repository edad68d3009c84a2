import type { Property } from '@ggem/conformance';
import { element } from '@ggem/page/element';
import { type Cell, columns, type DeviceCells, gravest } from '../matrix/cells.ts';
import { cellLabel, cellLines, isBeyond, signs, totalsText } from '../matrix/cellText.ts';
import { countOutcomes } from '../run/countOutcomes.ts';
import { splitName } from '../run/deviceName.ts';
import { duration } from './format.ts';
import type { DeviceState } from './matrixState.ts';

/** A device of the matrix: a table of poolings by properties, its cells buttons that the arrow keys walk over. */
export class DeviceCard {
  readonly root: HTMLElement;
  private readonly note = element('p', { class: 'device-note' });
  private readonly facts = element('p', { class: 'device-facts' });
  private readonly body = element('tbody');
  private readonly table: HTMLTableElement;
  private readonly buttons = new Map<string, CellButton>();
  private families: readonly string[] = [];
  private readonly onOpen: (cell: Cell) => void;

  constructor(name: string, onOpen: (cell: Cell) => void) {
    this.onOpen = onOpen;
    const { adapter, device, host } = splitName(name);
    const quiet = (text: string): HTMLElement => element('span', { class: 'quiet' }, text);
    const title = element('h2', {}, quiet(`${adapter} `), device, quiet(` in ${host}`));
    this.table = element(
      'table',
      {},
      element('caption', { class: 'visually-hidden' }, `Results on ${name}`),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('td'),
          ...columns.map((column) => element('th', { scope: 'col' }, element('i', {}, column))),
        ),
      ),
      this.body,
    );
    this.root = element(
      'article',
      { class: 'device', 'aria-label': name, 'data-device': name },
      title,
      this.note,
      element('div', { class: 'scroll' }, this.table),
      this.facts,
    );
    this.table.addEventListener('keydown', (event) => this.walk(event));
  }

  update(state: DeviceState, cells: DeviceCells): void {
    this.root.dataset.status = state.status;
    this.note.textContent = noteOf(state, cells);
    this.facts.textContent = Object.entries(state.about)
      .map(([fact, value]) => `${fact} ${value}`)
      .join(', ');
    const families = [...cells.keys()];
    if (families.join() !== this.families.join()) this.build(families);
    this.table.hidden = families.length === 0;
    for (const [key, button] of this.buttons) {
      const [family = '', property] = key.split(' ') as [string, Property];
      button.show(cells.get(family)?.get(property));
    }
  }

  private build(families: readonly string[]): void {
    this.families = families;
    this.buttons.clear();
    const add = (family: string, property: Property): HTMLElement => {
      const button = new CellButton((cell) => this.onOpen(cell));
      this.buttons.set(`${family} ${property}`, button);
      return button.root;
    };
    this.body.replaceChildren(
      ...families.map((family) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, family),
          ...(family === 'operation'
            ? [element('td', { colspan: columns.length }, add(family, 'value'))]
            : columns.map((property) => element('td', {}, add(family, property)))),
        ),
      ),
    );
    // The Tab key stops only at this cell; arrow keys lead to the others.
    this.body.querySelector('button')?.setAttribute('tabindex', '0');
  }

  private walk(event: KeyboardEvent): void {
    const from = event.target;
    if (!(from instanceof HTMLButtonElement)) return;
    const rows = [...this.body.rows].map((row) => [...row.querySelectorAll('button')]);
    const row = rows.findIndex((buttons) => buttons.includes(from));
    const column = rows[row]!.indexOf(from);
    const inColumn = rows.map((buttons) => buttons[Math.min(column, buttons.length - 1)]!);
    const path = {
      ArrowRight: rows[row]!.slice(column + 1),
      ArrowLeft: rows[row]!.slice(0, column).reverse(),
      ArrowDown: inColumn.slice(row + 1),
      ArrowUp: inColumn.slice(0, row).reverse(),
    }[event.key];
    if (!path) return;
    event.preventDefault();
    const to = path.find((button) => !button.disabled);
    if (!to) return;
    from.setAttribute('tabindex', '-1');
    to.setAttribute('tabindex', '0');
    to.focus();
  }
}

function noteOf({ status, reason, ms }: DeviceState, cells: DeviceCells): string {
  if (status === 'unavailable')
    return `${signs.unavailable.sign} unavailable: ${reason ?? 'no reason given'}`;
  const rows = new Set(
    [...cells.values()].flatMap((family) => [...family.values()].flatMap((cell) => cell.rows)),
  );
  if (status === 'waiting') return 'waiting';
  const results = rows.size === 0 ? 'no case' : totalsText(countOutcomes(rows));
  if (status === 'running') return `running, ${results}`;
  return ms === undefined ? results : `${results} in ${duration(ms)}`;
}

/** A cell: sign and count, the worst error below, and a bar for how much of the bound it takes. */
class CellButton {
  readonly root: HTMLButtonElement;
  private readonly counted = element('span', { class: 'counted' });
  private readonly error = element('span', { class: 'error' });
  private cell: Cell | undefined;

  constructor(onOpen: (cell: Cell) => void) {
    this.root = element(
      'button',
      { type: 'button', class: 'cell', tabindex: '-1' },
      this.counted,
      this.error,
    );
    this.root.addEventListener('click', () => {
      if (this.cell) onOpen(this.cell);
    });
  }

  show(cell: Cell | undefined): void {
    this.cell = cell;
    this.root.disabled = cell === undefined;
    this.root.dataset.outcome = cell ? gravest(cell.totals) : 'none';
    const [counted, below] = cell ? cellLines(cell) : ['', ''];
    this.counted.textContent = counted;
    this.error.textContent = below;
    this.root.style.setProperty('--share', String(cell ? shareOf(cell) : 0));
    if (cell) this.root.setAttribute('aria-label', cellLabel(cell));
    else this.root.removeAttribute('aria-label');
  }
}

/** How much of the bound the worst error takes. */
function shareOf(cell: Cell): number {
  return isBeyond(cell) ? 1 : Math.min(1, cell.worst ?? 0);
}
