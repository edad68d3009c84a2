import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** The kind of a fault: bytes are missing at the end, bytes are wrong, or there is more than any model has. */
export type WireFaultKind = 'cut off' | 'wrong' | 'too much';

/** Says why bytes are no message: what is wrong, and where. */
export class WireFault extends Error {
  override readonly name: string = 'WireFault';
  readonly kind: WireFaultKind;
  /** Position in the file, in bytes. */
  readonly at: number;

  constructor(kind: WireFaultKind, message: string, at: number) {
    super(message);
    this.kind = kind;
    this.at = at;
  }
}

/** How many levels of messages may be nested; the same as the limit of the runtime. */
const depthLimit = 100;

// An empty message takes two bytes in the file and half a kilobyte in memory, so that a hostile file could fill the memory.
// Large language models have a hundredth of this many messages.
const messageLimit = 2 ** 22;
const valueLimit = 2 ** 24;

/**
 * Checks a message and all in it that the schema knows, without making an object. A message that passes can be decoded: all
 * lengths stay inside, every known field has the right wire type, and depth and number of messages are bounded. Throws a
 * `WireFault` otherwise.
 */
export function checkWire(schema: DescMessage, bytes: Uint8Array): void {
  const reader = new BinaryReader(bytes);
  let messages = 0;
  let values = 0;
  /** Where the current field begins. */
  let at = 0;

  const count = (more: number): void => {
    values += more;
    if (values > valueLimit) throw new WireFault('too much', `more than ${valueLimit} fields`, at);
  };
  const walk = (message: DescMessage, end: number, depth: number): void => {
    if (depth > depthLimit) throw new WireFault('too much', `messages more than ${depthLimit} deep`, at);
    if (++messages > messageLimit) throw new WireFault('too much', `more than ${messageLimit} messages`, at);
    const fields = fieldsOf(message);
    while (reader.pos < end) {
      at = reader.pos;
      const [number, wireType] = reader.tag();
      count(1);
      const known = fields.get(number);
      if (known !== undefined && !fits(known, wireType)) {
        const what = `field ${number} (${known.name}) of ${message.name} has wire type ${wireType}`;
        throw new WireFault('wrong', what, at);
      }
      if (wireType !== WireType.LengthDelimited) {
        reader.skip(wireType, number, depthLimit - depth);
        if (reader.pos > end)
          throw new WireFault('wrong', `a field of ${message.name} runs over its end`, at);
        continue;
      }
      const length = reader.uint32();
      const contentEnd = reader.pos + length;
      if (contentEnd > end) {
        const what = `field ${number} of ${message.name} says it has ${length} bytes, but ${end - reader.pos} are left`;
        throw new WireFault(depth === 1 ? 'cut off' : 'wrong', what, at);
      }
      if (known?.message !== undefined) walk(known.message, contentEnd, depth + 1);
      else if (known !== undefined && isPacked(known)) count(length);
      reader.pos = contentEnd;
    }
  };
  try {
    walk(schema, bytes.length, 1);
  } catch (error) {
    if (error instanceof WireFault) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new WireFault(reader.pos >= bytes.length ? 'cut off' : 'wrong', message, at);
  }
}

const byNumber = new WeakMap<DescMessage, Map<number, DescField>>();

function fieldsOf(message: DescMessage): ReadonlyMap<number, DescField> {
  const known = byNumber.get(message);
  if (known !== undefined) return known;
  const fields = new Map(message.fields.map((field) => [field.number, field]));
  byNumber.set(message, fields);
  return fields;
}

/** Whether a field may have this wire type. Lists of numbers may be packed or not, whatever the schema says. */
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
