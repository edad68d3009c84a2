import type { GraphProto } from '../proto/onnx.ts';
import { isDefault } from '../shapes/constants.ts';
import { foldConstants } from '../shapes/foldConstants.ts';
import type { Folded } from '../shapes/folded.ts';
import type { Dim, Info } from '../shapes/shape.ts';
import { backOnTokens, rootsOf } from './backOnTokens.ts';
import { isDeviation, type Read } from './deviations.ts';
import { finish } from './finish.ts';
import { attendedSpec } from './heads/attendedSpec.ts';
import { attentionHeads, between } from './heads/attentionHeads.ts';
import type { HeadGraph } from './heads/headRun.ts';
import { insideOf } from './insideOf.ts';
import type { Meaning, Pooled, Specified, Whole } from './meaning.ts';
import { areAll } from './numbers.ts';
import { placeOf } from './place.ts';
import { ownPrefix, type PoolingSite } from './poolingSite.ts';
import { quantisedSite, scalesOf, unreadQuantised } from './quantisedSite.ts';
import { readMeanings } from './readMeanings.ts';
import { specOf } from './specOf.ts';
import { words } from './words.ts';

/** The results of a search. */
export interface FoundSites {
  readonly sites: readonly PoolingSite[];
  /** Values that look like a pooling but are none, with the reason. */
  readonly others: ReadonlyMap<string, string>;
}

/** What must be known of a graph to search in it. */
export interface Searched {
  readonly graph: GraphProto;
  /** The version of ONNX's own operators. */
  readonly opset: number;
  readonly order: readonly number[];
  readonly infos: ReadonlyMap<string, Info>;
  readonly live: ReadonlySet<string>;
  readonly readers: ReadonlyMap<string, readonly number[]>;
  /** The axis of the channels of a value, where operators show it. */
  readonly channelAxis: (name: string) => number | undefined;
}

/** All sites of a graph where tokens become one vector for each image, each as a whole. */
export function poolingSites(searched: Searched): FoundSites {
  const { graph, opset, order, infos, live, readers } = searched;
  const nodes = graph.node;
  const constants = foldConstants(graph, order, infos);
  const meanings = readMeanings({ graph, opset, order, infos, live, constants });
  const outputs = new Set(graph.output.map(({ name }) => name));
  const initializers = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.map(({ name }) => name).filter((name) => !initializers.has(name));
  const roots = rootsOf(nodes, order, inputs);
  const info = (name: string | undefined): Info => infos.get(name ?? '') ?? {};
  const producer = new Map(nodes.flatMap(({ output }, at) => output.map((name) => [name, at] as const)));
  const others = new Map<string, string>();
  const sites: PoolingSite[] = [];
  const at: At = { ...searched, info, others, constants, read: { nodes, producer, meanings } };
  const heads = attentionHeads({ nodes, order, producer, readers, outputs, info, roots });
  /** The sites so far. Nodes are visited from the last to the first, so that a whole is found before its parts. */
  const wholes: PoolingSite[] = [];
  const owners = new Map<number, PoolingSite[]>();
  for (const position of [...order].reverse()) {
    const node = nodes[position]!;
    for (const name of node.output) {
      const head = heads.get(name);
      const given = quantisedSite(node, position, info) ?? (head?.isProjected ? head.site : undefined);
      const unread = given === undefined ? unreadQuantised(node) : undefined;
      if (unread !== undefined) others.set(name, unread);
      const read = given === undefined ? candidateAt(name, position, at) : undefined;
      const whole = given ?? (read === undefined ? head?.site : undefined);
      const found = whole === undefined ? read : { site: whole, isDeviation: false };
      if (found === undefined || isOwn(found.site, searched)) continue;
      const { isDeviation } = found;
      const scales =
        given === undefined ? scalesOf(found.site, { nodes, producer, readers, info }) : undefined;
      const site = typeof scales === 'object' ? { ...found.site, quantised: scales } : found.site;
      const within = owners.get(position) ?? [];
      const isPart = within.some(
        (whole) => !outputs.has(name) && (readers.get(name) ?? []).every((reader) => whole.nodes.has(reader)),
      );
      if (isPart) {
        others.set(name, `it is a part of the pooling that gives ${JSON.stringify(within[0]!.name)}`);
        continue;
      }
      const why =
        backOnTokens(
          { name, tokens: site.tokens, nodes: site.nodes },
          { nodes, readers, outputs, info, live, roots },
        ) ??
        (isDeviation ? deviation : undefined) ??
        (typeof scales === 'string' ? scales : undefined) ??
        insideOf(site, { nodes, producer, readers, live, info });
      if (why !== undefined) {
        others.set(name, why);
        continue;
      }
      const inside = () => between(name, site.tokens, { nodes, producer, roots });
      const chosen = { ...site, ...attendedOf(site, { graph, opset, producer, infos, constants }, inside) };
      wholes.push(chosen);
      for (const one of site.nodes) {
        const list = owners.get(one);
        if (list === undefined) owners.set(one, [chosen]);
        else list.push(chosen);
      }
    }
  }
  sites.push(...wholes.reverse());
  return { sites, others };
}

