import { gradientMaps } from '@ggem/analysis';
import { short } from './lookOf.ts';

/** The gradient of a power mean by each of its inputs, which lie evenly between 0 and 1, for several p (the paper's figure 3). */
export interface GradientByInput {
  readonly p: readonly number[];
  readonly inputs: readonly number[];
  /** A row for each p: `∂f / ∂x_i` (equation 5) times the number of inputs, 1 for p = 1. */
  readonly gradient: readonly (readonly number[])[];
}

/** As in the paper: p from 1 to 8. */
const exponents = Array.from({ length: 15 }, (_, i) => 1 + i / 2);

/** Computes it for so many inputs. */
export function gradientByInput(count = 40): GradientByInput {
  const inputs = Array.from({ length: count }, (_, i) => (i + 0.5) / count);
  const tokens = { data: Float64Array.from(inputs), shape: [1, count, 1] };
  const gradient = exponents.map((p) => {
    const { data } = gradientMaps(tokens, { type: 'gem', p }, { grid: [1, count], channels: [0] });
    return Array.from(data, (value) => short(value * count));
  });
  return { p: exponents, inputs, gradient };
}
