import { byId, element } from '@ggem/page/element';
import type { BackendName } from '../inference/backends.ts';

const NAMES: Readonly<Record<BackendName, string>> = {
  wasm: 'WebAssembly',
  webgl: 'WebGL',
  webgpu: 'WebGPU',
  cpu: 'JavaScript',
};

/** Shows which backend of tfjs runs, offers the others, and says why if one cannot run. */
export class BackendPicker {
  readonly #choices: ReadonlyMap<BackendName, { input: HTMLInputElement; note: HTMLElement }>;
  readonly #note: HTMLElement = byId('backend-note', HTMLElement);
  readonly #facts: HTMLElement = byId('engine-facts', HTMLElement);

  constructor(onPick: (name: BackendName) => void) {
    const entries = (Object.keys(NAMES) as BackendName[]).map((name) => {
      const note = element('span', { class: 'backend-reason', id: `backend-${name}-note` });
      const input = element('input', {
        type: 'radio',
        name: 'backend',
        value: name,
        disabled: true,
        'aria-describedby': note.id,
      });
      input.addEventListener('change', () => onPick(name));
      const label = element(
        'label',
        {},
        input,
        element('span', {}, `${NAMES[name]} `, element('code', {}, name)),
      );
      return { name, input, note, row: element('div', { class: 'backend' }, label, note) };
    });
    this.#choices = new Map(entries.map(({ name, input, note }) => [name, { input, note }]));
    byId('backends', HTMLElement).replaceChildren(...entries.map(({ row }) => row));
  }

  /** Whether a backend can be chosen; a reason says why not. */
  offer(name: BackendName, reason: string | undefined): void {
    const { input, note } = this.#choices.get(name)!;
    input.disabled = reason !== undefined;
    note.textContent = reason === undefined ? '' : `${name} is not available: ${reason}`;
  }

  /** Shows what happens before a backend runs. */
  say(sentence: string): void {
    this.#note.textContent = sentence;
  }

  /** Shows that the backend is being changed. */
  switching(name: BackendName): void {
    this.say(`Starting ${name} …`);
  }

  /** Shows the cost of an answer. It is no part of the note, which a screen reader speaks at every change. */
  cost(milliseconds: number, tensors: number, bytes: number): void {
    const time = milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0);
    this.#facts.textContent = `${time} ms an answer; ${tensors} tensors, ${(bytes / 1e6).toFixed(1)} MB`;
  }

  /** Shows the backend that runs, which may be another than the chosen one. */
  running(name: string, detail: string, trouble = ''): void {
    for (const [choice, { input }] of this.#choices) input.checked = choice === name;
    this.#note.textContent = `${trouble}Running on ${name}, ${detail}.`;
  }
}
