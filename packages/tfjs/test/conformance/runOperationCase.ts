import { type OperationCase, type OperationOutput, runOperation } from '@ggem/conformance';
import * as tf from '@tensorflow/tfjs';
import { raggedOps } from '../../src/index.ts';
import { readBack } from './readBack.ts';

/** An operation of the seam, as tfjs computes it. */
export async function runOperationCase(operation: OperationCase): Promise<OperationOutput> {
  let shape: readonly number[] = [];
  const { value } = await readBack(() => {
    const put = ({ shape, data }: { readonly shape: readonly number[]; readonly data: Float32Array }) =>
      tf.tensor(data, [...shape]);
    const result = runOperation(raggedOps, operation, put);
    shape = result.shape;
    return { value: result };
  });
  return { shape, data: value };
}
