import { byId, element, svgElement } from '@ggem/page/element';
import { type Sample, samples } from '../../samples/samples.ts';
import { strokePath } from '../drawing/strokePath.ts';

/** The drawn samples as radio buttons: the arrow keys walk through them and draw at once. */
export class SamplePicker {
  readonly #inputs: readonly HTMLInputElement[];

  constructor(onPick: (sample: Sample) => void) {
    const entries = samples.map((sample) => {
      const input = element('input', {
        type: 'radio',
        name: 'sample',
        value: sample.id,
        'aria-label': sample.label,
        class: 'visually-hidden',
      });
      input.addEventListener('change', () => onPick(sample));
      const picture = svgElement(
        'svg',
        { viewBox: '0 0 100 100', 'aria-hidden': 'true' },
        svgElement('path', { d: strokePath(sample.drawing) }),
      );
      return { input, label: element('label', { class: 'sample', title: sample.label }, input, picture) };
    });
    this.#inputs = entries.map(({ input }) => input);
    byId('samples', HTMLElement).replaceChildren(...entries.map(({ label }) => label));
  }

  /** Marks the sample that is on the paper; none if the paper holds something else. */
  mark(id: string | undefined): void {
    for (const input of this.#inputs) input.checked = input.value === id;
  }
}
