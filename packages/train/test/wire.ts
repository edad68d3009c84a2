import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The fields of a protobuf message as they lie in a file, read by the wire format alone. */
export function fieldsOf(
  bytes: Uint8Array,
): readonly { readonly field: number; readonly content: Uint8Array }[] {
  const fields: { field: number; content: Uint8Array }[] = [];
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = number();
    const start = at;
    const type = tag % 8;
    let from = start;
    if (type === 0) number();
    else if (type === 2) {
      const length = number();
      from = at;
      at += length;
    } else at += type === 1 ? 8 : 4;
    fields.push({ field: Math.floor(tag / 8), content: bytes.subarray(from, at) });
  }
  return fields;
}

/** A model of the shared folder; where it is missing, the reason is printed. */
export function sharedModel(name: string): Uint8Array | undefined {
  const path = fileURLToPath(new URL(`../../../../shared/models/${name}`, import.meta.url));
  if (existsSync(path)) return readFileSync(path);
  console.info(`skipped: ${path} is missing`);
  return undefined;
}
