import { element } from '@ggem/page/element';
import type { HeadName } from '../../model/heads.ts';
import { exponent } from '../format.ts';

/** The text for a pooling without a p to learn: its place among the power means. */
const FIXED: Partial<Record<HeadName, string>> = {
  token: 'has no p',
  mean: 'p = 1, fixed',
  max: 'p = ∞, fixed',
};

/** The exponents that are used, and the learned ones beside them while the slider sets others. */
export class PValues {
  readonly element: HTMLElement = element('div', { class: 'p-values' });

  constructor(name: HeadName) {
    this.element.append(element('p', { class: 'p-none' }, FIXED[name] ?? 'p = –'));
  }

  show(learned: readonly number[], override: number | undefined, group: number | undefined): void {
    const rows = learned.map((p, i) => {
      const label =
        learned.length > 1
          ? element('dt', {}, 'p', element('sub', {}, String(i + 1)))
          : element('dt', {}, 'p');
      const value = element('dd', {}, exponent(override ?? p));
      if (override !== undefined) value.append(learnedInstead(p));
      return element(
        'div',
        { class: group === i && learned.length > 1 ? 'chosen' : undefined },
        label,
        value,
      );
    });
    const caption = override === undefined ? 'learned' : 'from the slider';
    this.element.replaceChildren(element('dl', {}, ...rows), element('p', { class: 'p-source' }, caption));
  }
}

/** The learned p, struck out, with a text for screen readers, which may not mention that. */
function learnedInstead(p: number): HTMLElement {
  return element('s', {}, element('span', { class: 'visually-hidden' }, 'learned: '), exponent(p));
}
