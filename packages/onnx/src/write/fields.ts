import { joinPieces } from './joinPieces.ts';

/** Bytes in pieces, which are joined once at the end, so that large constants are copied once. */
type Pieces = readonly Uint8Array[];

/** Writes a value, with the number of its field in front. */
export type Field<T> = (value: T) => Pieces;

/** How the fields of a message are written, in the order of their numbers, as protobuf writes them. */
export type Fields<T> = { readonly [K in Exclude<keyof T, '$typeName'>]-?: Field<NonNullable<T[K]>> };

/** The bytes of a message; fields that are not set are left out. */
export function write<T>(fields: Fields<T>, message: Partial<T>): Uint8Array {
  return joinPieces(pieces(fields, message));
}

function pieces<T>(fields: Fields<T>, message: Partial<T>): Pieces {
  return Object.entries<Field<never>>(fields).flatMap(([key, field]) => {
    const value = message[key as keyof T];
    return value === undefined ? [] : field(value as never);
  });
}

/** How a field begins says how long it is. */
const wireType = { varint: 0, lengthDelimited: 2, bits32: 5 } as const;

/** A whole number of 32 or 64 bits; a negative one takes ten bytes. */
export function int(number: number): Field<number | bigint> {
  return (value) => [Uint8Array.from([...tag(number, 'varint'), ...varint(value)])];
}

/** A number of 32 bits, lowest byte first. */
export function float(number: number): Field<number> {
  return (value) => {
    const bytes = new DataView(new ArrayBuffer(4));
    bytes.setFloat32(0, value, true);
    return [Uint8Array.from(tag(number, 'bits32')), new Uint8Array(bytes.buffer)];
  };
}

/** Bytes as they are. */
export function bytes(number: number): Field<Uint8Array> {
  return (value) => delimited(number, [value]);
}

/** A string in UTF-8. */
export function text(number: number): Field<string> {
  return (value) => delimited(number, [new TextEncoder().encode(value)]);
}

/** A message within a message; `fields` is a function since messages hold one another. */
export function message<T>(number: number, fields: () => Fields<T>): Field<T> {
  return (value) => delimited(number, pieces(fields(), value));
}

/** A field that comes as often as there are values. Format 2 of protobuf packs no numbers. */
export function list<T>(field: Field<T>): Field<readonly T[]> {
  return (values) => values.flatMap(field);
}

/** Fields of which one is set. */
export function oneOf<T extends { readonly case: string; readonly value: unknown }>(
  fields: {
    readonly [K in T['case']]: Field<Extract<T, { readonly case: K }>['value']>;
  },
): Field<T> {
  return (value) => fields[value.case as T['case']](value.value as never);
}

function delimited(number: number, content: Pieces): Pieces {
  const length = content.reduce((sum, piece) => sum + piece.length, 0);
  return [Uint8Array.from([...tag(number, 'lengthDelimited'), ...varint(length)]), ...content];
}

function tag(number: number, type: keyof typeof wireType): readonly number[] {
  return varint(number * 8 + wireType[type]);
}

/** A whole number in groups of 7 bits, lowest first; the highest bit says that more follow. */
export function varint(value: number | bigint): readonly number[] {
  const groups: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) groups.push(Number(rest & 0x7fn) | 0x80);
  groups.push(Number(rest));
  return groups;
}
