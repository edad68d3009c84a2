/** Images and what is to be learnt of them. */
export interface TrainingData {
  readonly count: number;
  /** The class of each image, from 0 on. For `infoNce`, leave it out and give `vectors` or `texts`. */
  readonly labels?: ArrayLike<number> | undefined;
  /** For `infoNce`: the vector that an image belongs with, such as that of its text. */
  readonly vectors?: ((index: number) => ArrayLike<number>) | undefined;
  /** For `infoNce` with a `text` model: the token ids of each text of an image, filled up with 0. Each epoch draws one of them. */
  readonly texts?: ((index: number) => readonly ArrayLike<number>[]) | undefined;
  /** An image as the model takes it: `[3, height, width]`, normalised. */
  readonly image: (index: number) => Promise<Float32Array>;
}
