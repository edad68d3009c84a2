import { byId } from '@ggem/page/element';
import { type Sample, samples } from '../samples/samples.ts';
import type { Drawing } from '../stroke.ts';
import { SamplePicker } from './controls/SamplePicker.ts';
import { DrawingPad } from './drawing/DrawingPad.ts';
import { History } from './drawing/History.ts';

/** The drawing on the paper, and its name if it is one of the samples. */
interface Sheet {
  readonly drawing: Drawing;
  readonly sample?: string;
}

/** The drawing area with its buttons and samples. It reports every change of the ink. */
export class Paper {
  readonly #onInk: (drawing: Drawing) => void;
  readonly #history: History<Sheet> = new History();
  readonly #pad: DrawingPad;
  readonly #picker: SamplePicker;
  readonly #undo: HTMLButtonElement = byId('undo', HTMLButtonElement);
  readonly #clear: HTMLButtonElement = byId('clear', HTMLButtonElement);
  readonly #hint: HTMLElement = byId('pad-hint', HTMLElement);
  #sheet: Sheet = { drawing: [] };

  constructor(onInk: (drawing: Drawing) => void) {
    this.#onInk = onInk;
    this.#pad = new DrawingPad(byId('pad', HTMLCanvasElement), {
      onStart: () => this.#startStroke(),
      onStroke: (drawing) => this.#put({ drawing }),
    });
    this.#picker = new SamplePicker((sample) => this.#change(sheetOf(sample)));
    this.#undo.addEventListener('click', () => this.#stepBack());
    this.#clear.addEventListener('click', () => this.#change({ drawing: [] }));
    document.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === 'z') this.#stepBack();
    });
  }

  /** Puts a sample on the paper before anyone has drawn, so that the page shows an answer at once. */
  startWith(id: string): void {
    this.#put(sheetOf(samples.find((sample) => sample.id === id) ?? samples[0]!));
  }

  /** What stays on the paper when a stroke starts: nothing of a sample, all of a drawing. */
  #startStroke(): Drawing {
    this.#history.remember(this.#sheet);
    return this.#sheet.sample === undefined ? this.#sheet.drawing : [];
  }

  #change(sheet: Sheet): void {
    this.#history.remember(this.#sheet);
    this.#put(sheet);
  }

  #stepBack(): void {
    const sheet = this.#history.undo();
    if (sheet) this.#put(sheet);
  }

  #put(sheet: Sheet): void {
    this.#sheet = sheet;
    this.#pad.show(sheet.drawing);
    this.#picker.mark(sheet.sample);
    const empty = sheet.drawing.length === 0;
    this.#hint.hidden = !empty;
    this.#setEnabled(this.#undo, this.#history.canUndo);
    this.#setEnabled(this.#clear, !empty);
    this.#onInk(sheet.drawing);
  }

  /** Marks a button as disabled without disabling it, since a disabled button would lose the keyboard focus. */
  #setEnabled(button: HTMLButtonElement, enabled: boolean): void {
    button.setAttribute('aria-disabled', String(!enabled));
  }
}

function sheetOf({ drawing, id }: Sample): Sheet {
  return { drawing, sample: id };
}
