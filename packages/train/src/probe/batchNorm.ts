const [eps, momentum] = [1e-6, 0.1];

/** Batch normalisation without scale and shift: the benchmark of attentive probing has it between pooling and head. */
export class BatchNorm {
  private readonly mean: Float64Array;
  private readonly variance: Float64Array;

  constructor(width: number) {
    this.mean = new Float64Array(width);
    this.variance = new Float64Array(width).fill(1);
  }

  /** Normalises by the statistics of the batch, and updates the running ones. `back` maps gradients back to `x`. */
  train(x: Float32Array): {
    readonly value: Float32Array;
    readonly back: (by: Float32Array) => Float32Array;
  } {
    const width = this.mean.length;
    const n = x.length / width;
    const column = (values: Float32Array, c: number, of: (value: number, i: number) => number): number => {
      let sum = 0;
      for (let i = c; i < values.length; i += width) sum += of(values[i]!, i);
      return sum / n;
    };
    const value = new Float32Array(x.length);
    const scale = new Float64Array(width);
    for (let c = 0; c < width; c++) {
      const mean = column(x, c, (one) => one);
      const variance = column(x, c, (one) => (one - mean) ** 2);
      scale[c] = 1 / Math.sqrt(variance + eps);
      for (let i = c; i < x.length; i += width) value[i] = (x[i]! - mean) * scale[c]!;
      this.mean[c]! += momentum * (mean - this.mean[c]!);
      this.variance[c]! += momentum * ((variance * n) / (n - 1) - this.variance[c]!);
    }
    const back = (by: Float32Array): Float32Array => {
      const dx = new Float32Array(by.length);
      for (let c = 0; c < width; c++) {
        const mean = column(by, c, (one) => one);
        const along = column(by, c, (one, i) => one * value[i]!);
        for (let i = c; i < by.length; i += width) dx[i] = scale[c]! * (by[i]! - mean - value[i]! * along);
      }
      return dx;
    };
    return { value, back };
  }

  /** Normalises by the running statistics. */
  infer(x: Float32Array): Float32Array {
    const width = this.mean.length;
    return x.map((one, i) => (one - this.mean[i % width]!) / Math.sqrt(this.variance[i % width]! + eps));
  }
}
