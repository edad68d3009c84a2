/** A linear layer on vectors, `logits = x · weight + bias`, with its loss and gradients. */
export class LinearHead {
  /** `[width, classes]`. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;

  constructor(width: number, classes: number, draw: () => number) {
    this.weight = new Float32Array(width * classes).map(() => 0.01 * (2 * draw() - 1));
    this.bias = new Float32Array(classes);
  }

  /** The mean cross-entropy of a batch, the class that each image is taken for, and the gradient by the logits. */
  judge(x: Float32Array, labels: readonly number[]): Judged {
    const all = this.logits(x);
    const classes = this.bias.length;
    const byLogits = new Float32Array(all.length);
    let loss = 0;
    const named = labels.map((label, i) => {
      const row = all.subarray(i * classes, (i + 1) * classes);
      const best = row.indexOf(Math.max(...row));
      const shares = row.map((one) => Math.exp(one - row[best]!));
      const sum = shares.reduce((a, b) => a + b);
      loss -= Math.log(shares[label]! / sum) / labels.length;
      shares.forEach((share, k) => {
        byLogits[i * classes + k] = (share / sum - Number(k === label)) / labels.length;
      });
      return best;
    });
    return { loss, named, byLogits };
  }

  /** Gradients of weight, bias and vectors from that of the logits. */
  gradients(x: Float32Array, byLogits: Float32Array): HeadGradients {
    const classes = this.bias.length;
    const width = this.weight.length / classes;
    const weight = new Float32Array(this.weight.length);
    const bias = new Float32Array(classes);
    const vectors = new Float32Array(x.length);
    for (let i = 0; i < x.length / width; i++) {
      for (let k = 0; k < classes; k++) {
        const d = byLogits[i * classes + k]!;
        bias[k]! += d;
        for (let c = 0; c < width; c++) {
          weight[c * classes + k]! += d * x[i * width + c]!;
          vectors[i * width + c]! += d * this.weight[c * classes + k]!;
        }
      }
    }
    return { weight, bias, vectors };
  }

  private logits(x: Float32Array): Float64Array {
    const classes = this.bias.length;
    const width = this.weight.length / classes;
    const out = new Float64Array((x.length / width) * classes);
    for (let i = 0; i < x.length / width; i++) {
      for (let k = 0; k < classes; k++) out[i * classes + k] = this.bias[k]!;
      for (let c = 0; c < width; c++) {
        const v = x[i * width + c]!;
        for (let k = 0; k < classes; k++) out[i * classes + k]! += v * this.weight[c * classes + k]!;
      }
    }
    return out;
  }
}

/** What a head says of a batch. */
export interface Judged {
  readonly loss: number;
  readonly named: readonly number[];
  readonly byLogits: Float32Array;
}

/** Gradients of a head. */
export interface HeadGradients {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly vectors: Float32Array;
}
