// Globals of every JavaScript runtime, which the ECMAScript library does not declare.
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Throws a `TypeError` for bytes that are no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  // Copied: browsers refuse to decode shared memory.
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes.slice());
}
