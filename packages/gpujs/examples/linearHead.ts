/** A linear classifier with softmax and cross-entropy, trained by gradient descent. */
export function linearHead(channels: number, classes: number) {
  const weights = Array.from({ length: classes }, () => new Float32Array(channels));
  const biases = new Float32Array(classes);
  return {
    /** Loss of the rows `y` before the step, and its gradient for them. */
    step: (y: readonly Float32Array[], labels: ArrayLike<number>, rate: number) => {
      let loss = 0;
      const errors = y.map((row, i) => {
        const logits = weights.map((weight, k) => dot(weight, row) + biases[k]!);
        const highest = Math.max(...logits);
        const powers = logits.map((logit) => Math.exp(logit - highest));
        const total = powers.reduce((a, b) => a + b);
        loss -= Math.log(powers[labels[i]!]! / total) / y.length;
        return powers.map((power, k) => (power / total - Number(k === labels[i])) / y.length);
      });
      const dy = errors.map((error) =>
        Float32Array.from({ length: channels }, (_, c) =>
          error.reduce((sum, e, k) => sum + e * weights[k]![c]!, 0),
        ),
      );
      errors.forEach((error, i) => {
        error.forEach((e, k) => {
          biases[k]! -= rate * e;
          y[i]!.forEach((value, c) => {
            weights[k]![c]! -= rate * e * value;
          });
        });
      });
      return { loss, dy };
    },
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
