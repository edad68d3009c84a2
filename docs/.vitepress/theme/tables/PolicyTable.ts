import { defineComponent, h } from 'vue';
import policies from '../../../data/policies.json';

/** What each package needs of a content security policy, as a test found it. */
export const PolicyTable = defineComponent({
  name: 'PolicyTable',
  setup: () => () =>
    h('table', [
      h('thead', [h('tr', [h('th', { scope: 'col' }, 'package'), h('th', { scope: 'col' }, 'script-src')])]),
      h(
        'tbody',
        Object.entries(policies).map(([name, needs]) =>
          h('tr', [
            h('td', [h('code', `@ggem/${name}`)]),
            h('td', needs === '' ? 'nothing more' : [h('code', needs)]),
          ]),
        ),
      ),
    ]),
});
