import { attributeType } from '../proto/onnx.ts';
import type {
  NewAttribute,
  NewGraph,
  NewLength,
  NewNode,
  NewTensor,
  NewValueInfo,
} from '../write/messages.ts';
import { reachedFrom } from './reachedFrom.ts';
import { tensorBytes } from './tensorBytes.ts';
import { type Attributes, elementType, type Kind, type Source, type Value } from './value.ts';

/** An output of a graph, and its name. */
export interface Result {
  readonly name: string;
  readonly value: Value;
}

/** The nodes and constants of recorded values. */
export interface Emitted {
  readonly nodes: NewNode[];
  readonly initializers: NewTensor[];
}

/** How values are written. */
export interface EmitOptions {
  /** Makes a name for a node or a constant from a hint; it never gives the same one twice. */
  readonly nameOf: (hint: string) => string;
  /** Whether the arms of an If have their constants as nodes; else they lie in the graph around it. */
  readonly constantsInArms: boolean;
}

/**
 * The nodes that the outputs need, in an order in which they can run, and the constants that these read. Recorded values
 * that no output needs are left out.
 */
export function emit(outputs: readonly Result[], options: EmitOptions): Emitted {
  return emitWithin(outputs, options, new Map());
}

/** The same inside of a graph that already has values, which are read by their names. */
function emitWithin(
  outputs: readonly Result[],
  options: EmitOptions,
  scope: ReadonlyMap<Value, string>,
): Emitted {
  const { nameOf, constantsInArms } = options;
  const names = new Map(scope);
  const nodes: NewNode[] = [];
  const initializers: NewTensor[] = [];
  const chosen = new Set<Value>();
  // The node that computes an output gets its name. A second output of the same value, or one that no node computes, is a
  // copy.
  const copies = outputs.filter(({ name, value }) => {
    if (!isComputed(value) || names.has(value)) return true;
    names.set(value, name);
    return false;
  });
  for (const value of needed(outputs, scope, constantsInArms)) {
    const { source } = value;
    if (source.type === 'input') names.set(value, source.name);
    else if (source.type === 'constant') {
      const name = nameOf('constant');
      names.set(value, name);
      initializers.push(tensorProto(name, value.kind, source.data, value.dims as readonly number[]));
    } else if (source.type === 'branch') {
      if (chosen.has(value)) continue;
      const together = chosenWith(value, outputs);
      const output = together.map((one) => names.get(one) ?? nameOf('If'));
      const arm = (key: string, side: 'yes' | 'no'): NewAttribute => {
        const values = together.map((one) => (one.source as Branch)[side]);
        const g = armGraph(key, values, options, names);
        return { name: key, type: attributeType.graph, g };
      };
      nodes.push({
        opType: 'If',
        input: [names.get(source.condition)!],
        output,
        name: output[0]!,
        attribute: [arm('then_branch', 'yes'), arm('else_branch', 'no')],
      });
      for (const [i, one] of together.entries()) {
        names.set(one, output[i]!);
        chosen.add(one);
      }
    } else {
      const name = names.get(value) ?? nameOf(source.op);
      names.set(value, name);
      const inputs = source.inputs.map((input) => (input === undefined ? '' : names.get(input)!));
      nodes.push(nodeProto(source.op, inputs, [name], source.attributes, name));
    }
  }
  for (const { name, value } of copies)
    nodes.push(nodeProto('Identity', [names.get(value)!], [name], {}, name));
  return { nodes, initializers };
}

type Branch = Extract<Source, { readonly type: 'branch' }>;

function isComputed({ source }: Value): boolean {
  return source.type === 'node' || source.type === 'branch';
}

/** A branch. If it is an output, also the other outputs that its condition chooses, so that one If gives them all. */
function chosenWith(branch: Value, outputs: readonly Result[]): readonly Value[] {
  const { condition } = branch.source as Branch;
  const together = outputs
    .map(({ value }) => value)
    .filter(({ source }) => source.type === 'branch' && source.condition === condition);
  return together.includes(branch) ? [...new Set(together)] : [branch];
}

