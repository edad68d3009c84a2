/** What decides the outcome of a training, and must not change when it is resumed. */
export interface Settings {
  /** Passes over the images in pre-training, and in the fine-tuning of each head. */
  readonly epochs: number;
  readonly tuneEpochs: number;
  readonly batch: number;
  readonly seed: number;
  /** How many training images are used. */
  readonly images: number;
}
