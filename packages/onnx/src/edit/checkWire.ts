import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Why bytes are no message: what is wrong, and where. */
export class WireFault extends Error {
  override readonly name: string = 'WireFault';
  /** Byte of the file. */
  readonly at: number;
  /** The faulty field lies directly in the outermost message and ends after the file does. */
  readonly cutOff: boolean;

  constructor(message: string, at: number, cutOff = false) {
    super(message);
    this.at = at;
    this.cutOff = cutOff;
  }
}

/** How deep messages may lie in each other; the runtime's own limit. */
const depthLimit = 100;

// A message of no bytes costs two bytes of file and half a kilobyte of memory, so that a file made for it could take all
// of it. Large language models have a hundredth of this.
const messageLimit = 2 ** 22;
const valueLimit = 2 ** 24;

/**
 * Walks over a message and everything in it that the schema knows, without making an object. After that it can be
 * decoded: no length leads outside, every known field has the wire type of its kind, and depth and numbers are bounded.
 * Throws a `WireFault` otherwise.
 */
export function checkWire(schema: DescMessage, bytes: Uint8Array): void {
  const reader = new BinaryReader(bytes);
  let messages = 0;
  let values = 0;

  const walk = (message: DescMessage, end: number, depth: number): void => {
    if (depth > depthLimit) throw new WireFault(`messages lie more than ${depthLimit} deep`, reader.pos);
    if (++messages > messageLimit) throw new WireFault(`more than ${messageLimit} messages`, reader.pos);
    while (reader.pos < end) {
      const at = reader.pos;
      const [number, wireType] = step(at, () => reader.tag());
      if (++values > valueLimit) throw new WireFault(`more than ${valueLimit} fields`, at);
      const known = fieldOf(message, number);
      if (known !== undefined && !fits(known, wireType)) {
        const what = `field ${number} (${known.name}) of ${message.name} has wire type ${wireType}`;
        throw new WireFault(what, at);
      }
      if (wireType !== WireType.LengthDelimited) {
        step(at, () => reader.skip(wireType, number, depthLimit - depth));
        if (reader.pos > end) throw new WireFault(`a field of ${message.name} runs over its end`, at);
        continue;
      }
      const length = step(at, () => reader.uint32());
      const contentEnd = reader.pos + length;
      if (contentEnd > end) {
        const what = `field ${number} of ${message.name} says it has ${length} bytes, but ${end - reader.pos} are left`;
        throw new WireFault(what, at, depth === 1);
      }
      if (known?.message !== undefined) walk(known.message, contentEnd, depth + 1);
      else if (known !== undefined && isPacked(known)) values += length;
      reader.pos = contentEnd;
    }
  };
  const step = <T>(at: number, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw new WireFault(
        error instanceof Error ? error.message : String(error),
        at,
        reader.pos >= bytes.length,
      );
    }
  };
  walk(schema, bytes.length, 1);
}

const byNumber = new WeakMap<DescMessage, Map<number, DescField>>();

function fieldOf(message: DescMessage, number: number): DescField | undefined {
  let fields = byNumber.get(message);
  if (fields === undefined) {
    fields = new Map(message.fields.map((field) => [field.number, field]));
    byNumber.set(message, fields);
  }
  return fields.get(number);
}

/** Lists of numbers may come packed or one by one, whatever the schema says. */
function fits(field: DescField, wireType: WireType): boolean {
  if (field.message !== undefined) return wireType === WireType.LengthDelimited;
  if (isPacked(field) && wireType === WireType.LengthDelimited) return true;
  switch (field.scalar) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return wireType === WireType.LengthDelimited;
    case ScalarType.FLOAT:
      return wireType === WireType.Bit32;
    default:
      return wireType === WireType.Varint;
  }
}

function isPacked(field: DescField): boolean {
  return (
    field.fieldKind === 'list' && field.scalar !== ScalarType.STRING && field.scalar !== ScalarType.BYTES
  );
}
