import { defineComponent, h, type VNode } from 'vue';
import data from '../../../data/support.json';
import type { FamilySupport, Support, SupportedDevice } from '../../../measure/support.ts';

const support: Support = data as Support;

/** Pooling × device of every adapter: how many cases agree with the expected values. */
export const SupportTable = defineComponent({
  name: 'SupportTable',
  setup: () => () => [
    ...[...new Set(support.devices.map(({ name }) => adapterOf(name)))].flatMap((adapter) => {
      const devices = support.devices.filter(({ name }) => adapterOf(name) === adapter);
      return [
        h('h2', { id: adapter, tabindex: -1 }, adapter),
        table(adapter, devices),
        ...absences(devices),
        ...deviations(adapter, devices),
      ];
    }),
  ],
});

function table(adapter: string, all: readonly SupportedDevice[]): VNode | undefined {
  const devices = all.filter(({ reason }) => reason === undefined);
  if (devices.length === 0) return undefined;
  return h(
    'div',
    { class: 'wide', tabindex: 0, role: 'region', 'aria-label': `Support by devices of ${adapter}` },
    [
      h('table', [
        h('thead', [
          h('tr', [
            h('th', { scope: 'col' }, 'cases'),
            ...devices.map(({ name }) => h('th', { scope: 'col' }, placeOf(name))),
          ]),
        ]),
        h(
          'tbody',
          support.families.map((family) =>
            h('tr', [
              h('th', { scope: 'row' }, family),
              ...devices.map(({ families }) => cell(families[family] ?? {})),
            ]),
          ),
        ),
      ]),
    ],
  );
}

function cell({ pass = 0, fail = 0, xfail = 0, xpass = 0, skip = 0, worst }: FamilySupport): VNode {
  const all = pass + fail + xfail + xpass + skip;
  if (all === 0) return h('td', '–');
  if (skip === all) return h('td', { class: 'absent' }, 'left out');
  const bad = fail + xpass;
  const text = pass === all ? `${all}` : `${pass} of ${all}`;
  const title = worst === undefined ? undefined : `worst error: ${worst} of its bound`;
  return h('td', { class: bad > 0 ? 'bad' : pass === all ? 'good' : 'partly', title }, text);
}

function absences(devices: readonly SupportedDevice[]): readonly VNode[] {
  return devices.flatMap(({ name, reason }) =>
    reason === undefined ? [] : [h('p', { class: 'absent' }, `${placeOf(name)} was not run: ${reason}`)],
  );
}

/** What is left out or known to fail, each reason once. */
function deviations(adapter: string, devices: readonly SupportedDevice[]): readonly VNode[] {
  const run = devices.filter(({ reason }) => reason === undefined);
  const known = support.deviations.filter(({ device }) => adapterOf(device) === adapter);
  if (known.length === 0) return [];
  const items = [...new Set(known.map(({ reason }) => reason))].map((reason) => {
    const places = known.filter((one) => one.reason === reason);
    const counts = new Set(places.map(({ cases }) => cases));
    const where =
      places.length === run.length ? 'every device' : places.map(({ device }) => placeOf(device)).join('; ');
    return h('li', `${[...counts].join(' or ')} cases on ${where}: ${reason}`);
  });
  return [h('ul', items)];
}

function adapterOf(name: string): string {
  return name.slice(0, name.indexOf(':'));
}

/** `webgl, chromium` for `tfjs:webgl@chromium`. */
function placeOf(name: string): string {
  return name.slice(name.indexOf(':') + 1).replace('@', ', ');
}
