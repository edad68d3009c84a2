import type { EngineNews, ModelFacts, NewPhotograph, OpenModel } from './contract.ts';
import { type Connection, connect } from './engine/connect.ts';
import type { ModelChoices, ModelPanel } from './ui/ModelPanel.ts';
import type { ReadingBar } from './ui/ReadingBar.ts';
import type { Thumbs } from './ui/Thumbs.ts';

/** A model as it came, and the text of its preprocessing where there is one. */
export type ModelSource = Pick<OpenModel, 'name' | 'bytes' | 'beside' | 'config'>;

/** The parts of the page that a session shows itself in. */
export interface SessionParts {
  readonly panel: ModelPanel;
  readonly thumbs: Thumbs;
  readonly bar: ReadingBar;
  readonly onModel: (facts: ModelFacts) => void;
  /** Called when all photographs were read, or no more will be. */
  readonly onRead: () => void;
}

/** The model and the photographs of the page; another model reads the same photographs again. */
export class Session {
  readonly engine: Connection;
  readonly #parts: SessionParts;
  #source: ModelSource | undefined;
  #facts: ModelFacts | undefined;
  #photographs: NewPhotograph[] = [];
  #next = 0;
  /** Counts the orders to read, so that only the last one reports its end. */
  #turn = 0;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.engine = connect((news) => this.#hear(news));
  }

  get facts(): ModelFacts | undefined {
    return this.#facts;
  }

  get source(): ModelSource | undefined {
    return this.#source;
  }

  /** Opens a model and reads the photographs with it. If that fails, the page says why, and the model before stays. */
  async open(source: ModelSource, choices: ModelChoices): Promise<boolean> {
    const { panel, onModel } = this.#parts;
    panel.fail('');
    panel.busy(`Opening ${source.name} …`);
    try {
      this.#facts = await this.engine.ask('open', { ...source, ...choices });
      this.#source = source;
    } catch (error) {
      panel.fail(`${source.name}: ${error instanceof Error ? error.message : error}`);
      return false;
    } finally {
      panel.busy('');
    }
    panel.show(this.#facts);
    onModel(this.#facts);
    this.#parts.thumbs.clear();
    await this.#read(this.#photographs);
    return true;
  }

  /** Adds photographs to those that are there. */
  async add(photographs: readonly Omit<NewPhotograph, 'id'>[]): Promise<void> {
    const added = photographs.map((one) => ({ ...one, id: this.#next++ }));
    this.#photographs.push(...added);
    await this.#read(added);
  }

  async clear(): Promise<void> {
    this.#photographs = [];
    this.#parts.thumbs.clear();
    this.#parts.bar.forget();
    await this.engine.ask('clear', undefined);
  }

  /** Ends the reading; what was read stays, and what was not is forgotten. */
  async cancel(): Promise<void> {
    this.#turn += 1;
    await this.engine.ask('cancel', undefined);
    this.#photographs = this.#photographs.filter(({ id }) => this.#parts.thumbs.get(id) !== undefined);
    this.#parts.bar.end();
    this.#parts.onRead();
  }

  async #read(photographs: readonly NewPhotograph[]): Promise<void> {
    if (this.#facts === undefined || photographs.length === 0) return;
    const turn = ++this.#turn;
    this.#parts.bar.start(photographs.length);
    await this.engine.ask('add', photographs);
    if (turn !== this.#turn) return;
    this.#parts.bar.end();
    this.#parts.onRead();
  }

  #hear(news: EngineNews): void {
    const { bar, thumbs } = this.#parts;
    const photograph = this.#photographs.find(({ id }) => id === news.id);
    // It was taken off the page while it was read.
    if (photograph === undefined) return;
    bar.step();
    if (news.kind === 'broken') {
      this.#photographs = this.#photographs.filter(({ id }) => id !== news.id);
      bar.leaveOut(news.name, news.reason);
      return;
    }
    const { id, picture, size } = news;
    const { name, label } = photograph;
    thumbs.show({ id, name, label, size, picture: URL.createObjectURL(picture) });
    if (thumbs.all.length === 1) thumbs.choose(id);
  }
}
