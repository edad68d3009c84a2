import { defineComponent, h, type VNode } from 'vue';
import data from '../../../data/support.json';
import type { FamilySupport, Support, SupportedDevice } from '../../../measure/support.ts';

const support: Support = data as Support;

/** Adapter × device × pooling: how many cases agree with the expected values. */
export const SupportTable = defineComponent({
  name: 'SupportTable',
  setup: () => () => [
    h('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': 'Support by adapter and device' }, [
      h('table', [
        h('thead', [
          h('tr', [
            h('th', { scope: 'col' }, 'adapter'),
            h('th', { scope: 'col' }, 'device'),
            ...support.families.map((family) => h('th', { scope: 'col' }, family)),
          ]),
        ]),
        h('tbody', support.devices.map(row)),
      ]),
    ]),
    support.deviations.length === 0
      ? h('p', 'No case is left out and none is expected to fail.')
      : h(
          'ul',
          support.deviations.map(({ device, reason, cases }) =>
            h('li', `${device}, ${cases} cases: ${reason}`),
          ),
        ),
  ],
});

function row({ name, reason, families }: SupportedDevice): VNode {
  const colon = name.indexOf(':');
  const place = name.slice(colon + 1).replace('@', ', ');
  return h('tr', [
    h('th', { scope: 'row' }, name.slice(0, colon)),
    h('td', place),
    ...(reason === undefined
      ? support.families.map((family) => cell(families[family] ?? {}))
      : [h('td', { colspan: support.families.length, class: 'absent' }, `not run: ${reason}`)]),
  ]);
}

function cell({ pass = 0, fail = 0, xfail = 0, xpass = 0, skip = 0, worst }: FamilySupport): VNode {
  const all = pass + fail + xfail + xpass + skip;
  if (all === 0) return h('td', '–');
  const bad = fail + xpass;
  const text = pass === all ? `${all}` : `${pass} of ${all}`;
  const title = worst === undefined ? undefined : `worst error: ${worst} of its bound`;
  return h('td', { class: bad > 0 ? 'bad' : pass === all ? 'good' : 'partly', title }, text);
}
