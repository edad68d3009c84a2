import { writeSafetensors } from '@ggem/core';
import type { Embedded } from '../contract.ts';

/** Vectors as `vectors.safetensors`: the tensor `vectors` `[photographs, channels]`, and the names as JSON in its metadata. */
export function vectorsFile(
  { data, channels, ids }: Embedded,
  names: readonly string[],
): Uint8Array<ArrayBuffer> {
  const tensor = { name: 'vectors', dtype: 'F32', shape: [ids.length, channels], values: data } as const;
  return writeSafetensors([tensor], { names: JSON.stringify(names) });
}
