import type { Rule } from '../rule.ts';

/** `Y = α A' B' + β C`, either transposed: `dA' = α dY B'ᵀ`, `dB' = α A'ᵀ dY`, `dC = β dY`, summed over what was repeated. */
export const gemm: Rule = ({ x, dy, int, float, math }) => {
  const [transA, transB] = [int('transA', 0) === 1, int('transB', 0) === 1];
  const factor = float('alpha', 1);
  return [
    () =>
      transA
        ? math.gemm(x(1), dy, { transA: transB, transB: true, factor })
        : math.gemm(dy, x(1), { transB: !transB, factor }),
    () =>
      transB
        ? math.gemm(dy, x(0), { transA: true, transB: transA, factor })
        : math.gemm(x(0), dy, { transA: !transA, factor }),
    () => math.sumTo(math.scale(dy, float('beta', 1)), x(2).dims),
  ];
};
