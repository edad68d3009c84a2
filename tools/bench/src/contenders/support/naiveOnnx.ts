import type { Workload } from '../../workload.ts';
import { type Constant, encodeModel, type Node } from './onnxGraph.ts';

/** Graphs that a user of onnxruntime would write. Each is the fastest on some runtime. */
export type NaiveGraph = 'Pow' | 'Exp(p Log)';

const scalar = (value: number): Constant => ({ shape: [], floats: Float32Array.of(value) });

/** A pooling as an ONNX model: clip, power, mean, root; the power as it is or as `exp(p ln x)`. */
export function naiveOnnx({ pooling, p }: Workload, graph: NaiveGraph | undefined): Uint8Array {
  const axes: Constant = { shape: [1], integers: [1] };
  const reduce = (op: string, input: string, output: string): Node => ({
    op,
    inputs: [input, 'axes'],
    output,
    attributes: { keepdims: 0 },
  });
  if (p === undefined) {
    return encodeModel([reduce(pooling.type === 'max' ? 'ReduceMax' : 'ReduceMean', 'x', 'y')], { axes });
  }
  const isOne = 'p' in pooling && typeof pooling.p === 'number';
  const exponents = (value: (size: number) => number): Constant =>
    isOne ? scalar(value(p[0]!)) : { shape: [p.length], floats: p.map(value) };
  const power: Node[] =
    graph === 'Pow'
      ? [{ op: 'Pow', inputs: ['clipped', 'p'], output: 'powers' }]
      : [
          { op: 'Log', inputs: ['clipped'], output: 'logs' },
          { op: 'Mul', inputs: ['logs', 'p'], output: 'scaled' },
          { op: 'Exp', inputs: ['scaled'], output: 'powers' },
        ];
  return encodeModel(
    [
      { op: 'Clip', inputs: ['x', 'eps'], output: 'clipped' },
      ...power,
      reduce('ReduceMean', 'powers', 'mean'),
      { op: 'Pow', inputs: ['mean', 'root'], output: 'y' },
    ],
    { axes, eps: scalar(1e-6), p: exponents((size) => size), root: exponents((size) => 1 / size) },
  );
}
