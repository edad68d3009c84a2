import { defineComponent, h } from 'vue';
import data from '../../../data/bench.json';

interface Line {
  readonly name: string;
  readonly ours: boolean;
  readonly forward?: number;
  readonly gradient?: number;
}

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
          lines().map(({ name, ours, forward, gradient }) =>
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

function lines(): readonly Line[] {
  const found = new Map<string, Line>();
  for (const { adapter, device, how, variant, threads, spec, pass, batch, tokens, medianMs } of data.rows) {
    if (spec !== 'ggem' || batch !== 8 || tokens !== 196) continue;
    const notes = [how === 'ours' ? '' : how, variant ?? '', threads > 1 ? `${threads} threads` : ''];
    const said = notes.filter((note) => note !== '').join(', ');
    const name = `${adapter}, ${device}${said === '' ? '' : ` (${said})`}`;
    found.set(name, { ...found.get(name), name, ours: how === 'ours', [pass]: medianMs });
  }
  return [...found.values()].sort((a, b) => (a.forward ?? 1e9) - (b.forward ?? 1e9));
}

/** Three digits, as people say them. */
function digits(ms: number | undefined): string {
  return ms === undefined ? '' : ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}
