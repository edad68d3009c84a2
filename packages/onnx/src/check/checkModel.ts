import type { FunctionProto, GraphProto, ModelProto, NodeProto } from '../proto/onnx.ts';
import { readModel } from '../read/readModel.ts';
import { defaultOpset, isDefault } from '../shapes/constants.ts';
import { nodeOrder } from '../shapes/nodeOrder.ts';
import { checkAttributes } from './checkAttributes.ts';
import { tensorProblem } from './tensorProblem.ts';

/**
 * What is wrong with the structure of a model: an empty list if nothing is.
 *
 * Every value must be given once and before it is read; every operator set and function that is used must be present; every
 * attribute must have the one value that its type says, and every tensor as many bytes as its shape. Whether an operator
 * exists and fits its inputs is not checked: a runtime says that.
 *
 * ONNX demands nodes in an order in which they can run. Runtimes sort them, so that with `nodes: 'inAnyOrder'` it is enough
 * that such an order exists.
 *
 * Throws a `GgemError` with code `format` for bytes that are no ONNX model.
 */
export function checkModel(
  bytes: Uint8Array,
  { nodes = 'sorted' }: { readonly nodes?: 'sorted' | 'inAnyOrder' } = {},
): readonly string[] {
  const { proto, graph } = readModel(bytes);
  const problems: string[] = [];
  const report = (problem: string): void => {
    problems.push(problem);
  };
  if (proto.irVersion < 1n) report('model: ir_version is missing');
  if (defaultOpset(proto.opsetImport) === undefined && usesDefault(graph)) {
    report("model: no operator set is imported for ONNX's own operators");
  }
  repeated(proto.opsetImport.map(({ domain }) => (isDefault(domain) ? '' : domain))).forEach((domain) => {
    report(`model: operator set "${domain}" is imported twice`);
  });
  repeated(proto.metadataProps.map(({ key }) => key)).forEach((key) => {
    report(`model: metadata key "${key}" is there twice`);
  });
  if (graph.name === '') report('graph: name is missing');
  const functions = new Set(proto.functions.map(functionKey));
  const domains = new Set(proto.opsetImport.map(({ domain }) => domain));
  const context: Context = { proto, functions, domains, report, nodes, outer: new Set() };
  checkGraph(graph, context);
  repeated(proto.functions.map(functionKey)).forEach((name) => {
    report(`function ${name}: is there twice`);
  });
  for (const one of proto.functions) checkFunction(one, context);
  return problems;
}

interface Context {
  readonly proto: ModelProto;
  readonly functions: ReadonlySet<string>;
  readonly domains: ReadonlySet<string>;
  readonly report: (problem: string) => void;
  readonly nodes: 'sorted' | 'inAnyOrder';
  /** Values of the graphs around. */
  readonly outer: ReadonlySet<string>;
}

function checkGraph(graph: GraphProto, context: Context): void {
  const { report, proto, outer } = context;
  const inputs = graph.input.map(({ name }) => name);
  const initializers = [
    ...graph.initializer.map(({ name }) => name),
    ...graph.sparseInitializer.map(({ values }) => values?.name ?? ''),
  ];
  for (const name of repeated(inputs)) report(`graph ${graph.name}: input "${name}" is there twice`);
  for (const name of repeated(initializers))
    report(`graph ${graph.name}: initializer "${name}" is there twice`);
  for (const info of [...graph.input, ...(outer.size === 0 ? graph.output : [])]) {
    if (info.type?.value.case === 'tensorType' && info.type.value.value.elemType === 0) {
      report(`graph ${graph.name}: "${info.name}" has no element type`);
    }
  }
  for (const info of graph.input)
    if (info.type === undefined) report(`graph ${graph.name}: input "${info.name}" has no type`);
  if (proto.irVersion < 4n) {
    for (const name of initializers) {
      if (!inputs.includes(name)) {
        report(`graph ${graph.name}: initializer "${name}" must be an input too before IR version 4`);
      }
    }
  }
  for (const tensor of graph.initializer) {
    const problem = tensorProblem(tensor);
    if (problem !== undefined) report(`initializer "${tensor.name}": ${problem}`);
  }
  const own = new Set([...inputs, ...initializers]);
  for (const name of own)
    if (outer.has(name)) report(`graph ${graph.name}: "${name}" hides a value of the graph around`);
  checkNodes(graph.node, own, context);
  for (const { name } of graph.output) {
    if (!own.has(name) && !outer.has(name))
      report(`graph ${graph.name}: output "${name}" is given by nothing`);
  }
}

function checkFunction(one: FunctionProto, context: Context): void {
  const { report } = context;
  const name = functionKey(one);
  const domains = new Set(one.opsetImport.map(({ domain }) => domain));
  for (const input of repeated(one.input)) report(`function ${name}: input "${input}" is there twice`);
  if (one.opsetImport.length === 0 && one.node.length > 0)
    report(`function ${name}: imports no operator set`);
  if (!context.domains.has(one.domain))
    report(`model: operator set "${one.domain}" of function ${name} is not imported`);
  const own = new Set(one.input);
  checkNodes(one.node, own, { ...context, domains });
  for (const output of one.output)
    if (!own.has(output)) report(`function ${name}: output "${output}" is given by nothing`);
}

/** Checks nodes in their order, or in one in which they can run, and adds their outputs to `own`. */
function checkNodes(nodes: readonly NodeProto[], own: Set<string>, context: Context): void {
  const { report, domains, functions, outer } = context;
  const order = context.nodes === 'sorted' ? nodes.keys() : nodeOrder({ node: [...nodes] });
  for (const position of order) {
    const node = nodes[position]!;
    const label = `node ${node.name === '' ? position : `"${node.name}"`} (${node.opType})`;
    if (node.opType === '') report(`node ${position}: op_type is missing`);
    const domain = isDefault(node.domain) ? ['', 'ai.onnx'] : [node.domain];
    if (!domain.some((name) => domains.has(name))) {
      report(`${label}: operator set "${node.domain}" is not imported`);
    }
    const local = [...functions].some((key) => key.startsWith(`${node.domain}.`)) && !isDefault(node.domain);
    if (local && !functions.has(`${node.domain}.${node.opType}`)) {
      report(`${label}: the model has no such function`);
    }
    for (const name of node.input) {
      if (name !== '' && !own.has(name) && !outer.has(name)) {
        report(`${label}: input "${name}" is given by nothing before it`);
      }
    }
    checkAttributes(node, label, report);
    for (const graph of node.attribute.flatMap(({ g, graphs }) =>
      g === undefined ? graphs : [g, ...graphs],
    )) {
      checkGraph(graph, { ...context, outer: new Set([...outer, ...own]) });
    }
    for (const name of node.output) {
      if (name === '') continue;
      if (own.has(name) || outer.has(name)) report(`${label}: output "${name}" is given a second time`);
      own.add(name);
    }
  }
}

function usesDefault(graph: GraphProto): boolean {
  return graph.node.some(({ domain }) => isDefault(domain));
}

function functionKey({ domain, name }: FunctionProto): string {
  return `${domain}.${name}`;
}

function repeated(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
}