/** One arm of an If: all that does not stand before it. */
function armGraph(
  name: string,
  values: readonly Value[],
  options: EmitOptions,
  scope: ReadonlyMap<Value, string>,
): NewGraph {
  const results = values.map((value) => ({ name: options.nameOf(name), value }));
  const { nodes, initializers } = emitWithin(results, options, scope);
  return {
    name,
    node: [...initializers.map(constantNode), ...nodes],
    output: results.map((result) => valueInfo(result.name, result.value)),
  };
}

/** A constant as a node, where there can be no initializers. */
export function constantNode(tensor: NewTensor): NewNode {
  return nodeProto('Constant', [], [tensor.name], { value: tensor }, tensor.name);
}

/**
 * All values that outputs are computed from and that the graph does not have yet, in order of recording. Values in an arm of a
 * branch are left out, except for those in both, and for constants where arms cannot have them.
 */
function needed(
  outputs: readonly Result[],
  scope: ReadonlyMap<Value, string>,
  constantsInArms: boolean,
): readonly Value[] {
  const found = new Set<Value>();
  const open = outputs.map(({ value }) => value);
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (found.has(value) || scope.has(value)) continue;
    found.add(value);
    const { source } = value;
    if (source.type === 'branch') {
      const inArms = constantsInArms ? [] : reachedFrom([source.yes, source.no]);
      open.push(source.condition, ...inArms.filter((one) => one.source.type === 'constant'));
      // An output that is chosen has all in its arms, since onnxruntime reuses no memory across an If. Before any other choice stands
      // what both arms compute.
      if (outputs.some((output) => output.value === value)) continue;
      const always = new Set(reachedFrom([source.yes], 'always'));
      open.push(...reachedFrom([source.no], 'always').filter((one) => always.has(one) && isComputed(one)));
    }
    if (source.type === 'node') open.push(...source.inputs.filter((input) => input !== undefined));
  }
  return [...found].sort((a, b) => a.id - b.id);
}

/** A node of the default operator set, or of another domain. */
export function nodeProto(
  opType: string,
  input: string[],
  output: string[],
  attributes: Readonly<Record<string, Attributes[string] | NewTensor>>,
  name: string,
  domain?: string,
): NewNode {
  return {
    opType,
    input,
    output,
    name,
    attribute: Object.entries(attributes).map(([key, value]) => attributeProto(key, value)),
    ...(domain !== undefined && { domain }),
  };
}

function attributeProto(name: string, value: Attributes[string] | NewTensor): NewAttribute {
  if (typeof value === 'number') return { name, type: attributeType.int, i: BigInt(value) };
  if ('float' in value) return { name, type: attributeType.float, f: value.float };
  if ('text' in value) return { name, type: attributeType.string, s: new TextEncoder().encode(value.text) };
  if ('rawData' in value) return { name, type: attributeType.tensor, t: value };
  return { name, type: attributeType.ints, ints: value.map(BigInt) };
}

/** A constant tensor. */
export function tensorProto(
  name: string,
  kind: Kind,
  data: readonly number[],
  dims: readonly number[],
): NewTensor {
  return { name, dataType: elementType[kind], dims: dims.map(BigInt), rawData: tensorBytes(kind, data) };
}

/** The declaration of a graph's input or output. */
export function valueInfo(name: string, { kind, dims }: Pick<Value, 'kind' | 'dims'>): NewValueInfo {
  return declaration(
    name,
    elementType[kind],
    dims.map((dim) =>
      typeof dim === 'number' ? { case: 'dimValue', value: BigInt(dim) } : { case: 'dimParam', value: dim },
    ),
  );
}

/** The declaration of a constant tensor as an optional input. */
export function tensorInfo({ name, dataType: type, dims }: NewTensor): NewValueInfo {
  return declaration(
    name,
    type,
    dims.map((value) => ({ case: 'dimValue', value })),
  );
}

function declaration(name: string, elemType: number, dims: readonly NewLength[]): NewValueInfo {
  const shape = { dim: dims.map((value) => ({ value })) };
  return { name, type: { value: { case: 'tensorType', value: { elemType, shape } } } };
}