const deviation = 'it says how tokens differ from their own mean: a variance or a deviation';

/** Whether it lies inside a pooling that this package wrote into the model. */
function isOwn({ nodes, tokens, name }: PoolingSite, { graph }: Searched): boolean {
  if (tokens.startsWith(ownPrefix) || name.startsWith(ownPrefix)) return true;
  return [...nodes].some((at) => graph.node[at]!.output.some((one) => one.startsWith(ownPrefix)));
}

/** How to look for the spec of an attention that has none yet; once, however often it is asked for. */
function attendedOf(
  site: PoolingSite,
  graph: HeadGraph,
  inside: () => ReadonlySet<number>,
): Pick<PoolingSite, 'attended'> {
  const { pools, spec, mask, weighedBy } = site;
  if (pools !== 'attention' || spec !== undefined || mask !== undefined || weighedBy !== undefined) return {};
  let found: { readonly spec: Specified | undefined } | undefined;
  return {
    attended: () => {
      found ??= { spec: attendedSpec({ site, graph, inside: inside() }) };
      return found.spec;
    },
  };
}

interface At extends Searched {
  readonly info: (name: string | undefined) => Info;
  readonly others: Map<string, string>;
  readonly constants: ReadonlyMap<string, Folded>;
  readonly read: Read;
}

/** The pooling that a value is; if it can be read in several ways, the best of them. */
function candidateAt(name: string, position: number, at: At): Candidate | undefined {
  const { info, others, channelAxis, graph } = at;
  const found: Candidate[] = [];
  for (const meaning of at.read.meanings.get(name) ?? []) {
    const pooled = wholeOf(meaning, info);
    if (pooled === undefined) continue;
    const dims = info(pooled.base).dims ?? [];
    const isMap = [...pooled.nodes].some((one) => graph.node[one]!.opType.endsWith('Pool'));
    const place = placeOf(pooled, dims, { channelAxis: channelAxis(pooled.base), isMap });
    if ('why' in place) {
      others.set(name, `${words(pooled.what)} over ${place.why}`);
      continue;
    }
    const isCut = pooled.over.some((axis) => pooled.windows.has(axis));
    const site = siteOf(name, position, pooled, dims, place, at);
    const parts = pooled.what.type === 'part' ? [pooled.what] : pooled.what.parts;
    const isBeyondSpecs = pooled.isPartlyMasked === true || parts.some(({ what }) => what === 'inTurn');
    found.push({
      site,
      steps: pooled.steps,
      isCut,
      isBeyondSpecs,
      isDeviation: isDeviation(pooled, at.read),
    });
  }
  return found.sort(byMost)[0];
}

/** A pooling that a value may be, and facts by which it is compared with others. */
interface Candidate {
  readonly site: PoolingSite;
  readonly steps: number;
  /** Whether it leaves out some tokens of its base. Its base then is all tokens of the model, not the part that it pools. */
  readonly isCut: boolean;
  /** Whether no spec can express it: several reductions one after the other, or parts of which only some read the mask. */
  readonly isBeyondSpecs: boolean;
  /** Whether it says how tokens differ from their own mean. */
  readonly isDeviation: boolean;
}

