import { create } from '@bufbuild/protobuf';
import { GgemError } from '@ggem/core';
import {
  dataType,
  type FunctionProto,
  type GraphProto,
  GraphProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import { foldConstants } from '../shapes/foldConstants.ts';
import type { Folded } from '../shapes/folded.ts';
import { type FunctionInfos, inferShapes } from '../shapes/inferShapes.ts';
import { nodeOrder } from '../shapes/nodeOrder.ts';
import { outputInfos } from '../shapes/outputInfos.ts';
import { resizedDims } from '../shapes/resizedDims.ts';
import { declaredInfo, type Info, showDims } from '../shapes/shape.ts';

/** Shapes of inputs, by their names. */
export type InputShapes = Readonly<Record<string, readonly number[]>>;

/** What is known of values when shapes are fixed. */
export interface FixedShapes {
  readonly infos: ReadonlyMap<string, Info>;
  /** Whole numbers: shapes, axes, indices. */
  readonly folded: ReadonlyMap<string, Folded>;
}

/**
 * What is known of a graph's values when its inputs have the given shapes. Lengths that the file gives values inside and
 * outputs are left out where they are open, since their names may stand for what is fixed now.
 */
export function fixShapes(
  graph: GraphProto,
  functions: readonly FunctionProto[],
  shapes: InputShapes,
): FixedShapes {
  for (const name of Object.keys(shapes)) {
    if (graph.input.some((input) => input.name === name)) continue;
    const names = graph.input.map((input) => input.name).join(', ');
    throw new GgemError(
      'value',
      `gradient: shapes must be of inputs, but ${quote(name)} is none. The model takes: ${names}.`,
    );
  }
  const input = graph.input.map((info) => {
    const given = shapes[info.name];
    return given === undefined ? info : fixed(info, given);
  });
  return follow({ ...graph, input }, infosOf(functions));
}

/** Lengths give whole numbers, which give more lengths; each round follows one more step of this. */
function follow(graph: GraphProto, ofFunction: FunctionInfos): FixedShapes {
  const closed = (info: ValueInfoProto): boolean =>
    declaredInfo(info.type).dims?.every((dim) => typeof dim === 'number') ?? false;
  const { node, initializer, input } = graph;
  const output = graph.output.filter(closed);
  const valueInfo = graph.valueInfo.filter(closed);
  const order = nodeOrder(graph);
  let constants: ReadonlyMap<string, Folded> = new Map();
  let folded: ReadonlyMap<string, Folded> = new Map();
  for (let round = 0; ; round++) {
    const infos = inferShapes({ node, initializer, input, output, valueInfo }, (one, given) => {
      const scales = one.opType === 'Resize' && constants.get(one.input[2] ?? '')?.data;
      const { type, dims } = given(0);
      if (scales && scales.length > 0 && dims !== undefined) {
        return [{ type, dims: resizedDims(one, dims, { scales }) }];
      }
      const known = folded.get(one.output[0] ?? '');
      if (known === undefined || known.data.length > 64) return ofFunction(one, given);
      return outputInfos(one, given).map((info) => ({ ...info, dims: known.dims, numbers: known.data }));
    });
    const more = foldConstants(graph, order, infos);
    const isLast = more.size === constants.size || round === mostRounds;
    constants = more;
    folded = wholeNumbers(more, infos);
    if (isLast) return { infos, folded };
  }
}

/** Shapes that follow from whole numbers that follow from shapes, and so on, are rare below one another. */
const mostRounds = 16;

function wholeNumbers(
  folded: ReadonlyMap<string, Folded>,
  infos: ReadonlyMap<string, Info>,
): ReadonlyMap<string, Folded> {
  const isWhole = (name: string): boolean => {
    const { type } = infos.get(name) ?? {};
    return type === dataType.int64 || type === dataType.int32;
  };
  return new Map([...folded].filter(([name]) => isWhole(name)));
}

/** Functions that call functions can double the work at each step: so many nodes are looked at in all, and so many steps down. */
const mostNodes = 2 ** 16;
const deepest = 64;

/** What the results of functions are, from their nodes. */
function infosOf(functions: readonly FunctionProto[]): FunctionInfos {
  let [left, depth] = [mostNodes, 0];
  const ofFunction: FunctionInfos = ({ domain, opType }, input) => {
    const called = functions.find((one) => one.domain === domain && one.name === opType);
    if (called === undefined || left < 0 || depth === deepest) return undefined;
    // A call costs more than its nodes.
    left -= called.node.length + 64;
    const inside = called.input.flatMap((name, at) => {
      const { type = 1, dims } = input(at);
      return dims?.every((dim) => typeof dim === 'number') ? [withDims(name, type, dims)] : [];
    });
    // Shapes inside may be computed too, from the lengths of an input.
    depth++;
    const { infos } = follow(create(GraphProtoSchema, { node: called.node, input: inside }), ofFunction);
    depth--;
    return called.output.map((name) => infos.get(name) ?? {});
  };
  return ofFunction;
}

function fixed(info: ValueInfoProto, dims: readonly number[]): ValueInfoProto {
  const { type, dims: declared } = declaredInfo(info.type);
  const fits =
    declared === undefined ||
    (declared.length === dims.length &&
      declared.every((dim, i) => typeof dim !== 'number' || dim === dims[i]));
  if (!fits) {
    throw new GgemError(
      'shape',
      `gradient: shape of ${quote(info.name)} must fit ${showDims(declared)}, but [${dims.join(', ')}] came. Give it so many axes, and the lengths that the model fixes.`,
    );
  }
  return withDims(info.name, type ?? 1, dims);
}

function withDims(name: string, elemType: number, dims: readonly number[]): ValueInfoProto {
  const shape = { dim: dims.map((dim) => ({ value: { case: 'dimValue' as const, value: BigInt(dim) } })) };
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType, shape } } },
  });
}
