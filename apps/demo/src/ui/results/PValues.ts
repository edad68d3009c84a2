import { element } from '@ggem/page/element';
import type { HeadName } from '../../model/heads.ts';
import { exponent } from '../format.ts';

/** What stands where a pooling has no p to learn: its place in the family of power means. */
const FIXED: Partial<Record<HeadName, string>> = {
  token: 'has no p',
  mean: 'p = 1, fixed',
  max: 'p = ∞, fixed',
};

/** The exponents in effect, and the learned ones beside them while the slider holds others. */
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

/** The learned p, struck out; a screen reader is told what it is, since it may not speak of strokes. */
function learnedInstead(p: number): HTMLElement {
  return element('s', {}, element('span', { class: 'visually-hidden' }, 'learned: '), exponent(p));
}