/**
 * Puts the better candidate first: one with a spec, then one with more computing nodes, then one that is cut from all
 * tokens of the model, then one with more nodes, whose base lies farther back.
 */
function byMost(a: Candidate, b: Candidate): number {
  // Some count as if they had a spec, so that a smaller candidate inside of them does not win: a sum of weighed tokens over
  // the sum alone, and reductions one after the other over the last one alone.
  const hasSpec = ({ site, isBeyondSpecs }: Candidate): number =>
    Number(
      isBeyondSpecs || site.spec !== undefined || site.pools === 'attention' || site.weighedBy !== undefined,
    );
  return (
    hasSpec(b) - hasSpec(a) ||
    b.steps - a.steps ||
    Number(b.isCut) - Number(a.isCut) ||
    b.site.nodes.size - a.site.nodes.size
  );
}

/** A pooling as a whole: neither a scaled part of one, nor a pooling that the last node only moved. */
function wholeOf(meaning: Meaning, info: At['info']): Pooled | undefined {
  const pooled =
    meaning.kind === 'sum' ? finish(meaning, info) : meaning.kind === 'pooled' ? meaning : undefined;
  if (pooled === undefined || pooled.isMoved) return undefined;
  const { what } = pooled;
  if (what.type === 'part' && !areAll(what.factor, 1)) return undefined;
  return pooled;
}

function siteOf(
  name: string,
  position: number,
  pooled: Pooled,
  dims: readonly Dim[],
  place: Exclude<ReturnType<typeof placeOf>, { why: string }>,
  at: At,
): PoolingSite {
  const { graph } = at;
  const { what, base, nodes, mask, over } = pooled;
  const channels = dims[place.channelAxis];
  const known = typeof channels === 'number' ? channels : undefined;
  const lengths = over.map((axis) => {
    const from = pooled.windows.get(axis)?.from ?? 0;
    const dim = dims[axis];
    return typeof dim === 'number' ? dim - from : undefined;
  });
  const count = lengths.every((one) => one !== undefined) ? lengths.reduce((a, b) => a * b, 1) : undefined;
  const specified = specOf(pooled, { channels: known, count, isPositive: isPositive(base, at) });
  const times = what.type === 'concat' ? what.parts.length : 1;
  return {
    name,
    pools: what.type === 'part' ? what.what : what.type,
    words: words(what, { isWeighted: mask?.isWeights }),
    ...('spec' in specified ? specified : { why: specified.why }),
    ...(what.type === 'part' && typeof what.index === 'number' && { index: what.index }),
    ...(mask !== undefined && (mask.isWeights ? { weighedBy: mask.name } : { mask: mask.name })),
    prefix: prefixOf(what),
    operator: graph.node[position]!.opType,
    node: position,
    nodes,
    tokens: base,
    tokenDims: dims,
    dataFormat: place.dataFormat,
    kept: place.kept,
    isSequenceFirst: place.isSequenceFirst,
    channels: known === undefined ? undefined : known * times,
  };
}

/** How many leading tokens all parts leave out; parts that choose one token do not count. */
function prefixOf(what: Whole): number {
  const parts = what.type === 'part' ? [what] : what.parts;
  const prefixes = parts.filter((part) => part.what !== 'token').map(({ prefix }) => prefix);
  return prefixes.length === 0 ? 0 : Math.min(...prefixes);
}

const positive: ReadonlySet<string> = new Set([
  'Relu',
  'Sigmoid',
  'Softplus',
  'Exp',
  'Abs',
  'HardSigmoid',
  'Softmax',
]);

function isPositive(name: string, { read: { nodes, producer }, constants }: At): boolean {
  const node = nodes[producer.get(name) ?? -1];
  if (node === undefined || !isDefault(node.domain)) return false;
  if (node.opType !== 'Clip') return positive.has(node.opType);
  const given = node.attribute.find((one) => one.name === 'min')?.f;
  return (node.input[1] ? (constants.get(node.input[1])?.data[0] ?? -1) : (given ?? -1)) >= 0;
}
