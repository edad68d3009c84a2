/** How far training is. */
export interface Progress {
  readonly stage: 'tokens' | 'train';
  readonly done: number;
  readonly total: number;
  /** Means over the last steps; only while training. */
  readonly loss?: number;
  readonly accuracy?: number;
  /** Parameters of the pooling by their names. */
  readonly parameters?: Readonly<Record<string, readonly number[]>>;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
}

/** Measures how fast something goes: `done` of `total`, in units of so many images. */
export function pace(
  total: number,
  from: number,
  images: number,
): (done: number) => Pick<Progress, 'done' | 'total' | 'imagesPerSecond' | 'secondsLeft'> {
  const start = performance.now();
  return (done) => {
    const perSecond = (done - from) / Math.max((performance.now() - start) / 1000, 1e-3);
    return { done, total, imagesPerSecond: images * perSecond, secondsLeft: (total - done) / perSecond };
  };
}
