import type { Rule } from '../rule.ts';

/**
 * `Y = A B` (onnxruntime's FusedMatMul: `α A' B'`, either transposed): `dA = dY Bᵀ`, `dB = Aᵀ dY`, summed over axes in front
 * that broadcasting repeated.
 */
export const matMul: Rule = ({ node, x, dy, int, float, math }) => {
  const fused = node.opType === 'FusedMatMul';
  const [transA, transB] = [fused && int('transA', 0) === 1, fused && int('transB', 0) === 1];
  const factor = fused ? float('alpha', 1) : 1;
  const [given, other] = [x(0), x(1)];
  // A vector is a row on the left and a column on the right.
  const a = given.dims.length === 1 ? math.reshape(given, [1, given.dims[0]!]) : given;
  const b = other.dims.length === 1 ? math.reshape(other, [other.dims[0]!, 1]) : other;
  const rows = a.dims.at(transA ? -1 : -2)!;
  const columns = b.dims.at(transB ? -2 : -1)!;
  const front = dy.dims.slice(
    0,
    dy.dims.length - (given.dims.length > 1 ? 1 : 0) - (other.dims.length > 1 ? 1 : 0),
  );
  const d = math.reshape(dy, [...front, rows, columns]);
  if (b.dims.length === 2 && !transA) {
    // Weights: all rows of all images are one matrix.
    const flat = (value: typeof d) =>
      math.reshape(value, [value.dims.slice(0, -1).reduce((n, m) => n * m, 1), value.dims.at(-1)!]);
    return [
      () => math.reshape(math.gemm(flat(d), b, { transB: !transB, factor }), given.dims),
      () => {
        const db = transB
          ? math.gemm(flat(d), flat(a), { transA: true, factor })
          : math.gemm(flat(a), flat(d), { transA: true, factor });
        return math.reshape(db, other.dims);
      },
    ];
  }
  const turn = (value: typeof d, isTurned: boolean) => (isTurned ? math.swap(value) : value);
  return [
    () => {
      const da = math.scale(math.matMul(d, turn(b, !transB)), factor);
      return math.reshape(math.sumTo(turn(da, transA), a.dims), given.dims);
    },
    () => {
      const db = math.scale(math.matMul(turn(a, !transA), d), factor);
      return math.reshape(math.sumTo(turn(db, transB), b.dims), other.dims);
    },
  ];
};
