import type { PoolingSpecInput } from '@ggem/core';
import { byId, element } from '@ggem/page/element';
import type { ModelFacts } from '../contract.ts';
import type { Connection } from '../engine/connect.ts';
import { type PoolingName, poolingNames } from '../pool/poolingNames.ts';
import type { Settings } from '../pool/settings.ts';
import { specOf } from '../pool/specOf.ts';
import { saveFile } from '../takeaway/saveFile.ts';
import { snippets } from '../takeaway/snippets.ts';
import { vectorsFile } from '../takeaway/vectorsFile.ts';
import { poolingTexts } from './poolingTexts.ts';

/** What the part asks the page for. */
export interface TakeFrom {
  readonly engine: Connection;
  readonly settings: () => Settings;
  /** The name of a photograph, with its folder. */
  readonly nameOf: (id: number) => string;
}

/** Downloads of a pooling: the model with it, its file, the vectors, and lines of code. */
export class TakeAway {
  readonly #from: TakeFrom;
  readonly #select: HTMLSelectElement = byId('taken', HTMLSelectElement);
  readonly #says: HTMLElement = byId('take-says', HTMLElement);
  readonly #snippets: HTMLElement = byId('snippets', HTMLElement);
  #facts: ModelFacts | undefined;

  constructor(from: TakeFrom) {
    this.#from = from;
    this.#select.addEventListener('change', () => this.show());
    const onClick = (id: string, work: (facts: ModelFacts) => Promise<string>): void => {
      byId(id, HTMLButtonElement).addEventListener('click', () => void this.#run(work));
    };
    onClick('take-model', (facts) => this.#takeModel(facts));
    onClick('take-spec', () => this.#takeSpec());
    onClick('take-vectors', () => this.#takeVectors());
  }

  /** Offers the poolings that the model can have. */
  offer(facts: ModelFacts): void {
    this.#facts = facts;
    const before = this.#select.value;
    const names = poolingNames.filter((name) => specOf(name, this.#from.settings(), facts) !== undefined);
    this.#select.replaceChildren(
      ...names.map((name) => element('option', { value: name }, poolingTexts[name].name)),
    );
    this.#select.value = names.some((name) => name === before) ? before : 'ggem';
    this.show();
  }

  /** Lines of code for the pooling as it is set now. */
  show(): void {
    const facts = this.#facts;
    if (facts === undefined) return;
    const { input, tokens, image } = facts;
    const open = [...this.#snippets.querySelectorAll('details')].map((one) => one.open);
    const all = snippets({ spec: this.#spec(facts), model: this.#fileName(facts), input, tokens, image });
    this.#snippets.replaceChildren(
      ...all.map(({ library, lines }, i) =>
        element(
          'details',
          { open: open[i] ?? false },
          element('summary', {}, library),
          element(
            'pre',
            { tabindex: 0, role: 'group', 'aria-label': `Code for ${library}` },
            element('code', {}, lines),
          ),
        ),
      ),
    );
    this.#says.textContent = '';
  }

  get #pooling(): PoolingName {
    return this.#select.value as PoolingName;
  }

  #spec(facts: ModelFacts): PoolingSpecInput {
    return specOf(this.#pooling, this.#from.settings(), facts)!;
  }

  #fileName({ name }: ModelFacts): string {
    return `${name.replace(/\.onnx$/, '')}-${this.#pooling}.onnx`;
  }

  async #run(work: (facts: ModelFacts) => Promise<string>): Promise<void> {
    if (this.#facts === undefined) return;
    try {
      this.#says.textContent = await work(this.#facts);
    } catch (error) {
      this.#says.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  async #takeModel(facts: ModelFacts): Promise<string> {
    const file = this.#fileName(facts);
    const call = { pooling: this.#pooling, settings: this.#from.settings() };
    const { bytes, output } = await this.#from.engine.ask('attach', call);
    saveFile(file, bytes);
    return `${file} has one more output, ${output}, and every byte of the old model.`;
  }

  async #takeSpec(): Promise<string> {
    const call = { pooling: this.#pooling, settings: this.#from.settings() };
    saveFile('pooling.json', await this.#from.engine.ask('spec', call));
    return 'pooling.json is read by every package of this project: readPoolingFiles of @ggem/core.';
  }

  async #takeVectors(): Promise<string> {
    const embedded = await this.#from.engine.ask('embed', {
      pooling: this.#pooling,
      settings: this.#from.settings(),
    });
    const { ids, channels } = embedded;
    saveFile(`${this.#pooling}.safetensors`, vectorsFile(embedded, ids.map(this.#from.nameOf)));
    return `${this.#pooling}.safetensors has the tensor vectors, ${ids.length} × ${channels}, and in its metadata the names, in the same order.`;
  }
}
