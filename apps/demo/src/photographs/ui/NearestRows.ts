import { byId, element } from '@ggem/page/element';
import type { NearestRow, ScoreRow, Scores } from '../contract.ts';
import { poolingTexts } from './poolingTexts.ts';
import type { Thumb } from './Thumbs.ts';

/** The nearest photographs by each pooling, a row each, with its score where there are classes. */
export class NearestRows {
  readonly #rows: HTMLElement = byId('rows', HTMLElement);
  readonly #says: HTMLElement = byId('nearest-says', HTMLElement);
  readonly #onChoose: (id: number) => void;
  #scores: Scores | undefined;

  constructor(onChoose: (id: number) => void) {
    this.#onChoose = onChoose;
  }

  show(asked: Thumb, rows: readonly NearestRow[], thumbOf: (id: number) => Thumb | undefined): void {
    this.#rows.replaceChildren(
      ...rows.map(({ pooling, nearest }) => {
        const { name } = poolingTexts[pooling];
        const pictures = nearest.flatMap(({ id, cosine }) => {
          const thumb = thumbOf(id);
          return thumb === undefined ? [] : [this.#picture(thumb, cosine, asked)];
        });
        const score = element('p', { class: 'score', 'data-pooling': pooling });
        return element(
          'section',
          { class: 'row', 'aria-label': `Nearest by ${name}` },
          element('div', { class: 'row-head' }, element('h3', {}, name), score),
          element('div', { class: 'row-pictures' }, ...pictures),
        );
      }),
    );
    this.#showScores();
  }

  /** Scores of the rows; without classes, a sentence says what would give them. */
  score(scores: Scores | undefined): void {
    this.#scores = scores;
    this.#showScores();
  }

  #picture({ id, picture = '', name, label }: Thumb, cosine: number, asked: Thumb): HTMLElement {
    const isHit = label !== undefined && label === asked.label;
    const said = `${label ?? name}${isHit ? ', the same class' : ''}, cosine ${cosine.toFixed(3)}`;
    const button = element(
      'button',
      { type: 'button', class: isHit ? 'near hit' : 'near', title: said, 'aria-label': said },
      element('img', { src: picture, alt: '' }),
    );
    button.addEventListener('click', () => this.#onChoose(id));
    return button;
  }

  #showScores(): void {
    const scores = this.#scores;
    this.#says.textContent =
      scores === undefined
        ? 'By cosine of the pooled vectors. Photographs in folders, one a class, get a score a row.'
        : `By cosine of the pooled vectors; framed ones have the class of the one you chose. mAP@R over ${scores.photographs} photographs of ${scores.classes} classes, each asked for among the others, with its 95 % interval.`;
    for (const place of this.#rows.querySelectorAll<HTMLElement>('.score')) {
      const row = scores?.rows.find(({ pooling }) => pooling === place.dataset.pooling);
      place.replaceChildren(...(row === undefined ? [] : scoreOf(row)));
    }
  }
}

function scoreOf({
  meanAveragePrecision,
  low,
  high,
  recallAt1,
  ahead,
}: ScoreRow): readonly (Node | string)[] {
  const share = (value: number): string => (100 * value).toFixed(1);
  const parts: (Node | string)[] = [
    element('b', {}, `${share(meanAveragePrecision)}\u00a0%`),
    ` [${share(low)}, ${share(high)}], R@1 ${share(recallAt1)}\u00a0%`,
  ];
  if (ahead !== undefined) {
    const signed = (value: number): string => `${value < 0 ? '−' : '+'}${share(Math.abs(value))}`;
    const said = ahead.resolved ? 'resolved' : 'not resolved';
    parts.push(
      element(
        'span',
        { class: 'ahead' },
        `${signed(ahead.by)} from the average [${signed(ahead.low)}, ${signed(ahead.high)}], ${said}`,
      ),
    );
  }
  return parts;
}
