import type { GraphProto, NodeProto } from '../proto/onnx.ts';
import type { Folded } from '../shapes/folded.ts';
import type { Dim, Info } from '../shapes/shape.ts';
import type { Mask, Meaning, Pooled, Sum, Term } from './meaning.ts';

/** A node, and all that a recogniser may ask about what it reads. */
export interface Reading {
  readonly node: NodeProto;
  readonly position: number;
  readonly graph: GraphProto;
  readonly opset: number;
  readonly info: (name: string | undefined) => Info;
  readonly constant: (name: string | undefined) => Folded | undefined;
  readonly meanings: (name: string | undefined) => readonly Meaning[];
}

/** What an operator makes of what it reads. */
export type Operator = (reading: Reading) => readonly Meaning[];

/** What is reduced of a value. */
export interface Reduction {
  /** Current axes that go or become 1 long. */
  readonly axes: readonly number[];
  readonly keep: boolean;
}

/** The meanings of one kind that an input of a node has. */
export function meaningsOf<K extends Meaning['kind']>(
  { node, meanings }: Pick<Reading, 'node' | 'meanings'>,
  at: number,
  kind: K,
): readonly Extract<Meaning, { kind: K }>[] {
  return meanings(node.input[at]).filter((one): one is Extract<Meaning, { kind: K }> => one.kind === kind);
}

/** Meanings of a mask that is 0 or 1, or of weights. */
export function masksOf(reading: Pick<Reading, 'node' | 'meanings'>, at: number): readonly Mask[] {
  return meaningsOf(reading, at, 'mask').filter(({ isPenalty, isDivided }) => !isPenalty && !isDivided);
}

/** What tokens may be multiplied with: masks and weights, divided by what they add up to or not. */
export function multipliersOf(reading: Pick<Reading, 'node' | 'meanings'>, at: number): readonly Mask[] {
  return meaningsOf(reading, at, 'mask').filter(({ isPenalty, isInverted }) => !isPenalty && !isInverted);
}

/** Whether a meaning is a number for each token or each channel, so that it can be multiplied. */
export function isScalable(meaning: Meaning): meaning is Term | Sum | Pooled {
  return meaning.kind === 'term' || meaning.kind === 'sum' || meaning.kind === 'pooled';
}

/** The number that all entries of an input have in common: those of a constant, of a filled shape, or of an Expand. */
export function sameOf(reading: Reading, at: number): number | undefined {
  const lists = [
    reading.constant(reading.node.input[at]),
    ...meaningsOf(reading, at, 'query').map(({ folded }) => folded),
  ];
  const found = lists.find((one) => one !== undefined && one.data.length > 0)?.data;
  return found?.every((x) => x === found[0]) === true ? found[0] : undefined;
}

/** The one number of a constant. */
export function scalarOf({ node, constant }: Reading, at: number): number | undefined {
  const folded = constant(node.input[at]);
  return folded?.data.length === 1 ? folded.data[0] : undefined;
}

/** The whole numbers that a node reads: indices or ends. Exporters of old operator sets compute them of constants. */
export function listOf({ node, info, constant }: Reading, at: number): readonly Dim[] | undefined {
  const name = node.input[at];
  const list = info(name).numbers ?? constant(name)?.data;
  return list?.every((one) => typeof one !== 'number' || Number.isInteger(one)) ? list : undefined;
}

type Change<M extends Meaning> = Partial<Omit<M, 'kind' | 'nodes'>>;

/** A meaning with one node more, which computes. */
export function extended<M extends Meaning>(
  meaning: M,
  { position }: Pick<Reading, 'position'>,
  change: Change<M>,
): M {
  const nodes = new Set(meaning.nodes).add(position);
  const steps = 'steps' in meaning ? { steps: meaning.steps + 1 } : {};
  const place = 'isMoved' in meaning ? { isMoved: false } : {};
  return { ...meaning, ...steps, ...place, ...change, nodes };
}

/** A meaning with one node more, which only moves it or keeps it from 0: no place of its own. */
export function moved<M extends Meaning>(
  meaning: M,
  { position }: Pick<Reading, 'position'>,
  change: Change<M>,
): M {
  const place = 'isMoved' in meaning ? { isMoved: true } : {};
  return { ...meaning, ...place, ...change, nodes: new Set(meaning.nodes).add(position) };
}
