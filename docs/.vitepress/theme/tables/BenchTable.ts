import { defineComponent, h } from 'vue';
import { data } from '../../../site/benchmark.data.ts';

/** Times of every contender at the main size, the fastest forward pass first. */
export const BenchTable = defineComponent({
  name: 'BenchTable',
  setup: () => () => [
    h('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': 'Times by library and device' }, [
      h('table', [
        h('thead', [
          h(
            'tr',
            ['', 'forward, ms', 'with gradients, ms'].map((title) =>
              title === '' ? h('td') : h('th', { scope: 'col' }, title),
            ),
          ),
        ]),
        h(
          'tbody',
          data.lines.map(({ name, ours, forward, gradient }) =>
            h('tr', [
              h('th', { scope: 'row', class: ours ? 'ours' : '' }, name),
              h('td', digits(forward)),
              h('td', digits(gradient)),
            ]),
          ),
        ),
      ]),
    ]),
    h('p', `${data.date}: ${Object.values(data.machine).join(', ')}.`),
  ],
});

/** Three digits, as people say them. */
function digits(ms: number | undefined): string {
  return ms === undefined ? '' : ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}
