import { defineComponent, h } from 'vue';
import data from '../../../data/support.json';

/** When and where the conformance run was made that the support table shows. */
export const RunAbout = defineComponent({
  name: 'RunAbout',
  setup: () => () => [
    h('p', [
      `Run on ${data.started.slice(0, 10)}, ${data.cases} cases a device. `,
      ...data.hosts.map(({ name, about }) => `${name}: ${Object.values(about).join(', ')}. `),
    ]),
  ],
});
