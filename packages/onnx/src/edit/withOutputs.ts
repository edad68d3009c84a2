import { dataType } from '../proto/onnx.ts';
import type { NewValueInfo } from '../write/messages.ts';
import { applyEdit } from './applyEdit.ts';
import type { Inspected } from './inspectModel.ts';

/** The same model with inner values as additional outputs. */
export function withOutputs({ model, infos }: Inspected, names: readonly string[]): readonly Uint8Array[] {
  const there = new Set([...model.graph.output, ...model.graph.input].map(({ name }) => name));
  const outputs = [...new Set(names)]
    .filter((name) => !there.has(name))
    .map((name): NewValueInfo => {
      const elemType = infos.get(name)?.type ?? dataType.float32;
      return { name, type: { value: { case: 'tensorType', value: { elemType } } } };
    });
  return applyEdit(model, {
    nodes: [],
    initializers: [],
    inputs: [],
    outputs,
    functions: [],
    opsetImports: [],
    metadata: {},
  });
}
