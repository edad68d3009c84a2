import { write } from '../write/fields.ts';
import type { NewFunction, NewNode, NewOpsetImport, NewTensor, NewValueInfo } from '../write/messages.ts';
import { functionFields } from '../write/onnxFields.ts';
import { constantNode, type Emitted, emit, nodeProto, type Result, valueInfo } from './emit.ts';
import { uniqueNames } from './names.ts';
import { inOpset } from './opsets/inOpset.ts';
import { constantsOfAnyType, needsOpset } from './opsets/opsets.ts';
import type { PoolingGraphOptions } from './options.ts';
import { inputName, type Value } from './value.ts';

/** Domain of the functions that hold a pooling. */
export const functionDomain = 'ggem';

/** What a graph is, in words: a name, and a description for a function. */
export interface About {
  readonly name: string;
  readonly description: string;
}

/** The parts of a graph that pool. */
export interface PoolingGraph {
  readonly nodes: NewNode[];
  readonly initializers: NewTensor[];
  /** Declarations of the graph's inputs: tokens, then mask, token weights and parameters where they were asked for. */
  readonly inputs: NewValueInfo[];
  /** Declarations of the graph's outputs. */
  readonly outputs: NewValueInfo[];
  /** Functions that the nodes call; empty where all nodes are in the graph. */
  readonly functions: NewFunction[];
  /** Operator sets that the model must import. */
  readonly opsetImports: NewOpsetImport[];
}

type AssembleOptions = Pick<PoolingGraphOptions, 'opset' | 'form' | 'prefix' | 'isTaken'>;

/** The parts of a graph that computes the results from the inputs, in the form that the options ask for. */
export function assemble(
  about: About,
  inputs: readonly Value[],
  recorded: readonly Result[],
  { opset, form = 'inline', prefix = 'ggem/', isTaken = () => false }: AssembleOptions,
): PoolingGraph {
  const results = inOpset(recorded, opset);
  const declared = {
    inputs: inputs.map((value) => valueInfo(inputName(value), value)),
    outputs: results.map(({ name, value }) => valueInfo(name, value)),
  };
  const versions = [opsetImport('', opset)];
  const constantsInArms = opset >= constantsOfAnyType;
  switch (form) {
    case 'inline': {
      const { nodes, initializers } = emit(results, {
        nameOf: uniqueNames(prefix, isTaken),
        constantsInArms,
      });
      return { ...declared, nodes, initializers, functions: [], opsetImports: versions };
    }
    case 'function': {
      // A function has no initializers of its own.
      if (!constantsInArms) throw needsOpset(opset, constantsOfAnyType, 'form "function"');
      const outer = new Set([...inputs.map(inputName), ...results.map(({ name }) => name)]);
      // Names inside of a function do not meet those of the graph.
      const nameOf = uniqueNames('', (name) => outer.has(name));
      const inner = emit(results, { nameOf, constantsInArms });
      const fn = asFunction(about, inputs.map(inputName), results, inner, versions);
      const call = nodeProto(fn.name, fn.input, fn.output, {}, results[0]!.name, functionDomain);
      return {
        ...declared,
        nodes: [call],
        initializers: [],
        functions: [fn],
        opsetImports: [...versions, opsetImport(functionDomain, 1)],
      };
    }
    default:
      return form satisfies never;
  }
}

/** The nodes as a function of the model. Its name comes from its content, so that two of the same name are equal. */
function asFunction(
  { name, description }: About,
  input: string[],
  results: readonly Result[],
  { nodes, initializers }: Emitted,
  opsetImports: NewOpsetImport[],
): NewFunction {
  const constants = initializers.map(constantNode);
  const fn = {
    domain: functionDomain,
    input,
    output: results.map(({ name }) => name),
    node: [...constants, ...nodes],
    opsetImport: opsetImports,
    docString: description,
  };
  return { ...fn, name: `${name}_${fingerprint(write(functionFields, fn))}` };
}

/** FNV-1a of bytes, as eight hexadecimal digits. */
function fingerprint(bytes: Uint8Array): string {
  const hash = bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193), 0x811c9dc5);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** The version of an operator set that a model imports. */
function opsetImport(domain: string, version: number): NewOpsetImport {
  return { domain, version: BigInt(version) };
}
