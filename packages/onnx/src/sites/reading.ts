import type { GraphProto, NodeProto } from '../proto/onnx.ts';
import type { Folded } from '../shapes/foldConstants.ts';
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

/** Meanings of one kind of what a node reads. */
export function meaningsOf<K extends Meaning['kind']>(
  { node, meanings }: Pick<Reading, 'node' | 'meanings'>,
  at: number,
  kind: K,
): readonly Extract<Meaning, { kind: K }>[] {
  return meanings(node.input[at]).filter((one): one is Extract<Meaning, { kind: K }> => one.kind === kind);
}

/** Meanings of a mask that is 0 or 1, or of weights. */
export function masksOf(reading: Pick<Reading, 'node' | 'meanings'>, at: number): readonly Mask[] {
  return meaningsOf(reading, at, 'mask').filter(({ isPenalty }) => !isPenalty);
}

/** Whether it is a number for each token or each channel that can be multiplied. */
export function isScalable(meaning: Meaning): meaning is Term | Sum | Pooled {
  return meaning.kind === 'term' || meaning.kind === 'sum' || meaning.kind === 'pooled';
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

/** A meaning with one node more. */
export function extended<M extends Meaning>(
  meaning: M,
  { position }: Pick<Reading, 'position'>,
  change: Partial<Omit<M, 'kind' | 'nodes'>>,
  isStep = true,
): M {
  const nodes = new Set(meaning.nodes).add(position);
  const steps = 'steps' in meaning ? { steps: meaning.steps + (isStep ? 1 : 0) } : {};
  const moved = 'isMoved' in meaning ? { isMoved: !isStep } : {};
  return { ...meaning, ...steps, ...moved, ...change, nodes };
}
