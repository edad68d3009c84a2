import type { Result } from '../emit.ts';
import { reachedFrom } from '../reachedFrom.ts';
import { recorder } from '../recorder.ts';
import type { Value } from '../value.ts';
import type { ModernNode, Writer } from './difference.ts';
import { differences } from './differences.ts';
import { needsOpset } from './opsets.ts';

/**
 * The results of a graph, their nodes in the forms of an operator set. Throws a `GgemError` with code `value` where the
 * set has no form for a node.
 */
export function inOpset(results: readonly Result[], opset: number): readonly Result[] {
  const record = recorder();
  const writer: Writer = {
    opset,
    constant: record.constant,
    branch: record.branch,
    node: (op, inputs, result, attributes = {}) => write({ op, inputs, result, attributes }),
    refuse: () => {
      throw new TypeError('onnx: nothing is being written.');
    },
  };
  /** Differences are tried from the newest to the oldest; a form that one writes may be changed again by an older one. */
  const write = (node: ModernNode): Value => {
    const { op, inputs, result, attributes } = node;
    const refuse = (needs: number, what: string = op): never => {
      throw needsOpset(opset, needs, `this pooling, whose graph needs ${what}`);
    };
    for (const { since, before } of differences[op] ?? []) {
      const written = opset < since ? before(node, { ...writer, node: raw(op), refuse }) : undefined;
      if (written !== undefined) return written;
    }
    return record.node(op, inputs, result, attributes);
  };
  /** A difference may record its own operator, which is not changed again; others may need an older form. */
  const raw =
    (own: string): Writer['node'] =>
    (op, inputs, result, attributes) =>
      (op === own ? record.node : writer.node)(op, inputs, result, attributes);

  const written = new Map<Value, Value>();
  const of = (value: Value): Value => written.get(value)!;
  const translate = ({ kind, dims, source }: Value): Value => {
    switch (source.type) {
      case 'input':
        return record.input(source.name, kind, dims);
      case 'constant':
        return record.constant(kind, source.data, dims as readonly number[]);
      case 'branch':
        return record.branch(of(source.condition), of(source.yes), of(source.no));
      case 'node':
        return write({
          ...source,
          inputs: source.inputs.map((input) => input && of(input)),
          result: { kind, dims },
        });
      default:
        return source satisfies never;
    }
  };
  for (const value of reachedFrom(results.map(({ value }) => value))) written.set(value, translate(value));
  return results.map(({ name, value }) => ({ name, value: of(value) }));
}
