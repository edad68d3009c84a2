/** The class whose mean of unit features is nearest by cosine: what features tell without any training. */
export interface ClassMeans {
  readonly add: (features: Float32Array, label: number) => void;
  readonly nearest: (features: Float32Array) => number;
}

/** Means of classes. */
export function classMeans(classes: number): ClassMeans {
  let means: Float64Array[] = [];
  const length = (x: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!;
    return Math.sqrt(sum) || 1;
  };
  return {
    add: (features, label) => {
      if (means.length === 0)
        means = Array.from({ length: classes }, () => new Float64Array(features.length));
      const by = 1 / length(features);
      for (let i = 0; i < features.length; i++) means[label]![i]! += features[i]! * by;
    },
    nearest: (features) => {
      let [best, most] = [0, Number.NEGATIVE_INFINITY];
      for (const [label, mean] of means.entries()) {
        let dot = 0;
        for (let i = 0; i < mean.length; i++) dot += mean[i]! * features[i]!;
        const cosine = dot / length(mean);
        if (cosine > most) [best, most] = [label, cosine];
      }
      return best;
    },
  };
}
