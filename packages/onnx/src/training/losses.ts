import type { Fixed, GraphMath } from '../gradient/graphMath.ts';

/** What a loss is computed from. */
export interface LossInputs {
  readonly math: GraphMath;
  /** What the head reads, `[batch, features]`, and its weight as `[features, classes]`. */
  readonly features: Fixed;
  readonly weight: Fixed;
  readonly logits: Fixed;
  /** Shares of the classes, `[batch, classes]`; for `infoNce` the vectors of the other side, `[batch, classes]`. */
  readonly targets: Fixed;
  /** A number, or a value of the graph: `ln(1 / T)`, which is trained. */
  readonly temperature: number | Fixed;
}

/** A loss, and the scores that it is computed from. */
export interface Loss {
  readonly loss: Fixed;
  readonly scores: Fixed;
}

/** `-1/B Σ t ln softmax(x)`. */
function crossEntropyOf(math: GraphMath, scores: Fixed, targets: Fixed): Fixed {
  const log = math.node('LogSoftmax', [scores], scores.dims, { axis: -1 });
  const sum = math.reshape(math.sum(math.mul(log, targets), [0, 1]), []);
  return math.scale(sum, -1 / scores.dims[0]!);
}

/** `x / ‖x‖` along an axis; a vector of zeros stays one. */
function unit(math: GraphMath, x: Fixed, axis: number): Fixed {
  const length = math.map('Sqrt', math.sum(math.mul(x, x), [axis]));
  return math.div(x, math.add(length, math.number(x, 1e-12)));
}

/** `s / T`; of a trained temperature its `ln(1 / T)` is given, CLIP's logit scale, so that T stays above 0. */
function overTemperature(math: GraphMath, cosines: Fixed, temperature: LossInputs['temperature']): Fixed {
  if (typeof temperature === 'number') return math.scale(cosines, 1 / temperature);
  return math.mul(cosines, math.map('Exp', temperature));
}

/** The losses by their names. */
export const losses = {
  /** Softmax over the classes: `-1/B Σ t ln softmax(x W + b)`. */
  crossEntropy: ({ math, logits, targets }: LossInputs): Loss => ({
    loss: crossEntropyOf(math, logits, targets),
    scores: logits,
  }),
  /** Norm-softmax, for retrieval: the same of cosines over a temperature, `x · w_c / (‖x‖ ‖w_c‖ T)`. */
  normSoftmax: ({ math, features, weight, targets, temperature }: LossInputs): Loss => {
    const cosines = math.matMul(unit(math, features, 1), unit(math, weight, 0));
    const scores = overTemperature(math, cosines, temperature);
    return { loss: crossEntropyOf(math, scores, targets), scores };
  },
  /** InfoNCE, for pairs: of `s = u · v / T` with unit vectors, the mean of both softmaxes, over rows and columns. */
  infoNce: ({ math, logits, targets, temperature }: LossInputs): Loss => {
    const [count = 1] = logits.dims;
    const cosines = math.matMul(unit(math, logits, 1), math.swap(unit(math, targets, 1)));
    const scores = overTemperature(math, cosines, temperature);
    const pairs = Array.from({ length: count * count }, (_, i) => Number(i % (count + 1) === 0));
    const own = math.numbers(logits, pairs, [count, count]);
    const both = math.add(crossEntropyOf(math, scores, own), crossEntropyOf(math, math.swap(scores), own));
    return { loss: math.scale(both, 0.5), scores };
  },
} as const;

export type LossName = keyof typeof losses;
