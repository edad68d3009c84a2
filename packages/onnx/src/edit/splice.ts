import type { Field } from '../read/fields.ts';
import { varint } from '../write/fields.ts';
import { joinPieces } from './joinPieces.ts';

/** Bytes to put in place of those from `start` to `end`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** A length-delimited field, and the changes in it. */
export interface Changed {
  readonly field: Field;
  readonly splices: readonly Splice[];
}

/** The changes of a message. */
export interface Changes {
  /** Its fields with changes inside. */
  readonly changed: readonly Changed[];
  /** Its fields to remove. */
  readonly removed: readonly Field[];
  /** Fields to add at its end. */
  readonly appended: readonly Uint8Array[];
}

/**
 * A message with changes, as pieces of the old bytes and the new ones, none of which is copied. The length of a changed
 * field is written again; all other bytes stay as they are.
 */
export function splice(old: Uint8Array, { changed, removed, appended }: Changes): readonly Uint8Array[] {
  const all: Splice[] = [];
  for (const { field, splices } of changed) {
    const grown = splices.reduce((sum, one) => sum + one.bytes.length - (one.end - one.start), 0);
    if (grown !== 0) {
      const length = Uint8Array.from(varint(field.end - field.content + grown));
      all.push({ start: varintEnd(old, field.start), end: field.content, bytes: length });
    }
    all.push(...splices);
  }
  all.push(...removed.map(({ start, end }) => ({ start, end, bytes: new Uint8Array() })));
  // The sort is stable: insertions at one place keep their order, and come before what is removed there.
  all.sort((a, b) => a.start - b.start);
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const one of all) {
    pieces.push(old.subarray(at, one.start), one.bytes);
    at = one.end;
  }
  pieces.push(old.subarray(at), ...appended);
  return pieces.filter((piece) => piece.length > 0);
}

function varintEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at]! >= 0x80) at++;
  return at + 1;
}

/** A field whose content has a length, with its tag. */
export function lengthDelimited(number: number, content: Uint8Array): Uint8Array {
  const head = Uint8Array.from([...varint(number * 8 + 2), ...varint(content.length)]);
  return joinPieces([head, content]);
}
