import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from '../../src/proto/onnx.ts';
import { classTokenModel } from './models.ts';

/** The class token model with its float weights in a file of their own, and that file's bytes. */
export function weightsOutside(): { model: Uint8Array; weights: Uint8Array } {
  const model = fromBinary(ModelProtoSchema, classTokenModel());
  const weights: number[] = [];
  for (const tensor of model.graph!.initializer) {
    if (tensor.name === 'zero') continue;
    const entry = (key: string, value: string) => ({
      $typeName: 'onnx.StringStringEntryProto' as const,
      key,
      value,
    });
    tensor.externalData = [
      entry('location', 'model.weights'),
      entry('offset', String(weights.length)),
      entry('length', String(tensor.rawData.length)),
    ];
    tensor.dataLocation = 1;
    weights.push(...tensor.rawData);
    tensor.rawData = new Uint8Array();
  }
  return { model: toBinary(ModelProtoSchema, model), weights: Uint8Array.from(weights) };
}
