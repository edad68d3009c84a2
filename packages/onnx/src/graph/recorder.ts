import type { Attributes, Dim, Kind, Value } from './value.ts';

/** Records the values of a graph. */
export interface Recorder {
  /** An input of the graph. */
  readonly input: (name: string, kind: Kind, dims: readonly Dim[]) => Value;
  /** Numbers that are known; without dims a scalar. */
  readonly constant: (kind: Kind, data: readonly number[], dims?: readonly number[]) => Value;
  /** The first output of a node. */
  readonly node: (
    op: string,
    inputs: readonly (Value | undefined)[],
    result: { readonly kind: Kind; readonly dims: readonly Dim[] },
    attributes?: Attributes,
  ) => Value;
  /** `yes` if a condition of rank 0 holds, else `no`: an If, which computes only the one that it gives. */
  readonly branch: (condition: Value, yes: Value, no: Value) => Value;
}

/** Longer constants (matrices) are not compared with others. */
const shared = 4096;

/** A recorder that gives the same value for the same computation. */
export function recorder(): Recorder {
  const values = new Map<string, Value>();
  const record = (key: string, value: Omit<Value, 'id'>): Value => {
    const found = values.get(key);
    if (found !== undefined) return found;
    const made = { ...value, id: values.size };
    values.set(key, made);
    return made;
  };
  return {
    input: (name, kind, dims) => record(`input ${name}`, { kind, dims, source: { type: 'input', name } }),
    constant: (kind, data, dims = []) => {
      const value = { kind, dims, source: { type: 'constant', data } } as const;
      if (data.length > shared) return record(`constant ${values.size}`, value);
      const numbers = data.map((value) => (Object.is(value, -0) ? '-0' : String(value)));
      return record(`constant ${kind} [${dims}] ${numbers}`, value);
    },
    node: (op, inputs, { kind, dims }, attributes = {}) =>
      record(`${op} ${inputs.map((value) => value?.id ?? '')} ${kind} ${JSON.stringify(attributes)}`, {
        kind,
        dims,
        source: { type: 'node', op, inputs, attributes },
      }),
    branch: (condition, yes, no) =>
      record(`branch ${condition.id} ${yes.id} ${no.id}`, {
        kind: yes.kind,
        dims: yes.dims,
        source: { type: 'branch', condition, yes, no },
      }),
  };
}
