import { type OperationCase, type OperationOutput, runOperation } from '@ggem/conformance';
import { assemble } from '../../src/graph/assemble.ts';
import { onnxOps } from '../../src/graph/onnxOps.ts';
import { raggedOps } from '../../src/graph/raggedOps.ts';
import { recorder } from '../../src/graph/recorder.ts';
import { rewrite } from '../../src/graph/rewrite.ts';
import type { Value } from '../../src/graph/value.ts';
import { modelOf } from '../../src/model/modelOf.ts';
import { type Numbers, run } from '../../src/run/index.ts';
import type { SessionCache } from './sessionCache.ts';

/** Batch and tokens stay open, so that nothing is known of an operand but its channels. */
export async function runOperationCase(
  sessions: SessionCache,
  operation: OperationCase,
  opset = 17,
): Promise<OperationOutput> {
  const record = recorder();
  const inputs: Record<string, Numbers> = {};
  const given: Value[] = [];
  const ops = rewrite(onnxOps(record, 'float32'), record);
  const { unpack, pack } = raggedOps(ops, record);
  const asInput = (data: readonly number[]): Value => {
    inputs.offsets = { data, shape: [data.length] };
    const value = record.input('offsets', 'int64', ['batch+1']);
    given.push(value);
    return value;
  };
  const result = runOperation(
    {
      ...ops,
      unpack: (x, offsets) => unpack(x, asInput(offsets)),
      pack: (x, offsets) => pack(x, asInput(offsets)),
    },
    operation,
    ({ shape, data }) => {
      const name = `input${given.length}`;
      inputs[name] = { data, shape };
      const [batch, tokens, channels] = shape;
      const open = (length: number, axis: string) => (length === 1 ? 1 : `${axis}${length}`);
      const value = record.input(name, 'float32', [open(batch, 'batch'), open(tokens, 'tokens'), channels]);
      given.push(value);
      return value;
    },
  );
  const about = { name: operation.op, description: operation.id };
  const graph = assemble(about, given, [{ name: 'result', value: result }], { opset });
  const session = await sessions.get(operation.id, () => modelOf(operation.op, graph), 'offsets' in inputs);
  return (await run<'result'>(session, inputs)).result;
}
