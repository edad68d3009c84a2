import { type Drawing, EVEN_PRESSURE, type PenPoint } from '../../stroke.ts';
import { paintInk } from './paintInk.ts';

export interface DrawingPadOptions {
  /** Called when a stroke starts; returns the drawing that stays on the paper. */
  readonly onStart: () => Drawing;
  /** Called when the drawing changes; `done` is true at the end of the stroke. */
  readonly onStroke: (drawing: Drawing, done: boolean) => void;
}

/** Turns pointer events on a canvas into strokes, and keeps the canvas painted. */
export class DrawingPad {
  readonly #canvas: HTMLCanvasElement;
  readonly #options: DrawingPadOptions;
  #shown: Drawing = [];
  #beneath: Drawing = [];
  #stroke: PenPoint[] = [];
  #pointer: number | undefined;
  #paintAsked = false;

  constructor(canvas: HTMLCanvasElement, options: DrawingPadOptions) {
    this.#canvas = canvas;
    this.#options = options;
    canvas.addEventListener('pointerdown', (event) => this.#begin(event));
    canvas.addEventListener('pointermove', (event) => this.#extend(event));
    for (const end of ['pointerup', 'pointercancel'] as const) {
      canvas.addEventListener(end, (event) => this.#finish(event));
    }
    new ResizeObserver(() => this.#paint()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#paint());
  }

  show(drawing: Drawing): void {
    this.#shown = drawing;
    // Pens report more often than screens draw.
    if (this.#paintAsked) return;
    this.#paintAsked = true;
    requestAnimationFrame(() => {
      this.#paintAsked = false;
      this.#paint();
    });
  }

  #begin(event: PointerEvent): void {
    // A second finger, or the right button, does not draw.
    if (this.#pointer !== undefined || !event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    this.#pointer = event.pointerId;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#beneath = this.#options.onStart();
    this.#stroke = [this.#place(event)];
    this.#report({ isDone: false });
  }

  #extend(event: PointerEvent): void {
    if (event.pointerId !== this.#pointer) return;
    // Browsers merge the moves of one frame into one event. All of them are used, so that fast curves stay round.
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length > 0 ? moves : [event]) this.#stroke.push(this.#place(move));
    this.#report({ isDone: false });
  }

  #finish(event: PointerEvent): void {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = undefined;
    this.#report({ isDone: true });
  }

  #report({ isDone }: { readonly isDone: boolean }): void {
    const drawing = [...this.#beneath, [...this.#stroke]];
    this.show(drawing);
    this.#options.onStroke(drawing, isDone);
  }

  #place(event: PointerEvent): PenPoint {
    const box = this.#canvas.getBoundingClientRect();
    return {
      x: (event.clientX - box.left) / box.width,
      y: (event.clientY - box.top) / box.height,
      pressure: event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : EVEN_PRESSURE,
    };
  }

  #paint(): void {
    const context = this.#canvas.getContext('2d');
    const size = Math.round(this.#canvas.clientWidth * devicePixelRatio);
    if (!context || size === 0) return;
    if (this.#canvas.width !== size) {
      this.#canvas.width = size;
      this.#canvas.height = size;
    }
    paintInk(context, this.#shown, size, getComputedStyle(this.#canvas).color);
  }
}
