import * as tf from '@tensorflow/tfjs';

/** Name of the weight that holds a parameter of a pooling layer; the full name of `p` is `<layer>/ggem_p`. */
export function weightName(parameter: string): string {
  return `ggem_${parameter}`;
}

/** Whether a variable of this name holds exponents. */
export function isExponent(variable: string): boolean {
  // tfjs appends a number where several weights have the same name.
  return /(^|\/)ggem_([^/]*\.)?p(_\d+)?$/.test(variable);
}

/**
 * Trains the exponents with one optimizer and everything else with another: `p` needs a learning rate ten times that of
 * the rest (a hundred times with one `p` for each channel), and no weight decay.
 *
 * Works wherever tfjs takes an optimizer. `chosen` says by name which variables the second one trains.
 *
 * ```ts
 * const optimizer = exponentOptimizer(tf.train.adam(1e-3), tf.train.adam(1e-2));
 * ```
 */
export function exponentOptimizer(
  rest: tf.Optimizer,
  exponents: tf.Optimizer,
  chosen: (variable: string) => boolean = isExponent,
): tf.Optimizer {
  return new ExponentOptimizer(rest, exponents, chosen);
}

type Gradients = Parameters<tf.Optimizer['applyGradients']>[0];
type Named = { name: string; tensor: tf.Tensor };

class ExponentOptimizer extends tf.Optimizer {
  static readonly className: string = 'GgemExponentOptimizer';
  private readonly rest: tf.Optimizer;
  private readonly exponents: tf.Optimizer;
  private readonly chosen: (variable: string) => boolean;

  constructor(rest: tf.Optimizer, exponents: tf.Optimizer, chosen: (variable: string) => boolean) {
    super();
    this.rest = rest;
    this.exponents = exponents;
    this.chosen = chosen;
  }

  override applyGradients(gradients: Gradients): void {
    const all: Named[] = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor: tensor as tf.Tensor }));
    // Optimizers keep their moments by position, so each must get the same variables in the same order at every step.
    const rest = all.filter(({ name }) => !this.chosen(name));
    const exponents = all.filter(({ name }) => this.chosen(name));
    if (rest.length > 0) this.rest.applyGradients(rest);
    if (exponents.length > 0) this.exponents.applyGradients(exponents);
  }

  override getClassName(): string {
    return ExponentOptimizer.className;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { rest: this.rest.getConfig(), exponents: this.exponents.getConfig() };
  }

  override dispose(): void {
    this.rest.dispose();
    this.exponents.dispose();
  }
}
