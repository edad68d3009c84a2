import type { Fixed, GraphMath } from './graphMath.ts';

/**
 * The same operations, where a number that multiplies a value is carried on through whatever is linear in it, up to a product
 * of matrices, which takes it for nothing, or to the result: each pass over all tokens that only multiplies is one less.
 */
export function carryFactors(math: GraphMath): GraphMath {
  const scaled = new Map<Fixed, { readonly base: Fixed; readonly factor: number }>();
  const split = (x: Fixed) => scaled.get(x) ?? { base: x, factor: 1 };
  const scale: GraphMath['scale'] = (x, by) => {
    const { base, factor: before } = split(x);
    const factor = before * by;
    // Far from 1, rounding of the two factors one after the other is what float32 can hold.
    if (!(Math.abs(factor) > 1e-12 && Math.abs(factor) < 1e12)) return math.scale(x, by);
    const result = math.scale(base, factor);
    if (factor !== 1) scaled.set(result, { base, factor });
    return result;
  };
  const linear =
    <Rest extends readonly unknown[]>(of: (x: Fixed, ...rest: Rest) => Fixed) =>
    (x: Fixed, ...rest: Rest): Fixed => {
      const { base, factor } = split(x);
      return scale(of(base, ...rest), factor);
    };
  const sizeOf = ({ dims }: Fixed): number => dims.reduce((n, m) => n * m, 1);
  const product =
    (of: (a: Fixed, b: Fixed) => Fixed, join: (a: number, b: number) => number) =>
    (a: Fixed, b: Fixed): Fixed => {
      // From an operand that is repeated, the number is not taken out: it would multiply more.
      const size = sizeOf(of(a, b));
      const [x, y] = [a, b].map((one) => (sizeOf(one) === size ? split(one) : { base: one, factor: 1 }));
      return scale(of(x!.base, y!.base), join(x!.factor, y!.factor));
    };
  const sum =
    (of: (a: Fixed, b: Fixed) => Fixed) =>
    (a: Fixed, b: Fixed): Fixed => {
      const [x, y] = [split(a), split(b)];
      const isEven = scaled.has(a) && scaled.has(b) && sizeOf(a) === sizeOf(b);
      return isEven ? scale(of(x.base, scale(y.base, y.factor / x.factor)), x.factor) : of(a, b);
    };
  return {
    ...math,
    scale,
    map: (op, x, attributes) => (op === 'Neg' ? scale(x, -1) : math.map(op, x, attributes)),
    mul: product(math.mul, (a, b) => a * b),
    div: product(math.div, (a, b) => a / b),
    add: sum(math.add),
    sub: sum(math.sub),
    gemm: (a, b, { factor = 1, ...how } = {}) => {
      const [x, y] = [split(a), split(b)];
      return math.gemm(x.base, y.base, { ...how, factor: factor * x.factor * y.factor });
    },
    transpose: linear(math.transpose),
    swap: linear(math.swap),
    reshape: linear(math.reshape),
    sum: linear(math.sum),
    mean: linear(math.mean),
    sumTo: linear(math.sumTo),
    slice: linear(math.slice),
  };
}
