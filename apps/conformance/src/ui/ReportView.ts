import { element } from '@ggem/page/element';
import type { Report } from '../run/report.ts';
import type { About } from '../run/suiteModule.ts';
import { CaseSheet, type FindCase } from './CaseSheet.ts';
import { legend } from './legend.ts';
import { Matrix } from './Matrix.ts';
import { type MatrixState, stateOf } from './matrixState.ts';
import { summaryText } from './summaryText.ts';

/** The part that both pages share: verdict, problems, filter, matrix, and the sheet of a cell's cases. */
export class ReportView {
  private readonly verdict = element('h2', { id: 'verdict' });
  private readonly summary = element('p', { id: 'summary' });
  private readonly problems = element('ul', { id: 'problems', 'aria-label': 'Problems' });
  private readonly result = element('section', {
    class: 'result',
    'aria-labelledby': 'verdict',
    hidden: true,
  });
  private readonly filter = element('input', {
    id: 'filter',
    type: 'search',
    placeholder: 'part of a case id, such as nan-kept or 1x4097',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  private readonly matched = element('p', { id: 'matched', role: 'status' });
  private readonly hosts = element('dl');
  private readonly about = element('section', { class: 'hosts', 'aria-label': 'Where it ran' }, this.hosts);
  private readonly matrix: Matrix;
  private state: MatrixState = { devices: [], rows: [] };

  constructor(root: HTMLElement, find: FindCase) {
    const dialog = element('dialog', { id: 'sheet', 'aria-labelledby': 'sheet-title' });
    const sheet = new CaseSheet(dialog, find);
    const grid = element('div', { id: 'matrix' });
    this.matrix = new Matrix(grid, (cell) => sheet.open(cell));
    this.result.append(this.verdict, this.summary, this.problems);
    this.filter.addEventListener('input', () => this.draw());
    const label = element('label', { class: 'filter' }, element('span', {}, 'Filter'), this.filter);
    root.append(
      this.result,
      element('div', { class: 'tools' }, label, this.matched, legend()),
      grid,
      this.about,
      dialog,
    );
  }

  /** Shows a finished report. */
  report(report: Report): void {
    const { verdict, good, text } = summaryText(report);
    this.result.hidden = false;
    this.verdict.textContent = `${good ? '✓' : '✕'} ${verdict}`;
    this.verdict.dataset.good = String(good);
    this.summary.textContent = text;
    this.problems.replaceChildren(...report.problems.map((problem) => element('li', {}, problem)));
    this.hosts.replaceChildren(
      ...report.hosts.flatMap(({ name, about }) => [
        element('dt', {}, name),
        element('dd', {}, factsText(about)),
      ]),
    );
    this.show(stateOf(report));
  }

  /** Shows a run that is still going on. */
  run(state: MatrixState): void {
    this.result.hidden = true;
    this.hosts.replaceChildren();
    this.show(state);
  }

  private show(state: MatrixState): void {
    this.state = state;
    this.draw();
  }

  private draw(): void {
    const text = this.filter.value;
    this.matrix.show(this.state, text);
    const wanted = text.trim().toLowerCase();
    const ids = new Set(this.state.rows.map((row) => row.case));
    const kept = [...ids].filter((id) => id.toLowerCase().includes(wanted)).length;
    this.matched.textContent = wanted === '' ? '' : `${kept} of ${ids.size} cases`;
  }
}

function factsText(about: About): string {
  return Object.entries(about)
    .map(([fact, value]) => `${fact} ${value}`)
    .join(', ');
}
