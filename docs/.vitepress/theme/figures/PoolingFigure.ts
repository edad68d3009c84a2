import { computed, defineComponent, h, ref, type VNode } from 'vue';
import { channels } from './exampleTokens.ts';
import { pAt, pText, stepOf, steps } from './pScale.ts';
import { type ChannelReading, readChannels } from './readChannels.ts';
import { tokenMap } from './tokenMap.ts';

const starts = [3, 8, 1.5, 20].map(stepOf);

/** Four channels, pooled in one, two or four groups, each with a `p` to move. */
export const PoolingFigure = defineComponent({
  name: 'PoolingFigure',
  setup() {
    const groups = ref(2);
    const position = ref([...starts]);
    const exponents = computed(() => position.value.slice(0, groups.value).map(pAt));
    const readings = computed(() => {
      const p = exponents.value.map((value) => (value === Number.POSITIVE_INFINITY ? 'inf' : value));
      return readChannels({ type: 'ggem', groups: groups.value, p });
    });

    const groupChoice = (): VNode =>
      h('fieldset', { class: 'group-choice' }, [
        h('legend', 'Groups'),
        ...[1, 2, 4].map((count) =>
          h('label', [
            h('input', {
              type: 'radio',
              name: 'groups',
              value: count,
              checked: groups.value === count,
              onChange: () => {
                groups.value = count;
              },
            }),
            ` ${count}`,
          ]),
        ),
      ]);

    const slider = (g: number): VNode => {
      const p = exponents.value[g]!;
      const name = groups.value === 1 ? 'p' : `p of group ${g + 1}`;
      const span = channels / groups.value;
      return h('label', { class: 'p-slider', key: g, style: `grid-column: span ${span}` }, [
        h('span', ['p = ', h('output', pText(p))]),
        h('input', {
          type: 'range',
          min: 0,
          max: steps,
          value: position.value[g],
          'aria-label': name,
          'aria-valuetext': pText(p),
          onInput: (event: Event) => {
            position.value[g] = Number((event.target as HTMLInputElement).value);
          },
        }),
      ]);
    };

    return () =>
      h('figure', { class: 'pooling-figure' }, [
        groupChoice(),
        h('div', { class: 'channels' }, [
          ...exponents.value.map((_, g) => slider(g)),
          ...readings.value.map((reading, c) => channelColumn(reading, c)),
        ]),
        h('figcaption', [
          'Above, the tokens of four channels; in the middle, their weights, on one scale from 0 to the strongest of a ',
          'channel; below, the pooled value between mean and max, and of how many of the 49 tokens it is made.',
        ]),
      ]);
  },
});

function channelColumn({ tokens, weights, pooled, mean, max, inUse }: ChannelReading, c: number): VNode {
  const name = `Channel ${c + 1}`;
  const strongest = Math.max(...weights);
  const at = ((pooled - mean) / (max - mean)) * 100;
  return h('div', { class: 'channel', key: `channel ${c}` }, [
    tokenMap(tokens, `${name}: tokens between ${Math.min(...tokens).toFixed(2)} and ${max.toFixed(2)}`),
    tokenMap(
      weights.map((w) => Math.sqrt(w / strongest)),
      `${name}: weights up to ${(100 * strongest).toFixed(0)} percent, spread over ${inUse.toFixed(1)} tokens`,
    ),
    h('div', { class: 'scale', 'aria-hidden': 'true' }, [h('b', { style: `left: ${at.toFixed(2)}%` })]),
    h('p', [h('output', pooled.toFixed(3)), h('small', `of ${inUse.toFixed(1)}`)]),
  ]);
}
