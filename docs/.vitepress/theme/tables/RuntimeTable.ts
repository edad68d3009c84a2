import { defineComponent, h, type VNode } from 'vue';
import data from '../../../data/runtimes.json';
import type { Runtimes } from '../../../measure/runtimes/main.ts';

const { date, libraries, rows }: Runtimes = data as Runtimes;
const pages = Object.keys(rows[0]?.pages ?? {});

/** Which Start pages run where, as the measurement found it. */
export const RuntimeTable = defineComponent({
  name: 'RuntimeTable',
  setup: () => () => [
    h('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': 'Start pages by runtime' }, [
      h('table', [
        h('thead', [
          h(
            'tr',
            ['runtime', ...pages].map((text) => h('th', { scope: 'col' }, text)),
          ),
        ]),
        h(
          'tbody',
          rows.map(({ name, pages: results }) =>
            h('tr', [h('th', { scope: 'row' }, name), ...pages.map((page) => cell(results[page]))]),
          ),
        ),
      ]),
    ]),
    ...rows.flatMap(({ name, pages: results }) =>
      pages.flatMap((page) => {
        const reason = results[page];
        return typeof reason === 'string'
          ? [h('p', { class: 'absent' }, `${page} in ${name}: ${reason}`)]
          : [];
      }),
    ),
    h('p', [
      `Run on ${date} with `,
      Object.entries(libraries)
        .map(([library, version]) => `${library} ${version}`)
        .join(', '),
      '.',
    ]),
  ],
});

function cell(result: true | string | undefined): VNode {
  return result === true ? h('td', { class: 'good' }, 'runs') : h('td', { class: 'bad' }, 'does not run');
}
