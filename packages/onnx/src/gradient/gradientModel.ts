import { clone, create, toBinary } from '@bufbuild/protobuf';
import { checkOptions, GgemError, type KnownOptions } from '@ggem/core';
import { readByNodes } from '../edit/graphNames.ts';
import { withoutFunctions } from '../edit/withoutFunctions.ts';
import { functionDomain } from '../graph/assemble.ts';
import { emit, tensorProto, valueInfo } from '../graph/emit.ts';
import { uniqueNames } from '../graph/names.ts';
import { inOpset } from '../graph/opsets/inOpset.ts';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
} from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import { readModel } from '../read/readModel.ts';
import { readRecords } from '../record/poolingRecord.ts';
import { defaultOpset } from '../shapes/constants.ts';
import { foldConstants } from '../shapes/foldConstants.ts';
import { nodeOrder } from '../shapes/nodeOrder.ts';
import type { NewTensor } from '../write/messages.ts';
import { carryFactors } from './carryFactors.ts';
import { differentiate } from './differentiate.ts';
import { fixShapes, type InputShapes } from './fixShapes.ts';
import { type Forward, givenValue } from './forward.ts';
import { type Fixed, graphMath } from './graphMath.ts';
import { poolingRule } from './poolingRule.ts';
import { raiseModel } from './raiseModel.ts';
import type { Rule } from './rule.ts';
import { ruleOf } from './rules.ts';
import { scaleIntoLinear } from './scaleIntoLinear.ts';

/** What is differentiated, by what, and where the graph begins. */
export interface GradientOptions {
  /** The value to differentiate, such as a loss. If it is more than one number, its gradient is an input of the model. */
  readonly of: string;
  /** Values to differentiate by: weights (initializers), inputs, or any value between. */
  readonly by: readonly string[];
  /** Values to start from, in place of the model's inputs: what is before them is left out. Default: the inputs. */
  readonly from?: readonly string[] | undefined;
  /** Shapes of the model's inputs: those of one run, which the gradient is made for. */
  readonly shapes: InputShapes;
  /** Further values that the gradient model gives. Default: none. */
  readonly outputs?: readonly string[] | undefined;
}

const gradientOptions: KnownOptions<GradientOptions> = {
  of: true,
  by: true,
  from: true,
  shapes: true,
  outputs: true,
};

/** A model that gives gradients. */
export interface GradientModel {
  readonly bytes: Uint8Array;
  /** Its inputs with their shapes: where it starts, weights that it is differentiated by, and what else it reads. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Names of the outputs with the gradients, by the values that they are by. */
  readonly gradients: Readonly<Record<string, string>>;
}

/**
 * A model that computes a value of another model, and its gradients. `∂of/∂x` for each `x` in `by`, in the shape of `x`.
 *
 * In: the values of `from`, the weights of `by` (they are inputs, so that they may change), and what else is read. Out: `of`,
 * the `outputs`, and a gradient for each of `by`. Shapes are fixed, the number of images too. Poolings that were built in
 * with `form: 'function'` have core's gradients, by their parameters too.
 *
 * Throws a `GgemError`: `value` for a name that no value has, `shape` where the shapes do not fit or leave one open,
 * `unavailable` for an operator without a rule, naming the value from which training works.
 *
 * ```ts
 * const { bytes, gradients } = gradientModel(model, { of: 'loss', by: ['head.weight'], shapes: { pixel_values: [8, 3, 224, 224] } });
 * ```
 */
