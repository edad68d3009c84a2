/** What is trained together: numbers, what Adam remembers of them, and how they move. */
export interface Trained<T extends Float32Array | Float64Array = Float32Array | Float64Array> {
  readonly name: string;
  readonly values: T;
  /** Running means of the gradient and of its square. */
  readonly mean: T;
  readonly square: T;
  /** Multiplies the learning rate. */
  readonly rate: number;
  /** Whether the weight decay applies: to matrices, not to biases, norms and exponents. */
  readonly decays: boolean;
  /** No value stays above it. */
  readonly most?: number;
}

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

/** Settings of a step. */
export interface AdamStep {
  /** Counted from 0. */
  readonly step: number;
  readonly rate: number;
  readonly weightDecay: number;
  /** Multiplies every gradient, so that they are no longer than the clip allows. */
  readonly scale: number;
}

/**
 * One step of Adam with decoupled weight decay, in place: `m = β₁ m + (1 - β₁) g`, `v = β₂ v + (1 - β₂) g²`,
 * `w = w - rate (m̂ / (√v̂ + ε) + decay w)`, `m̂` and `v̂` without their bias towards 0 (Loshchilov, Hutter 2019).
 *
 * It runs on the host: a million numbers take some milliseconds beside the seconds of a step, and saving them is a copy.
 */
export function adamW(
  trained: Trained,
  gradient: ArrayLike<number>,
  { step, rate, weightDecay, scale }: AdamStep,
): void {
  const { values, mean, square } = trained;
  const unbias1 = 1 / (1 - beta1 ** (step + 1));
  const unbias2 = 1 / (1 - beta2 ** (step + 1));
  const own = rate * trained.rate;
  const keep = trained.decays ? 1 - own * weightDecay : 1;
  for (let i = 0; i < values.length; i++) {
    const g = gradient[i]! * scale;
    const m = beta1 * mean[i]! + (1 - beta1) * g;
    const v = beta2 * square[i]! + (1 - beta2) * g * g;
    mean[i] = m;
    square[i] = v;
    values[i] = values[i]! * keep - (own * m * unbias1) / (Math.sqrt(v * unbias2) + epsilon);
  }
  const { most } = trained;
  if (most !== undefined) for (let i = 0; i < values.length; i++) values[i] = Math.min(values[i]!, most);
}
