import { type Case, layoutShape, type Row } from '@ggem/conformance';
import { element } from '@ggem/page/element';
import { type InputTable, inputTables } from '../matrix/caseInputs.ts';
import { type Difference, readMessage } from '../matrix/differences.ts';
import { count, duration } from './format.ts';

/** A case in full: reasons, differences and inputs. */
export function caseDetails(row: Row, one: Case | undefined): readonly Node[] {
  const { differences, notes } = readMessage(row);
  return [
    ...notes.map((note) => element('p', { class: 'reason' }, ...linked(note))),
    ...(differences.length > 0 ? [differenceTable(differences)] : []),
    ...(one
      ? [facts(row, one), ...inputTables(one, differences[0]?.position).map(inputTable)]
      : [
          element(
            'p',
            { class: 'muted' },
            'Inputs are kept for cases that did not simply pass. To see those of this one, open the result in the page of ',
            element('code', {}, 'npx pnpm@12 conformance --serve'),
            '.',
          ),
        ]),
  ];
}

/** One column for each property, so that it fits a narrow screen. */
function differenceTable(differences: readonly Difference[]): HTMLElement {
  const row = (name: string, value: (one: Difference) => string): readonly string[] => [
    name,
    ...differences.map(value),
  ];
  return table(
    'The first value that is off, for each property',
    ['', ...differences.map(({ property }) => property)],
    [
      row('at', ({ index }) => index),
      row('expected', ({ expected }) => expected),
      row('got', ({ got }) => got),
      row('off by', ({ error }) => error ?? ''),
      row('bound', ({ bound }) => bound ?? 'exact'),
    ],
  );
}

function facts(row: Row, one: Case): HTMLElement {
  const list: [string, string][] =
    one.kind === 'operation'
      ? [['operation', one.op]]
      : [
          ['spec', JSON.stringify(one.spec)],
          ['shape', `${one.shape.join(' × ')} (batch × tokens × channels)`],
          ...(one.offsets ? [['offsets', one.offsets.join(', ')] as [string, string]] : []),
          ...(one.dataFormat || one.image
            ? [['given as', layoutShape(one).join(' × ')] as [string, string]]
            : []),
          ['values', [one.values, one.plant].filter(Boolean).join(', ')],
        ];
  return element(
    'dl',
    {},
    ...[...list, ['time', duration(row.ms)] as const].flatMap(([name, value]) => [
      element('dt', {}, name),
      element('dd', {}, value),
    ]),
  );
}

function inputTable({ title, head, rows, left }: InputTable): HTMLElement {
  const more = left > 0 ? `${title}; ${count(left)} more are not shown` : title;
  return table(more, head, rows);
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  return element(
    'div',
    { class: 'scroll numbers', tabindex: '0', role: 'group', 'aria-label': title },
    element(
      'table',
      {},
      element('caption', {}, title),
      element('thead', {}, element('tr', {}, ...head.map((cell) => element('th', { scope: 'col' }, cell)))),
      element(
        'tbody',
        {},
        ...rows.map((row) => element('tr', {}, ...row.map((cell) => element('td', {}, cell)))),
      ),
    ),
  );
}

/** A text in which addresses are links. */
function linked(text: string): readonly (Node | string)[] {
  return text
    .split(/(https?:\/\/[^\s)]+)/)
    .map((part) =>
      /^https?:/.test(part) ? element('a', { href: part, rel: 'noreferrer', target: '_blank' }, part) : part,
    );
}
