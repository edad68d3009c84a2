/** Bytes that grow as they are written. */
interface Sink {
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
}

/** Writes a value, with the number of its field in front. */
export type Field<T> = (value: T, to: Sink) => void;

/** How the fields of a message are written, in the order of their numbers, as protobuf writes them. */
export type Fields<T> = { readonly [K in Exclude<keyof T, '$typeName'>]-?: Field<NonNullable<T[K]>> };

/** The bytes of a message; fields that are not set are left out. */
export function write<T>(fields: Fields<T>, message: Partial<T>): Uint8Array<ArrayBuffer> {
  const sink = { bytes: new Uint8Array(1024), length: 0 };
  writeFields(fields, message, sink);
  return sink.bytes.slice(0, sink.length);
}

function writeFields<T>(fields: Fields<T>, message: Partial<T>, to: Sink): void {
  for (const key in fields) {
    const value = message[key as keyof T];
    if (value !== undefined) (fields[key as keyof Fields<T>] as Field<unknown>)(value, to);
  }
}

/** A whole number of 32 or 64 bits; a negative one takes ten bytes. */
export function int(number: number): Field<number | bigint> {
  const tag = varint(number * 8);
  return (value, to) => {
    put(tag, to);
    put(varint(value), to);
  };
}

/** A number of 32 bits, lowest byte first. */
export function float(number: number): Field<number> {
  const tag = varint(number * 8 + 5);
  return (value, to) => {
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, value, true);
    put(tag, to);
    put(new Uint8Array(view.buffer), to);
  };
}

/** Bytes as they are. */
export function bytes(number: number): Field<Uint8Array> {
  return delimited(number, put);
}

/** A string in UTF-8. */
export function text(number: number): Field<string> {
  const encoder = new TextEncoder();
  return delimited(number, (value, to) => put(encoder.encode(value), to));
}

/** A message within a message; `fields` is a function since messages hold one another. */
export function message<T>(number: number, fields: () => Fields<T>): Field<T> {
  return delimited(number, (value: T, to) => writeFields(fields(), value, to));
}

/** A field that comes as often as there are values. Version 2 of the format packs no numbers. */
export function list<T>(field: Field<T>): Field<readonly T[]> {
  return (values, to) => {
    for (const value of values) field(value, to);
  };
}

/** Fields of which one is set. */
export function oneOf<T extends { readonly case: string; readonly value: unknown }>(
  fields: {
    readonly [K in T['case']]: Field<Extract<T, { readonly case: K }>['value']>;
  },
): Field<T> {
  return (value, to) => (fields[value.case as T['case']] as Field<unknown>)(value.value, to);
}

/** A field with the length of its content in front, which is known when the content is written. */
function delimited<T>(number: number, content: (value: T, to: Sink) => void): Field<T> {
  const tag = varint(number * 8 + 2);
  return (value, to) => {
    put(tag, to);
    const start = to.length;
    content(value, to);
    const length = varint(to.length - start);
    put(length, to);
    to.bytes.copyWithin(start + length.length, start, to.length - length.length);
    to.bytes.set(length, start);
  };
}

function put(bytes: ArrayLike<number>, to: Sink): void {
  const length = to.length + bytes.length;
  if (length > to.bytes.length) {
    const larger = new Uint8Array(Math.max(length, 2 * to.bytes.length));
    larger.set(to.bytes);
    to.bytes = larger;
  }
  to.bytes.set(bytes, to.length);
  to.length = length;
}

/** A whole number in groups of 7 bits, lowest first; the highest bit says that more follow. */
export function varint(value: number | bigint): readonly number[] {
  const groups: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) groups.push(Number(rest & 0x7fn) | 0x80);
  groups.push(Number(rest));
  return groups;
}
