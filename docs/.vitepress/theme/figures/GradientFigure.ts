import { computed, defineComponent, h, ref } from 'vue';
import { gradientRow, rowExponents, strongestGradient } from './gradientRows.ts';
import { heatColor } from './heat.ts';

const rows = rowExponents.map((p) => ({ p, values: gradientRow(p) }));

/** The paper's figure 3: the gradient of each input for p from 1 to 8; a slider picks a row and reads it out. */
export const GradientFigure = defineComponent({
  name: 'GradientFigure',
  setup() {
    const p = ref(3);
    const values = computed(() => gradientRow(p.value));
    const at = (x: number): string => values.value[Math.round(x * (values.value.length - 1))]!.toFixed(2);
    return () =>
      h('figure', { class: 'gradient-figure' }, [
        h('div', { class: 'plot' }, [
          h('span', { class: 'y-axis', 'aria-hidden': 'true' }, [h('i', '8'), h('i', 'p'), h('i', '1')]),
          h(
            'div',
            {
              class: 'rows',
              role: 'img',
              'aria-label':
                'Heat map of the gradient. At p = 1 every input has the same; the larger p, the more of it goes to inputs near 1.',
            },
            [
              ...rows.map((row) => h('i', { style: `background: ${strip(row.values)}` })),
              h('b', { style: `top: ${((8 - p.value) / 7) * 100}%` }),
            ],
          ),
          h('span', { class: 'x-axis', 'aria-hidden': 'true' }, [
            h('i', '0'),
            h('i', 'input x'),
            h('i', '1'),
          ]),
        ]),
        h('label', { class: 'p-slider' }, [
          h('span', ['p = ', h('output', p.value.toFixed(2))]),
          h('input', {
            type: 'range',
            min: 1,
            max: 8,
            step: 0.25,
            value: p.value,
            'aria-label': 'p of the gradient map',
            onInput: (event: Event) => {
              p.value = Number((event.target as HTMLInputElement).value);
            },
          }),
        ]),
        h('p', { class: 'reading', 'aria-live': 'polite' }, [
          `Times its share of the gradient: ${at(0.25)} for an input of 0.25, ${at(0.5)} for 0.5, ${at(1)} for 1.`,
        ]),
        h('figcaption', [
          `Colour: N ∂f/∂x from 0 to ${strongestGradient.toFixed(1)}, for N = 41 inputs spread evenly over 0 to 1.`,
        ]),
      ]);
  },
});

function strip(values: readonly number[]): string {
  const stops = values.filter((_, i) => i % 4 === 0).map((value) => heatColor(value / strongestGradient));
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
