/** A value and its gradient. */
export interface Slope {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface Minimum extends Slope {
  readonly at: Float64Array;
  readonly steps: number;
  /** Whether the gradient became small enough; else the steps ran out, or no step went down any more. */
  readonly converged: boolean;
}

export interface MinimiseOptions {
  /** The largest entry of the gradient that counts as none. */
  readonly tolerance: number;
  readonly steps: number;
}

/** How many steps are remembered. */
const memory = 10;

/**
 * The minimum of a smooth convex function by L-BFGS (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5),
 * with steps that meet the weak Wolfe conditions by bisection.
 */
export async function minimise(
  slopeAt: (x: Float64Array) => Promise<Slope>,
  start: Float64Array,
  { tolerance, steps: most }: MinimiseOptions,
): Promise<Minimum> {
  let at = start;
  let slope = await slopeAt(at);
  const pairs: Pair[] = [];
  for (let steps = 0; ; steps++) {
    const converged = largest(slope.gradient) <= tolerance;
    if (converged || steps === most) return { ...slope, at, steps, converged };
    const direction = descent(slope.gradient, pairs);
    const first = pairs.length === 0 ? Math.min(1, 1 / norm(slope.gradient)) : 1;
    const next = await walk(slopeAt, at, slope, direction, first);
    if (next === undefined) return { ...slope, at, steps, converged };
    const step = next.at.map((value, i) => value - at[i]!);
    const change = next.slope.gradient.map((value, i) => value - slope.gradient[i]!);
    const curvature = dot(step, change);
    if (curvature > 0) pairs.push({ step, change, curvature });
    if (pairs.length > memory) pairs.shift();
    ({ at, slope } = next);
  }
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/** `-H g`, with the inverse Hessian H that the last steps give. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const factors = pairs.map(() => 0);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { step, change, curvature } = pairs[i]!;
    factors[i] = dot(step, direction) / curvature;
    add(direction, -factors[i]!, change);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = last.curvature / dot(last.change, last.change);
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  pairs.forEach(({ step, change, curvature }, i) => {
    add(direction, factors[i]! - dot(change, direction) / curvature, step);
  });
  return direction;
}

interface Stop {
  readonly at: Float64Array;
  readonly slope: Slope;
}

/**
 * A step along a direction that is long enough and lowers the value enough; `undefined` where rounding errors leave no
 * such step.
 */
async function walk(
  slopeAt: (x: Float64Array) => Promise<Slope>,
  from: Float64Array,
  { value, gradient }: Slope,
  direction: Float64Array,
  first: number,
): Promise<Stop | undefined> {
  const descentRate = dot(gradient, direction);
  let [low, high, length] = [0, Number.POSITIVE_INFINITY, first];
  for (let tries = 0; tries < 60; tries++) {
    const at = from.map((x, i) => x + length * direction[i]!);
    const slope = await slopeAt(at);
    if (!(slope.value <= value + 1e-4 * length * descentRate)) high = length;
    else if (dot(slope.gradient, direction) < 0.9 * descentRate) low = length;
    else return { at, slope };
    length = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
  }
  return undefined;
}

function add(to: Float64Array, factor: number, values: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * values[i]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function norm(values: Float64Array): number {
  return Math.sqrt(dot(values, values));
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
