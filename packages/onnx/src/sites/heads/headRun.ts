import type { GraphProto } from '../../proto/onnx.ts';
import { isDefault } from '../../shapes/constants.ts';
import { constantOf } from '../../shapes/foldConstants.ts';
import type { Folded } from '../../shapes/folded.ts';
import { foldNode } from '../../shapes/foldNode.ts';
import type { Info } from '../../shapes/shape.ts';
import { tensorNumbers } from '../../shapes/tensorNumbers.ts';
import { headOperators } from './headOperators.ts';

/** A graph whose heads can be computed. */
export interface HeadGraph {
  readonly graph: GraphProto;
  readonly opset: number;
  readonly producer: ReadonlyMap<string, number>;
  readonly infos: ReadonlyMap<string, Info>;
  /** The small constants. */
  readonly constants: ReadonlyMap<string, Folded>;
}

/** More numbers than a head's matrix has, or its tokens. */
const most = 2 ** 25;

/** Computes values of a graph from given ones, in float64: of the few operators that heads of attention are made of. */
export class HeadRun {
  private readonly of: HeadGraph;
  private readonly weights: Map<string, Folded | undefined>;
  private readonly values: Map<string, Folded | undefined>;
  /** The run that has the values which do not follow from the given ones. */
  private readonly before: { readonly run: HeadRun; readonly following: ReadonlySet<string> } | undefined;

  private constructor(
    of: HeadGraph,
    weights: Map<string, Folded | undefined>,
    values: Map<string, Folded | undefined>,
    before?: HeadRun['before'],
  ) {
    this.of = of;
    this.weights = weights;
    this.values = values;
    this.before = before;
  }

  static of(graph: HeadGraph): HeadRun {
    return new HeadRun(graph, new Map(), new Map());
  }

  /** A run with these values. What is read of the file is read once for all runs. */
  given(values: Readonly<Record<string, Folded>>): HeadRun {
    return new HeadRun(this.of, this.weights, new Map(Object.entries(values)));
  }

  /** The same run with one value in place of that which is computed. What does not follow from it is computed once. */
  with(name: string, value: Folded, following: ReadonlySet<string>): HeadRun {
    return new HeadRun(this.of, this.weights, new Map([[name, value]]), { run: this, following });
  }

  /** A value; `undefined` where it follows from others than the given ones, or by another operator. */
  value(name: string): Folded | undefined {
    if (this.values.has(name)) return this.values.get(name);
    if (this.before && !this.before.following.has(name)) return this.before.run.value(name);
    const known = this.of.constants.get(name) ?? this.weight(name);
    if (known !== undefined) return known;
    const at = this.of.producer.get(name);
    // Until it is computed it is not known, so that a circle ends.
    this.values.set(name, undefined);
    if (at === undefined) return undefined;
    const node = this.of.graph.node[at]!;
    for (const [i, result] of this.compute(at).entries()) this.values.set(node.output[i]!, result);
    return this.values.get(name);
  }

  private compute(at: number): readonly (Folded | undefined)[] {
    const { graph, opset, infos } = this.of;
    const node = graph.node[at]!;
    if (!isDefault(node.domain)) return [];
    if (node.opType === 'Constant') return [constantOf(node, most)];
    const inputs = node.input.filter((name) => name !== '').map((name) => this.value(name));
    if (inputs.includes(undefined)) return [];
    const known = inputs as readonly Folded[];
    if (node.opType === 'Shape') return [{ dims: [known[0]!.dims.length], data: known[0]!.dims }];
    const own = Object.hasOwn(headOperators, node.opType) ? headOperators[node.opType] : undefined;
    if (own !== undefined) return own(node, known, opset);
    const input = (i: number): Folded | undefined =>
      (node.input[i] ?? '') === '' ? undefined : this.value(node.input[i]!);
    return [foldNode(node, { input, infos, most })];
  }

  private weight(name: string): Folded | undefined {
    if (!this.weights.has(name)) {
      const tensor = this.of.graph.initializer.find((one) => one.name === name);
      const data = tensor && tensorNumbers(tensor, most);
      this.weights.set(name, data && { dims: tensor.dims.map(Number), data });
    }
    return this.weights.get(name);
  }
}
