import type { Fixed, GraphMath } from '../graphMath.ts';
import type { Rule } from '../rule.ts';

/**
 * onnxruntime's self-attention: `x W + b` is query, key and value side by side, `Y = softmax(Q Kᵀ s) V` in each head:
 * the gradients of Q, K and V as `attentionGradients` has them, `dW = xᵀ d(xW)`, `db = Σ d(xW)`, `dx = d(xW) Wᵀ`.
 */
export const attention: Rule = ({ x, has, dy, int, ints, float, math, refuse }) => {
  const heads = int('num_heads', 0);
  const extra = [3, 4, 5, 6].find(has);
  if (extra !== undefined) refuse('a mask, a past or a bias of scores');
  if (int('unidirectional', 0) === 1) refuse('unidirectional 1');
  if (ints('qkv_hidden_sizes') !== undefined) refuse('qkv_hidden_sizes');
  if (int('do_rotary', 0) === 1) refuse('do_rotary 1');
  const [batch = 1, tokens = 1, channels = 1] = x(0).dims;
  const width = x(1).dims[1]! / 3;
  const rows = batch * tokens;
  const flat = math.reshape(x(0), [rows, channels]);
  const dProjected = (): Fixed => {
    const product = math.gemm(flat, x(1));
    const projected = has(2) ? math.add(product, x(2)) : product;
    const part = (at: number) =>
      toHeads(
        math,
        math.reshape(math.slice(projected, 1, at * width, (at + 1) * width), [batch, tokens, width]),
        heads,
      );
    const scale = float('scale', 0) || 1 / Math.sqrt(width / heads);
    const { dq, dk, dv } = attentionGradients(
      math,
      part(0),
      part(1),
      part(2),
      toHeads(math, dy, heads),
      scale,
    );
    const back = [dq(), dk(), dv()].map((one) => math.reshape(fromHeads(math, one), [rows, width]));
    return math.node('Concat', back, [rows, 3 * width], { axis: 1 });
  };
  return [
    () => math.reshape(math.gemm(dProjected(), x(1), { transB: true }), x(0).dims),
    () => math.gemm(flat, dProjected(), { transA: true }),
    () => math.sumTo(dProjected(), x(2).dims),
  ];
};

/** `[batch, tokens, heads · n]` to `[batch, heads, tokens, n]`. */
export function toHeads(math: GraphMath, x: Fixed, heads: number): Fixed {
  const [batch = 1, tokens = 1, width = 1] = x.dims;
  return math.transpose(math.reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
}

/** The way back. */
export function fromHeads(math: GraphMath, x: Fixed): Fixed {
  const [batch = 1, heads = 1, tokens = 1, width = 1] = x.dims;
  return math.reshape(math.transpose(x, [0, 2, 1, 3]), [batch, tokens, heads * width]);
}

/**
 * Of `O = P V`, `P = softmax(S)`, `S = s Q Kᵀ`: `dV = Pᵀ dO`, `dS = P (dO Vᵀ - Σ P dO Vᵀ)`, `dQ = s dS K`, `dK = s dSᵀ Q`.
 */
export function attentionGradients(
  math: GraphMath,
  q: Fixed,
  k: Fixed,
  v: Fixed,
  dOut: Fixed,
  scale: number,
): Record<'dq' | 'dk' | 'dv', () => Fixed> {
  const scores = math.scale(math.matMul(q, math.swap(k)), scale);
  const p = math.map('Softmax', scores, { axis: -1 });
  const dScores = () => {
    const weighted = math.mul(p, math.matMul(dOut, math.swap(v)));
    const moved = math.sub(weighted, math.mul(p, math.sum(weighted, [3])));
    return math.scale(moved, scale);
  };
  return {
    dq: () => math.matMul(dScores(), k),
    dk: () => math.matMul(math.swap(dScores()), q),
    dv: () => math.matMul(math.swap(p), dOut),
  };
}
