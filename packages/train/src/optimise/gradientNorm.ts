/** The length of all gradients as one vector. */
export function gradientNorm(gradients: ReadonlyMap<string, ArrayLike<number>>): number {
  let sum = 0;
  for (const gradient of gradients.values()) sum += squares(gradient);
  return Math.sqrt(sum);
}

/** The loss, or else the first gradient, that has a NaN or an infinity, as the words `the loss is NaN`. */
export function firstNotFinite(
  gradients: ReadonlyMap<string, ArrayLike<number>>,
  loss: number,
): string | undefined {
  if (!Number.isFinite(loss)) return `the loss is ${loss}`;
  for (const [name, gradient] of gradients) {
    const length = squares(gradient);
    if (!Number.isFinite(length)) return `the gradient of ${JSON.stringify(name)} has the length ${length}`;
  }
  return undefined;
}

function squares(gradient: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < gradient.length; i++) sum += gradient[i]! * gradient[i]!;
  return sum;
}
