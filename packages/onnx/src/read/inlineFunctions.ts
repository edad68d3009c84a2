import { clone } from '@bufbuild/protobuf';
import { type FunctionProto, type ModelProto, type NodeProto, NodeProtoSchema } from '../proto/onnx.ts';

/** The most nodes of a model. Functions that call functions can double their number at each step. */
const mostNodes = 2 ** 16;
const deepest = 64;

/** The nodes that replace calls of a model's own functions, by the positions of the calls; and the calls that stay, with reasons. */
export interface Inlined {
  readonly nodes: ReadonlyMap<number, readonly NodeProto[]>;
  readonly refused: ReadonlyMap<number, string>;
}

/**
 * The calls of a model's own functions as nodes of the graph: exporters write a module as a function. Names inside of a
 * function get the name of the call as a prefix. Calls in domains that `isOwn` accepts stay.
 */
export function inlineFunctions(
  model: ModelProto,
  isTaken: (name: string) => boolean,
  isOwn: (domain: string) => boolean,
): Inlined {
  const functions = new Map(model.functions.map((one) => [keyOf(one.domain, one.name), one]));
  const nodes = new Map<number, readonly NodeProto[]>();
  const refused = new Map<number, string>();
  let left = mostNodes;
  const used = new Set<string>();
  const unique = (wanted: string): string => {
    let name = wanted;
    for (let i = 1; isTaken(name) || used.has(name); i++) name = `${wanted}_${i}`;
    used.add(name);
    return name;
  };
  const calledBy = ({ domain, opType }: NodeProto): FunctionProto | undefined =>
    isOwn(domain) ? undefined : functions.get(keyOf(domain, opType));
  const expand = (call: NodeProto, fn: FunctionProto, depth: number): readonly NodeProto[] | string => {
    const why = refusal(fn, model);
    if (why !== undefined) return why;
    if (depth > deepest) return 'it calls functions too deep';
    const front = call.name || call.output.find((name) => name !== '') || fn.name;
    const names = namesIn(call, fn);
    const rename = (name: string): string => {
      if (name === '') return '';
      const known = names.get(name);
      if (known !== undefined) return known;
      const fresh = unique(`${front}/${name}`);
      names.set(name, fresh);
      return fresh;
    };
    const body: NodeProto[] = [];
    for (const node of fn.node) {
      if (left-- <= 0) return `its calls come to more than ${mostNodes} nodes`;
      const copy = clone(NodeProtoSchema, node);
      copy.input = node.input.map(rename);
      copy.output = node.output.map(rename);
      copy.name = unique(`${front}/${node.name || node.output[0] || node.opType}`);
      copy.attribute = given(copy, call);
      const inner = calledBy(copy);
      const more = inner === undefined ? [copy] : expand(copy, inner, depth + 1);
      if (typeof more === 'string') return more;
      body.push(...more);
    }
    return body;
  };
  model.graph?.node.forEach((node, position) => {
    const fn = calledBy(node);
    if (fn === undefined) return;
    const body = expand(node, fn, 0);
    if (typeof body === 'string') refused.set(position, body);
    else nodes.set(position, body);
  });
  return { nodes, refused };
}

function keyOf(domain: string, name: string): string {
  return JSON.stringify([domain, name]);
}

/** Why the nodes of a function cannot be put into the graph; `undefined` if they can. */
function refusal(fn: FunctionProto, { opsetImport }: ModelProto): string | undefined {
  const other = fn.opsetImport.find(({ domain, version }) =>
    opsetImport.some((one) => one.domain === domain && one.version !== version),
  );
  if (other !== undefined) return `it is written for operator set ${other.version}, another than the model's`;
  const hasGraphs = fn.node.some(({ attribute }) =>
    attribute.some(({ g, graphs }) => g !== undefined || graphs.length > 0),
  );
  if (hasGraphs) return 'it holds graphs of its own (If, Loop or Scan)';
  const isPassedOn = fn.output.some((name) => fn.input.includes(name));
  return isPassedOn ? 'it gives what it is given' : undefined;
}

/** The names that inputs and outputs of a function have at the call. */
function namesIn(call: NodeProto, fn: FunctionProto): Map<string, string> {
  const names = new Map(fn.input.map((name, i) => [name, call.input[i] ?? '']));
  fn.output.forEach((name, i) => {
    const given = call.output[i] ?? '';
    if (given !== '' && !names.has(name)) names.set(name, given);
  });
  return names;
}

/** The attributes of a node. References to attributes of the function are replaced by the values from the call. */
function given({ attribute }: NodeProto, call: NodeProto): NodeProto['attribute'] {
  return attribute.flatMap((one) => {
    if (one.refAttrName === '') return [one];
    const value = call.attribute.find(({ name }) => name === one.refAttrName);
    return value === undefined ? [] : [{ ...value, name: one.name }];
  });
}
