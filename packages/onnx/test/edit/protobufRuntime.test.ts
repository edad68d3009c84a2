import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { AttributeProtoSchema, ModelProtoSchema, TensorProtoSchema } from '../../src/proto/onnx.ts';
import { concat } from './wire.ts';

const field = (number: number, content: readonly number[]) => [number * 8 + 2, content.length, ...content];

// The tag of field 99, a number.
const unknown = [0x98, 0x06];

describe('the protobuf runtime', () => {
  it('keeps unknown fields of nested messages', () => {
    // model > graph (7) > node (1) > attribute (5), each with an unknown field 99, a number.
    const attribute = concat([0x0a, 1, 0x61], [...unknown, 4]);
    const node = concat(field(5, [...attribute]), [...unknown, 3]);
    const graph = concat(field(1, [...node]), [...unknown, 2]);
    const model = concat(field(7, [...graph]), [...unknown, 1]);
    expect(toBinary(ModelProtoSchema, fromBinary(ModelProtoSchema, model))).toEqual(model);
  });

  it('writes unknown fields last, so that a file read and written is not the same file', () => {
    const model = concat([...unknown, 1], [0x08, 8]);
    expect(toBinary(ModelProtoSchema, fromBinary(ModelProtoSchema, model))).toEqual(
      concat([0x08, 8], [...unknown, 1]),
    );
  });

  it('reads packed numbers and writes them one by one, as ONNX declares them', () => {
    const packed = concat(field(8, [1, 2]));
    expect(toBinary(AttributeProtoSchema, fromBinary(AttributeProtoSchema, packed))).toEqual(
      concat([64, 1], [64, 2]),
    );
  });

  it('changes text that is no UTF-8', () => {
    const name = concat(field(8, [0xff]));
    expect(toBinary(TensorProtoSchema, fromBinary(TensorProtoSchema, name))).not.toEqual(name);
  });
});
