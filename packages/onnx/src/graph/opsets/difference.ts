import type { Recorder } from '../recorder.ts';
import type { Attributes, Dim, Kind, Value } from '../value.ts';

/** A node in the form of the newest operator set, whose inputs are written already. */
export interface ModernNode {
  readonly op: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Attributes;
  readonly result: { readonly kind: Kind; readonly dims: readonly Dim[] };
}

/** What a difference may use to write its node: nodes that it records are themselves written in the older form. */
export interface Writer {
  readonly opset: number;
  readonly node: Recorder['node'];
  readonly constant: Recorder['constant'];
  readonly branch: Recorder['branch'];
  /** Throws the error that says which operator set the node needs. */
  readonly refuse: (needs: number, what?: string) => never;
}

/** How an operator is written before an operator set; `undefined` where the node needs no other form. */
export interface Difference {
  /** The first operator set that has the form of the newest. */
  readonly since: number;
  readonly before: (node: ModernNode, writer: Writer) => Value | undefined;
}
