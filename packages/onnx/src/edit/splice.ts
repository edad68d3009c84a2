import type { Field } from './fields.ts';

/** Bytes to put in place of those from `start` to `end`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** A length-delimited field of the outermost message, and what changes in it. */
export interface Changed {
  readonly field: Field;
  readonly splices: readonly Splice[];
}

/**
 * A message with changes in some of its fields and others appended to it, as pieces of the old bytes and the new ones,
 * without a copy of either. The length of a changed field is written anew; every other byte stays as it is.
 */
export function splice(
  bytes: Uint8Array,
  changed: readonly Changed[],
  appended: readonly Uint8Array[],
): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  const replace = (start: number, end: number, by: Uint8Array): void => {
    pieces.push(bytes.subarray(at, start), by);
    at = end;
  };
  for (const { field, splices } of [...changed].sort((a, b) => a.field.start - b.field.start)) {
    const grown = splices.reduce((sum, one) => sum + one.bytes.length - (one.end - one.start), 0);
    if (grown !== 0) {
      replace(varintEnd(bytes, field.start), field.content, varint(field.end - field.content + grown));
    }
    // The sort is stable: insertions at one place keep their order.
    for (const one of [...splices].sort((a, b) => a.start - b.start)) replace(one.start, one.end, one.bytes);
  }
  pieces.push(bytes.subarray(at), ...appended);
  return pieces.filter((piece) => piece.length > 0);
}

function varintEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at]! >= 0x80) at++;
  return at + 1;
}

/** A whole number of at least 0 as protobuf writes it. */
export function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** A field whose content has a length, with its tag. */
export function lengthDelimited(number: number, content: Uint8Array): Uint8Array {
  const head = [...varint(number * 8 + 2), ...varint(content.length)];
  const field = new Uint8Array(head.length + content.length);
  field.set(head);
  field.set(content, head.length);
  return field;
}
