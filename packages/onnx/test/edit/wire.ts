/** A field as its bytes stand in a file; written without the package's own reader. */
export interface RawField {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
}

/** Splits a message into its fields. */
export function rawFields(message: Uint8Array): readonly RawField[] {
  const fields: RawField[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++]!;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const start = at;
    const tag = varint();
    let content = at;
    const skip = (wireType: number, number: number): void => {
      if (wireType === 0) varint();
      else if (wireType === 1) at += 8;
      else if (wireType === 5) at += 4;
      else if (wireType === 2) {
        const length = varint();
        content = at;
        at += length;
      } else if (wireType === 3) {
        for (let inner = varint(); inner !== number * 8 + 4; inner = varint())
          skip(inner % 8, Math.floor(inner / 8));
      } else throw new Error(`wire type ${wireType}`);
    };
    const number = Math.floor(tag / 8);
    skip(tag % 8, number);
    fields.push({ number, bytes: message.subarray(start, at), content: message.subarray(content, at) });
  }
  return fields;
}

/** Bytes one after the other. */
export function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
