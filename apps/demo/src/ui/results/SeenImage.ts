const SIZE = 28;

/** The drawing as the networks see it: 28 × 28 pixels. */
export class SeenImage {
  readonly #canvas: HTMLCanvasElement;
  #image: Float32Array | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    canvas.width = SIZE;
    canvas.height = SIZE;
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#paint());
  }

  show(image: Float32Array | undefined): void {
    if (image === this.#image) return;
    this.#image = image;
    this.#paint();
  }

  #paint(): void {
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, SIZE, SIZE);
    context.fillStyle = getComputedStyle(this.#canvas).color;
    this.#image?.forEach((ink, i) => {
      context.globalAlpha = ink;
      context.fillRect(i % SIZE, Math.floor(i / SIZE), 1, 1);
    });
  }
}
