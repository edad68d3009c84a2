import { opsets } from '../graph/opsets/opsets.ts';
import { type OnnxModel, readModel } from '../read/readModel.ts';
import { defaultOpset } from '../shapes/constants.ts';
import { inferRoles } from '../shapes/inferRoles.ts';
import { inferShapes } from '../shapes/inferShapes.ts';
import { nodeOrder } from '../shapes/nodeOrder.ts';
import { type AxisRoles, channelAxisOf } from '../shapes/roles.ts';
import type { Info } from '../shapes/shape.ts';
import type { PoolingSite } from '../sites/poolingSite.ts';
import { poolingSites } from '../sites/poolingSites.ts';
import { type GraphNames, graphNames } from './graphNames.ts';
import { withoutFunctions } from './withoutFunctions.ts';

/** A model, and all that an edit has to know of it. */
export interface Inspected {
  readonly model: OnnxModel;
  readonly names: GraphNames;
  readonly infos: ReadonlyMap<string, Info>;
  /** Values that depend on the inputs of a run; the others are constants. */
  readonly live: ReadonlySet<string>;
  /** What the axes of values count, where operators show it. */
  readonly roles: ReadonlyMap<string, AxisRoles>;
  readonly sites: readonly PoolingSite[];
  /** Values that look like a pooling but are none, with the reason. */
  readonly noSites: ReadonlyMap<string, string>;
}

/**
 * Reads a model and finds out what its values are. If a pooling, or a part of one, is in a function of the model, the nodes
 * of functions are put into the graph, and edited models have them there; else the model stays as it is.
 */
export function inspectModel(bytes: Uint8Array): Inspected {
  const model = readModel(bytes);
  const plain = inspectGraph(model);
  const flat = withoutFunctions(model);
  if (flat === undefined) return plain;
  const inlined = inspectGraph(flat.model);
  const isMore = isOtherThan(inlined, plain);
  const chosen = isMore ? inlined : plain;
  return { ...chosen, noSites: new Map([...flat.refused, ...inlined.noSites, ...chosen.noSites]) };
}

/** Whether other poolings are found when the nodes of functions are in the graph, as where a function holds half of one. */
function isOtherThan(inlined: Inspected, plain: Inspected): boolean {
  const shown = ({ sites }: Inspected): string =>
    JSON.stringify(sites.map(({ name, words, tokens, mask }) => [name, words, tokens, mask]));
  return shown(inlined) !== shown(plain);
}

function inspectGraph(model: OnnxModel): Inspected {
  const names = graphNames(model.graph);
  const infos = inferShapes(model.graph);
  const order = nodeOrder(model.graph);
  const live = liveValues(model, order);
  const roles = inferRoles(model.graph, infos);
  const { sites, others } = poolingSites({
    graph: model.graph,
    opset: defaultOpset(model.proto.opsetImport) ?? opsets.usual,
    order,
    infos,
    live,
    readers: names.readers,
    channelAxis: (name) => channelAxisOf(roles.get(name)),
  });
  return { model, names, infos, live, roles, sites, noSites: others };
}

function liveValues({ graph }: OnnxModel, order: readonly number[]): ReadonlySet<string> {
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const live = new Set(graph.input.map(({ name }) => name).filter((name) => !constants.has(name)));
  for (const position of order) {
    const node = graph.node[position]!;
    // What a subgraph reads from outside is not looked at, so that its node counts as live.
    const subgraph = node.attribute.some(({ g, graphs }) => g !== undefined || graphs.length > 0);
    if (subgraph || node.input.some((name) => live.has(name))) for (const name of node.output) live.add(name);
  }
  live.delete('');
  return live;
}
