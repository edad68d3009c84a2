import { outcomes } from '@ggem/conformance';
import { element } from '@ggem/page/element';
import { signs } from '../matrix/cellText.ts';

/** What the signs of the matrix mean. */
export function legend(): HTMLElement {
  return element(
    'ul',
    { class: 'legend', 'aria-label': 'Signs' },
    ...outcomes.map((outcome) =>
      element('li', { 'data-outcome': outcome }, `${signs[outcome].sign} ${signs[outcome].words}`),
    ),
    element('li', { 'data-outcome': 'none' }, 'below: worst error, 1 = the bound'),
  );
}