export function gradientModel(given: Uint8Array, options: GradientOptions): GradientModel {
  checkOptions('gradient', options, gradientOptions);
  const { of, by, from = [], outputs = [] } = options;
  const bytes = raiseModel(given);
  const plain = readModel(bytes);
  const { proto, graph: written } = withoutFunctions(plain)?.model ?? plain;
  const graph = scaleIntoLinear(written, { by, kept: [of, ...by, ...from, ...outputs] });
  const opset = defaultOpset(proto.opsetImport) ?? 0;
  const { infos, folded: whole } = fixShapes(graph, proto.functions, options.shapes);
  const order = nodeOrder(graph);
  for (const name of [of, ...by, ...from, ...outputs]) {
    if (infos.has(name)) continue;
    throw new GgemError(
      'value',
      `gradient: names must be of values of the model, but ${quote(name)} is none.`,
    );
  }
  const folded = foldConstants(graph, order, infos);
  const known = (name: string): readonly number[] | undefined => folded.get(name)?.data;
  const { nodes, read } = neededNodes(
    graph.node,
    order,
    [of, ...outputs],
    (name) => from.includes(name) || isWhole(name),
  );
  const functions = new Map(proto.functions.map((one) => [`${one.domain}/${one.name}`, one]));
  const records = readRecords({ proto, bytes });
  const rule = (node: NodeProto): Rule | undefined => {
    if (node.domain !== functionDomain) return ruleOf(node);
    // By what it gives: a pooling that was replaced before has left its record, with the same tokens.
    const record = records.find(({ output }) => node.output.includes(output));
    return record && poolingRule(record);
  };
  const forward: Forward = { graph, opset, order: nodes, infos, known, ruleOf: rule };

  const math = carryFactors(graphMath());
  const start = givenValue(forward, math, of);
  const isOne = start.dims.every((dim) => dim === 1);
  const seed = isOne
    ? math.numbers(start, [1], start.dims)
    : math.given(`${of}_gradient`, start.kind, start.dims);
  const gradients = differentiate(forward, math, of, by, seed);
  const taken = new Set([...infos.keys(), ...graph.node.map(({ name }) => name)]);
  const named = Object.fromEntries(by.map((name) => [name, free(`${name}_gradient`, taken)]));
  const results = by.map((name) => ({ name: named[name]!, value: gradients.get(name)! }));
  const emitted = emit(inOpset(results, opset), {
    nameOf: uniqueNames('gradient/', (name) => taken.has(name)),
    constantsInArms: true,
  });

  const backward = emitted.nodes.map((node) => create(NodeProtoSchema, node));
  // Backward nodes may read values that forward nodes do not need, shapes above all.
  const more = neededNodes(
    graph.node,
    order,
    namesRead(backward),
    (name) => from.includes(name) || isWhole(name),
  );
  const forwardNodes = [...new Set([...nodes, ...more.nodes])].map((position) => graph.node[position]!);
  const reads = new Set([...read, ...more.read]);
  const inputs = new Map<string, Fixed>();
  const initializers: (TensorProto | NewTensor)[] = [];
  for (const name of new Set([...from, ...by.filter((one) => !isGiven(one)), ...reads])) {
    const weight = graph.initializer.find((one) => one.name === name);
    if (from.includes(name) || by.includes(name)) inputs.set(name, givenValue(forward, math, name));
    else if (weight !== undefined) initializers.push(weight);
    else if (isWhole(name)) initializers.push(wholeTensor(name));
    else if (graph.input.some((one) => one.name === name)) inputs.set(name, givenValue(forward, math, name));
  }
  const isSeeded = !isOne && by.length > 0;
  if (isSeeded) inputs.set(`${of}_gradient`, seed);
  const declared = [...inputs].filter(
    ([name]) => reads.has(name) || by.includes(name) || name === `${of}_gradient`,
  );
  const all = [...forwardNodes.map((node) => clone(NodeProtoSchema, node)), ...backward];
  const sorted = nodeOrder({ node: all }).map((position) => all[position]!);
  const model = create(ModelProtoSchema, {
    irVersion: proto.irVersion,
    producerName: '@ggem/onnx',
    opsetImport: proto.opsetImport,
    functions: proto.functions.filter(({ domain, name }) => functions.has(`${domain}/${name}`)),
    graph: create(GraphProtoSchema, {
      name: 'gradient',
      node: sorted,
      initializer: [...initializers, ...emitted.initializers],
      input: declared.map(([name, value]) => valueInfo(name, value)),
      output: [
        ...[of, ...outputs].map((name) => valueInfo(name, givenValue(forward, math, name))),
        ...results.map(({ name, value }) => valueInfo(name, value)),
      ],
    }),
  });
  return {
    bytes: toBinary(ModelProtoSchema, model),
    inputs: Object.fromEntries(declared.map(([name, { dims }]) => [name, dims])),
    gradients: named,
  };

  /** Whether a node of the graph gives a value. */
  function isGiven(name: string): boolean {
    return graph.node.some(({ output }) => output.includes(name));
  }

  /** Whether a value is whole numbers that are known: a shape, axes, an index. */
  function isWhole(name: string): boolean {
    const { type } = infos.get(name) ?? {};
    return (type === 7 || type === 6) && whole.has(name) && isGiven(name);
  }

  function wholeTensor(name: string): NewTensor {
    const { data, dims } = whole.get(name)!;
    // Exporters write 2^63 - 1 for an open end, which no number of JavaScript is.
    const inside = data.map((one) =>
      Math.min(Math.max(one, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER),
    );
    return tensorProto(name, infos.get(name)!.type === 6 ? 'int32' : 'int64', inside, dims);
  }
}

/** The nodes that values are computed from, and all names that these read which none of them gives. */
function neededNodes(
  nodes: readonly NodeProto[],
  order: readonly number[],
  wanted: Iterable<string>,
  isStart: (name: string) => boolean,
): { readonly nodes: readonly number[]; readonly read: ReadonlySet<string> } {
  const needed = new Set(wanted);
  const given = new Set<string>();
  const found = order.toReversed().filter((position) => {
    const node = nodes[position]!;
    const isNeeded = node.output.some((name) => needed.has(name) && !isStart(name));
    if (isNeeded) {
      for (const name of namesRead([node])) needed.add(name);
      for (const name of node.output) if (!isStart(name)) given.add(name);
    }
    return isNeeded;
  });
  const read = new Set([...needed].filter((name) => !given.has(name)));
  return { nodes: found.toReversed(), read };
}

function namesRead(nodes: readonly NodeProto[]): readonly string[] {
  return [...readByNodes(nodes)].filter((name) => name !== '');
}

function free(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 1; taken.has(name); number++) name = `${wanted}_${number}`;
  taken.add(name);
  return name;
}
