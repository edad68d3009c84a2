import { inferRoles } from '../shapes/inferRoles.ts';
import { inferShapes } from '../shapes/inferShapes.ts';
import { type AxisRoles, layoutOf } from '../shapes/roles.ts';
import type { Info } from '../shapes/shape.ts';
import { type GraphNames, graphNames } from './graphNames.ts';
import { type PoolingSite, poolingSites } from './poolingSites.ts';
import { type OnnxModel, readModel } from './readModel.ts';

/** A model, and all that an edit has to know of it. */
export interface Inspected {
  readonly model: OnnxModel;
  readonly names: GraphNames;
  readonly infos: ReadonlyMap<string, Info>;
  /** Values that depend on the inputs of a run; the others are constants. */
  readonly live: ReadonlySet<string>;
  /** What the axes of values count, where operators tell. */
  readonly roles: ReadonlyMap<string, AxisRoles>;
  readonly sites: readonly PoolingSite[];
}

/** Reads a model and finds out what its values are. */
export function inspectModel(bytes: Uint8Array): Inspected {
  const model = readModel(bytes);
  const names = graphNames(model.graph);
  const infos = inferShapes(model.graph);
  const live = liveValues(model);
  const roles = inferRoles(model.graph, infos);
  // A mean over what an operator gave as channels is no pooling of tokens.
  const fits = ({ tokens, layout }: PoolingSite): boolean =>
    live.has(tokens) && (layoutOf(roles.get(tokens)) ?? layout) === layout;
  const sites = poolingSites(model, infos, names).filter(fits);
  return { model, names, infos, live, roles, sites };
}

function liveValues({ graph }: OnnxModel): ReadonlySet<string> {
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const live = new Set(graph.input.map(({ name }) => name).filter((name) => !constants.has(name)));
  graph.node.forEach((node) => {
    // What a subgraph reads from outside does not show here, so its node counts as live.
    const subgraph = node.attribute.some(({ g, graphs }) => g !== undefined || graphs.length > 0);
    if (subgraph || node.input.some((name) => live.has(name))) for (const name of node.output) live.add(name);
  });
  live.delete('');
  return live;
}
