import { byId, element } from '@ggem/page/element';
import type { BackendName } from '../inference/backends.ts';

const NAMES: Readonly<Record<BackendName, string>> = {
  wasm: 'WebAssembly',
  webgl: 'WebGL',
  webgpu: 'WebGPU',
  cpu: 'JavaScript',
};

/** Says which backend of tfjs runs, offers the others, and gives the reason where one cannot run. */
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

  /** A switch is under way. */
  switching(name: BackendName): void {
    this.#note.textContent = `Starting ${name} …`;
  }

  /** What an answer costs; apart from the note, which a screen reader speaks whenever it changes. */
  cost(milliseconds: number, tensors: number, bytes: number): void {
    const time = milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0);
    this.#facts.textContent = `${time} ms an answer; ${tensors} tensors, ${(bytes / 1e6).toFixed(1)} MB`;
  }

  /** Shows what runs, which need not be what was asked for. */
  running(name: string, detail: string, trouble = ''): void {
    for (const [choice, { input }] of this.#choices) input.checked = choice === name;
    this.#note.textContent = `${trouble}Running on ${name}, ${detail}.`;
  }
}
