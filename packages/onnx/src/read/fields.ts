import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Where one field lies in a file: its tag begins at `start`, its content at `content`, the next field at `end`. */
export interface Field {
  readonly number: number;
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

/** The length-delimited fields of a message, in the order of the file. The bytes must have passed `checkWire`. */
export function fieldsIn(bytes: Uint8Array, from: number, to: number): readonly Field[] {
  const reader = new BinaryReader(bytes);
  reader.pos = from;
  const fields: Field[] = [];
  while (reader.pos < to) {
    const start = reader.pos;
    const [number, wireType] = reader.tag();
    if (wireType !== WireType.LengthDelimited) {
      reader.skip(wireType, number);
      continue;
    }
    const length = reader.uint32();
    fields.push({ number, start, content: reader.pos, end: reader.pos + length });
    reader.pos += length;
  }
  return fields;
}
