import { byId, element } from '@ggem/page/element';
import type { ModelFacts } from '../contract.ts';
import { presets } from '../model/presets.ts';

/** What the user chose of a model where it leaves a choice. */
export interface ModelChoices {
  readonly tokens?: string;
  readonly prefix?: number;
  readonly preset: string;
}

/** What was read off the model, and choices where it does not say. */
export class ModelPanel {
  readonly #says: HTMLElement = byId('model-says', HTMLElement);
  readonly #busy: HTMLElement = byId('model-busy', HTMLElement);
  readonly #failure: HTMLElement = byId('model-failure', HTMLElement);
  readonly #facts: HTMLElement = byId('facts', HTMLElement);
  readonly #choices: HTMLElement = byId('model-choices', HTMLElement);
  readonly #tokens: HTMLSelectElement = byId('tokens', HTMLSelectElement);
  readonly #prefix: HTMLSelectElement = byId('prefix', HTMLSelectElement);
  readonly #preset: HTMLSelectElement = byId('preset', HTMLSelectElement);
  readonly #retry: HTMLButtonElement = byId('retry', HTMLButtonElement);

  constructor(onChoice: (choices: ModelChoices) => void, onRetry: () => void) {
    const names = Object.entries(presets).map(([value, { name }]) => element('option', { value }, name));
    this.#preset.replaceChildren(...names);
    this.#tokens.addEventListener('change', () =>
      onChoice({ tokens: this.#tokens.value, preset: this.#preset.value }),
    );
    for (const select of [this.#prefix, this.#preset]) {
      select.addEventListener('change', () => {
        onChoice({
          tokens: this.#tokens.value,
          prefix: Number(this.#prefix.value),
          preset: this.#preset.value,
        });
      });
    }
    this.#retry.addEventListener('click', onRetry);
  }

  get preset(): string {
    return this.#preset.value;
  }

  say(sentence: string): void {
    this.#says.textContent = sentence;
  }

  /** What the page waits for; an empty sentence when that is over. */
  busy(sentence: string): void {
    this.#busy.hidden = sentence === '';
    this.#busy.textContent = sentence;
  }

  fail(sentence: string, canRetry = false): void {
    this.#failure.hidden = sentence === '';
    this.#failure.textContent = sentence;
    this.#retry.hidden = !canRetry;
  }

  show(facts: ModelFacts): void {
    const { image, tokens, count, channels, grid, heads, prefix, prefixBecause } = facts;
    const rows: readonly (readonly [string, string | undefined])[] = [
      ['runs on', facts.runsOn],
      ['input', `${facts.input}, ${image.join(' × ')} pixels, prepared as ${facts.preprocessing}`],
      [
        'tokens',
        `${tokens}: ${count} of ${channels} channels${facts.unsure === undefined ? '' : `. ${facts.unsure}`}`,
      ],
      [
        'patches',
        `${grid.join(' × ')}, after ${prefix === 1 ? 'one other token' : `${prefix} other tokens`} (${prefixBecause})`,
      ],
      ['heads', heads === undefined ? undefined : String(heads)],
      ['pools itself', facts.pools],
      ['classes', facts.classes === undefined ? facts.withoutClasses : String(facts.classes)],
    ];
    this.#facts.replaceChildren(
      ...rows.flatMap(([term, says]) =>
        says === undefined ? [] : [element('div', {}, element('dt', {}, term), element('dd', {}, says))],
      ),
    );
    this.#choices.hidden = false;
    this.#tokens.replaceChildren(
      ...facts.others.map(({ name, shape }) => element('option', { value: name }, `${name} ${shape}`)),
    );
    this.#tokens.value = tokens;
    const most = Math.min(9, count - 1);
    this.#prefix.replaceChildren(
      ...Array.from({ length: most + 1 }, (_, i) => element('option', { value: i }, String(i))),
    );
    this.#prefix.value = String(prefix);
    this.#preset.disabled = facts.preprocessing === 'preprocessor_config.json';
  }
}
