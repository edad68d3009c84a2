import { defineComponent, h } from 'vue';
import data from '../../../data/support.json';
import type { Support } from '../../../measure/support.ts';

const support: Support = data as Support;

/** When and where the conformance run was made that the support table shows. */
export const RunAbout = defineComponent({
  name: 'RunAbout',
  setup: () => () => [
    h('p', [
      `Run on ${support.started.slice(0, 10)}, ${support.cases} cases a device, on `,
      support.hosts.map(({ name, about }) => hostOf(name, about)).join(', and in '),
      '.',
    ]),
  ],
});

function hostOf(name: string, { version = '', platform, processor }: Record<string, string>): string {
  const host = version.toLowerCase().startsWith(name) ? version : `${name} ${version}`;
  return [host, platform, processor].filter((one) => one !== undefined).join(', ');
}
